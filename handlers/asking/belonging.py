"""Whether a direct message belongs to a request before it: by a number it names, or because it reads like an addition."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.values import fold
from handlers.text import TOKEN, has_words

# A person who writes in several short messages means one thing.
ONE_BREATH = timedelta(minutes=2)
# What was added by mistake can be made a request of its own for so long.
REGRET = timedelta(days=1)

NUMBER = re.compile(r"(?<![\w#&/])#(\d{1,9})(?![\w#])")
WORD = re.compile(r"\w+")


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text))


# A message of these words only, beside the number, asks how a request stands.
ABOUT_ITS_STATE = _words(
    "a about already an and any anything are at been being can cancel check close closed details did do does done far fixed "
    "for get give going happened happening has have hello hey hi how hows i in info is it its know like long me my new news "
    "now of on open or please progress ready request s see show so solved state status still tell the there things ticket "
    "to today up update updates want was we what whats when where which who will with withdraw would yet you your"
)
# Words with which a message goes on.
GOING_ON = _words(
    "additionally again ah also and because btw but by correction edit especially even fyi he it its maybe meanwhile oh only "
    "or perhaps plus ps same she since so sorry still that then these they this those though until with without "
    "aber auch es seit und weil"
)
# Words with which a message begins that stands on its own.
ON_ITS_OWN = _words(
    "a an another anybody anyone are can could did do does good hello hey hi how i is may need new our please question request "
    "should somebody someone there urgent we what when where which who why will would"
)
REFERRING = _words("also either it same that them this too")
PHRASES = ("as well", "i mean", "i meant", "i forgot", "by the way", "never mind", "nevermind")
FEW_WORDS = 8


@dataclass(frozen=True, slots=True)
class Named:
    """The request that a message names, and whether it only asks how that stands."""

    number: int
    only_its_state: bool


def named(text: str) -> Named | None:
    """The first number such as `#2` in a message; what stands in addresses and mentions does not count."""
    bare = TOKEN.sub(" ", text)
    found = NUMBER.search(bare)
    if found is None:
        return None
    rest = WORD.findall(fold(NUMBER.sub(" ", bare)))
    return Named(int(found[1]), only_its_state=ABOUT_ITS_STATE.issuperset(rest))


def in_one_breath(last: datetime, now: datetime) -> bool:
    """Whether a new message comes soon enough to continue the one before it."""
    return now - last <= ONE_BREATH


def reads_as_addition(text: str) -> bool:
    """Whether a message needs the one before it to be understood. A screenshot or an address alone does."""
    words = WORD.findall(fold(TOKEN.sub(" ", text)))
    if not words or not has_words(text):
        return True
    sentence = " ".join(words)
    if words[0] in GOING_ON or "too" in words or any(each in sentence for each in PHRASES):
        return True
    if words[0] in ("my", "our"):
        return False
    if words[0] in ON_ITS_OWN:
        return not REFERRING.isdisjoint(words)
    return len(words) <= FEW_WORDS


def may_belong(*, department: str | None, found: str | None) -> bool:
    """Whether a message may belong to a request of `department`, when routing finds `found` in the message: never if it is
    for somebody else."""
    return department is None or found in (None, department)
