"""Which figures of an anonymous round may be shown: decided once, at the close, over everything the round shows to anybody.

Whoever adds and subtracts the figures of sets of people can find out what any *atom* said: all who are in exactly the same of
the shown sets. So no atom may be small, or almost of one mind. To compare sets in pairs is not enough: ab, ac and bc of five
each and x in all of A, B and C of eleven, and P of sixteen: every pair passes, and A + B + C − 2P = x.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping

# The whole, which every person is in.
ALL = ""
# In so many, the answers of a few are not known by knowing the others'.
MANY = 10
DIFFER = 2


def released(
    answers: Mapping[str, Hashable], sets: Mapping[str, Iterable[str]], threshold: int
) -> frozenset[str]:
    """Which sets may be shown of one question: `answers` by person, of those who gave one; `sets` of people by key, besides
    the whole. Empty if nothing may be."""
    shown = {key: frozenset(people) & answers.keys() for key, people in sets.items()}
    # Nobody answered: there is nothing to show of it.
    shown = {key: people for key, people in shown.items() if people}
    shown |= {ALL: frozenset(answers)} if answers else {}
    while ALL in shown:
        weak = _weak_atoms(answers, shown, threshold)
        if not weak:
            return frozenset(shown)
        del shown[_to_withdraw(shown, weak[0])]
    return frozenset()


def atoms(shown: Mapping[str, frozenset[str]]) -> dict[frozenset[str], list[str]]:
    """Those who can't be told apart, by the keys of the shown sets that hold them."""
    found: dict[frozenset[str], list[str]] = defaultdict(list)
    for person in sorted(shown[ALL]):
        found[frozenset(key for key, people in shown.items() if person in people)].append(person)
    return dict(found)


def _weak_atoms(
    answers: Mapping[str, Hashable], shown: Mapping[str, frozenset[str]], threshold: int
) -> list[frozenset[str]]:
    weak = [
        mask
        for mask, people in atoms(shown).items()
        if is_weak([answers[person] for person in people], threshold)
    ]
    return sorted(weak, key=sorted)


def is_weak(given: list[Hashable], threshold: int) -> bool:
    """Whether so few people, or people so alike, would be told."""
    if len(given) < threshold or not given:
        return True
    [(_, commonest)] = Counter(given).most_common(1)
    return len(given) < MANY and len(given) - commonest < DIFFER


def _to_withdraw(shown: Mapping[str, frozenset[str]], mask: frozenset[str]) -> str:
    """The smallest shown set that holds them; if only the whole does, the smallest other; last, the whole."""
    holding = mask - {ALL} or shown.keys() - {ALL} or {ALL}
    return min(holding, key=lambda key: (len(shown[key]), key))
