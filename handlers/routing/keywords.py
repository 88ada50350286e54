"""Finds an operator's words in a text: whole words, and longer forms of them."""

from collections.abc import Iterable, Mapping, Sequence

from handlers.routing.features import words

# A word counts for a keyword it begins with ("laptops" for "laptop") if that keyword is long enough to mean something.
STEM = 4
# No keyword is longer.
LONGEST = 80


class Keywords:
    """Keywords, each with its owner. Most of them are passed over by one look."""

    def __init__(self, owned: Mapping[str, Iterable[str]]) -> None:
        self._by_start: dict[str, list[tuple[int, str, str, list[str]]]] = {}
        each = ((owner, keyword) for owner, some in owned.items() for keyword in some)
        for place, (owner, keyword) in enumerate(dict.fromkeys(each)):
            if parts := words(keyword):
                self._by_start.setdefault(parts[0], []).append((place, owner, keyword, parts))

    def found(self, said: Sequence[str]) -> dict[str, list[str]]:
        """By owner the keywords that stand among the words of a text, in the order they were given."""
        if not self._by_start:
            return {}
        begun = {start for word in set(said) for start in _beginnings(word)}
        hits = sorted(
            hit
            for start in self._by_start.keys() & begun
            for hit in self._by_start[start]
            if _contains(said, hit[-1])
        )
        found: dict[str, list[str]] = {}
        for _place, owner, keyword, _parts in hits:
            found.setdefault(owner, []).append(keyword)
        return found


def _contains(said: Sequence[str], keyword: Sequence[str]) -> bool:
    span = len(keyword)
    return any(
        all(_matches(word, part) for word, part in zip(said[at : at + span], keyword, strict=True))
        for at in range(len(said) - span + 1)
    )


def _beginnings(word: str) -> Iterable[str]:
    """The word itself, and the beginnings of it that are long enough to mean something."""
    yield word
    for length in range(STEM, min(len(word), LONGEST + 1)):
        yield word[:length]


def _matches(word: str, part: str) -> bool:
    return word == part or (len(part) >= STEM and word.startswith(part))
