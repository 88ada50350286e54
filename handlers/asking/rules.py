"""How to read what people write to us: a command's words, small talk."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from config.departments import Department
from config.organisation import Organisation
from config.phrases import begins_sentence, phrases
from config.values import fold
from handlers.text import EMOJI, TOKEN, has_words, unescape

# A department's name has forty characters at the most.
MOST_WORDS = 8
# A phrase has as many words at the most.
LONGEST_PHRASE = 8
# How many words may follow a thanks.
AFTER_THANKS = 2

WORD = re.compile(r"\S+")
SIGN = re.compile(r"[^\w\s]")
FIRST = re.compile(r"[\w'’]+")
# Somebody's name, and the sign by which they are addressed.
ADDRESSED = re.compile(r"<@(?P<user>[^<>|]++)(?:\|[^<>]*+)?+>(?:[:,](?=\s|$))?+")


class SmallTalk(StrEnum):
    """What asks a department for nothing."""

    GREETING = "greeting"
    THANKS = "thanks"
    AGREED = "agreed"
    HELP = "help"
    WORDLESS = "wordless"


# Said after a resolution, they end the talk.
CLOSING = frozenset({SmallTalk.THANKS, SmallTalk.AGREED, SmallTalk.WORDLESS})
THUMBS = frozenset(("+1", "thumbsup", "ok_hand", "white_check_mark", "pray", "heart", *"👍👌✅🙏❤"))


def small_talk(text: str) -> SmallTalk | None:
    """Whether a whole message is a greeting, a thanks, a sign of agreement, a call for help, or has no word in it."""
    if not has_words(text):
        return _without_words(text)
    bare = SIGN.sub(" ", TOKEN.sub(" ", EMOJI.sub(" ", text)))
    words = fold(bare)
    known = phrases()
    if words in known.thanks or _followed(words, known.thanking, _is_short):
        return SmallTalk.THANKS
    if words in known.greetings or _followed(words, known.greetings, known.addressees.__contains__):
        return SmallTalk.GREETING
    if words in known.agreement:
        return SmallTalk.AGREED
    return SmallTalk.HELP if words in known.help else None


def _followed(words: str, known: frozenset[str], by: Callable[[str], bool]) -> bool:
    """Whether a known phrase begins what is said, and the rest is what may follow it."""
    said = words.split(" ", LONGEST_PHRASE)
    return any(
        " ".join(said[:at]) in known and by(" ".join(said[at:])) for at in range(1, len(said) + 1)
    )


def _is_short(rest: str) -> bool:
    return len(rest.split()) <= AFTER_THANKS


def _without_words(text: str) -> SmallTalk:
    """A question mark alone asks for help; a thumb agrees."""
    bare = text.strip()
    if bare and set(bare) <= {"?"}:
        return SmallTalk.HELP
    signs = {found["name"] for found in EMOJI.finditer(text)} | set(EMOJI.sub("", bare))
    return SmallTalk.AGREED if signs & THUMBS else SmallTalk.WORDLESS


def is_thanks(text: str) -> bool:
    """Said after a resolution this closes the talk; it does not reopen the request."""
    return small_talk(text) in CLOSING


def called(text: str, bot_user: str) -> str:
    """What is said to us in a channel, without our name before or in it."""
    return ADDRESSED.sub(lambda found: "" if found["user"] == bot_user else found[0], text).strip()


def words_mark(text: str) -> str:
    """Tells whether somebody changed a text that a form offered them; space around and between words does not count."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Spelled:
    """A command's text: the department it names first, if it does, and the rest."""

    department: Department | None
    text: str


def spelled(text: str, organisation: Organisation) -> Spelled:
    """`it my VPN drops` names IT; `IT: …` too; names of several words are found as well, the longest first.

    An alias may be the beginning of a sentence ("tech support never called back"): only a sign after it, or nothing, tells
    that it is no part of what is asked.
    """
    words = list(WORD.finditer(text))
    if words and not organisation.may_begin(unescape(words[0][0])):
        return Spelled(None, text.strip())
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        end = words[count - 1].end()
        written = unescape(text[:end])
        word = written.rstrip(":,")
        named = organisation.named(word)
        rest = text[end:].strip()
        if named is not None and not _is_sentence(text, rest):
            is_address = word != written or not rest or _is_own(word, named)
            return Spelled(named, rest if is_address else text.strip())
    return Spelled(None, text.strip())


def _is_sentence(text: str, rest: str) -> bool:
    """ "it is cold in here" speaks of no department, though one may be called IT."""
    verb = FIRST.match(rest)
    if verb is None:
        return False
    return begins_sentence(fold(text.split(None, 1)[0]), fold(verb[0].replace("’", "'")))


def _is_own(word: str, department: Department) -> bool:
    """Its key or its name, not one of its other words."""
    return fold(word) in map(fold, (department.key, *department.name.all))
