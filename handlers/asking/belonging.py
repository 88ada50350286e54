"""Whether a direct message belongs to a request before it: by a number it names, or because it reads like an addition."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.phrases import phrases
from config.values import fold
from handlers.text import TOKEN, has_words

# A person who writes in several short messages means one thing.
ONE_BREATH = timedelta(minutes=2)
# What was added by mistake can be made a request of its own for so long.
REGRET = timedelta(days=1)

NUMBER = re.compile(r"(?<![\w#&/])#(\d{1,9})(?![\w#])")
WORD = re.compile(r"\w+")


FEW_WORDS = 8


@dataclass(frozen=True, slots=True)
class NamedRequest:
    """The request that a message names, and whether it only asks how that stands."""

    number: int
    only_its_state: bool


def named(text: str) -> NamedRequest | None:
    """The first number such as `#2` in a message; what stands in addresses and mentions does not count."""
    bare = TOKEN.sub(" ", text)
    found = NUMBER.search(bare)
    if found is None:
        return None
    rest = WORD.findall(fold(NUMBER.sub(" ", bare)))
    return NamedRequest(int(found[1]), only_its_state=phrases().state.issuperset(rest))


def in_one_breath(last: datetime, now: datetime) -> bool:
    """Whether a new message comes soon enough to continue the one before it."""
    return now - last <= ONE_BREATH


def reads_as_addition(text: str) -> bool:
    """Whether a message needs the one before it to be understood. A screenshot or an address alone does."""
    words = WORD.findall(fold(TOKEN.sub(" ", text)))
    if not words or not has_words(text):
        return True
    known, sentence = phrases(), " ".join(words)
    if words[0] in known.going_on or not known.too.isdisjoint(words):
        return True
    if any(each in sentence for each in known.phrases):
        return True
    if words[0] in known.possessives:
        return False
    if words[0] in known.on_its_own:
        return not known.referring.isdisjoint(words)
    return len(words) <= FEW_WORDS


def may_belong(*, department: str | None, found: str | None) -> bool:
    """Whether a message may belong to a request of `department`, when routing finds `found` in the message: never if it is
    for somebody else."""
    return department is None or found in (None, department)
