"""The texts that a pattern finds hardest, made from the pattern itself."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from re import _constants as op  # type: ignore[attr-defined] # what sre makes of a pattern is public to nobody else
from re import _parser as sre  # type: ignore[attr-defined]
from typing import Any

REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
CLASSES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_SPACE: " \n",
    op.CATEGORY_WORD: "a1_",
    op.CATEGORY_NOT_SPACE: "a1",
    op.CATEGORY_NOT_WORD: " !",
    op.CATEGORY_NOT_DIGIT: "a ",
}
# What a text may end with so that a match fails at its very end.
ENDS = ("", " ", "\n", "<", "!", "\0")


class Attack:
    """A text of any length: `start`, then `pump` again and again, then `end`."""

    def __init__(self, start: str, pump: str, end: str) -> None:
        self.start, self.pump, self.end = start, pump, end

    def __repr__(self) -> str:
        return f"{self.start!r} + {self.pump!r} * n + {self.end!r}"

    def of(self, length: int) -> str:
        """The text of about this length."""
        return self.start + self.pump * (length // len(self.pump)) + self.end


def attacks_on(pattern: re.Pattern[str]) -> Iterator[Attack]:
    """Every repetition of the pattern, long, after what leads to it; and its beginnings, many of them."""
    tree = sre.parse(pattern.pattern, pattern.flags)
    alphabet = "".join(sorted({*_literals(tree), *"a1 <"}))
    seen = set()
    for start, pumps in _repetitions(tree, "", alphabet):
        for pump in pumps:
            seen |= {(start, pump), (start, start + pump), ("", start + pump * 50)}
    seen |= {("", a + b) for a, b in product(alphabet, repeat=2)}
    yield from (Attack(start, pump, end) for start, pump in sorted(seen) for end in ENDS)


def _literals(tree: Any) -> Iterator[str]:
    for code, given in tree:
        if code is op.LITERAL:
            yield chr(given)
        elif code is op.IN:
            yield from _members(given, "")
        else:
            for inner in _inside(code, given):
                yield from _literals(inner)


def _inside(code: Any, given: Any) -> list[Any]:
    if code in REPEATS:
        return [given[2]]
    if code is op.SUBPATTERN:
        return [given[-1]]
    if code is op.BRANCH:
        return list(given[1])
    if code in (op.ASSERT, op.ASSERT_NOT):
        return [given[1]]
    return [given] if code is op.ATOMIC_GROUP else []


def _members(items: Any, alphabet: str) -> list[str]:
    """A few characters of a class; of one that says what is not in it, those of the alphabet that are."""
    named: list[str] = []
    for code, given in items:
        if code is op.LITERAL:
            named.append(chr(given))
        elif code is op.RANGE:
            named.append(chr(given[0]))
        elif code is op.CATEGORY:
            named += CLASSES.get(given, "a")
    if items[0][0] is op.NEGATE:
        return [letter for letter in alphabet if letter not in named]
    return named


def _shortest(tree: Any, alphabet: str) -> str:
    """A short text that a part of a pattern matches."""
    found = ""
    for code, given in tree:
        if code is op.LITERAL:
            found += chr(given)
        elif code in (op.ANY, op.NOT_LITERAL):
            found += "a"
        elif code is op.IN:
            found += (_members(given, alphabet) or ["a"])[0]
        elif code in REPEATS:
            found += _shortest(given[2], alphabet) * given[0]
        elif code in (op.SUBPATTERN, op.BRANCH, op.ATOMIC_GROUP):
            found += _shortest(_inside(code, given)[0], alphabet)
    return found


def _repetitions(tree: Any, start: str, alphabet: str) -> Iterator[tuple[str, list[str]]]:
    for at, (code, given) in enumerate(tree):
        before = start + _shortest(tree[:at], alphabet)
        if code in REPEATS:
            yield before, _pumps(given[2], alphabet)
        for inner in _inside(code, given):
            yield from _repetitions(inner, before, alphabet)


def _pumps(tree: Any, alphabet: str) -> list[str]:
    if len(tree) == 1 and tree[0][0] is op.IN:
        return _members(tree[0][1], alphabet) or ["a"]
    return [_shortest(tree, alphabet) or "a"]


def hardest(work: Callable[[str], object], attacks: Iterable[Attack], length: int) -> Attack:
    """The attack that costs most at this length."""
    return max(attacks, key=lambda attack: cost(work, attack.of(length)))


def growth(work: Callable[[str], object], attack: Attack, *, short: int, long: int) -> float:
    """How many times more a long text costs than as many characters in short texts: about 1 if the work is linear.

    The thread's own time is measured, and the least of several tries, so that a busy machine is no slow pattern.
    """
    text, times = attack.of(short), long // short

    def many(_: str) -> None:
        for _i in range(times):
            work(text)

    base = min(cost(many, "") for _ in range(3))
    return min(cost(work, attack.of(long)) for _ in range(3)) / base


def cost(work: Callable[[str], object], text: str) -> float:
    """Seconds of this thread."""
    started = time.thread_time()
    work(text)
    return time.thread_time() - started
