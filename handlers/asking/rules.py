"""How to read what people write to us: a command's words, small talk."""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from config.departments import Department
from config.organisation import Organisation
from config.values import fold
from handlers.text import EMOJI, TOKEN, has_words, unescape

# A department's name has forty characters at the most.
MOST_WORDS = 8
# "it is cold in here" speaks of no department, though one may be called IT.
PRONOUN = re.compile(r"it\s", re.IGNORECASE)
VERB = re.compile(
    r"(is|was|has|had|does|did|isn['’]t|wasn['’]t|doesn['’]t|didn['’]t|won['’]t|can['’]t|will|would|seems|looks|keeps|says|takes)\b",
    re.IGNORECASE,
)

WORD = re.compile(r"\S+")
SIGN = re.compile(r"[^\w\s]")
GREETED = re.compile(
    r"(hi|hello|hey|hiya|hallo|moin|morning|good (morning|afternoon|evening|day))"
    r" (all|everyone|everybody|team|folks|guys|together|both|there|frontdesk)"
)
THANKED = re.compile(r"(thanks|thank you|thx)( \w+){0,2}")
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
GREETINGS = frozenset(
    fold(words)
    for words in (
        "hi", "hello", "hey", "hi there", "hello there", "hey there", "hiya", "yo", "good morning", "good afternoon",
        "good evening", "morning", "good day", "hi frontdesk", "hello frontdesk", "hallo", "guten tag", "guten morgen",
        "moin", "szia", "cześć", "hei", "hola", "bonjour", "ciao", "how are you", "hi how are you", "hello how are you",
    )
)  # fmt: skip
THANKS = frozenset(
    fold(words)
    for words in (
        "thanks", "thank you", "thx", "ty", "tysm", "many thanks", "thanks a lot", "thank you very much", "thanks so much",
        "thank you so much", "cheers", "great thanks", "great thank you", "perfect thanks", "perfect thank you", "ok thanks",
        "ok thank you", "okay thanks", "cool thanks", "awesome thanks", "thanks again", "thanks all", "danke", "vielen dank",
        "danke schön", "köszönöm", "dziękuję", "takk", "gracias", "merci", "thanks works now", "works now thanks",
        "thank you it works now", "thanks it works now", "it works now thanks", "all good thanks", "got it thanks",
        "works now", "it works now", "it works", "solved",
    )
)  # fmt: skip
# Nobody expects an answer to these.
AGREED = frozenset(
    fold(words)
    for words in (
        "ok", "okay", "k", "kk", "alright", "all right", "all good", "got it", "understood", "noted", "no problem", "will do",
        "perfect", "great", "awesome", "super", "wonderful", "cool", "nice", "alles klar", "verstanden", "rendben", "oké",
        "nice one", "well done", "congrats", "congratulations", "welcome", "happy birthday", "lol", "haha", "bye", "good night",
        "see you", "have a nice day", "have a nice evening", "have a nice weekend", "enjoy your weekend", "happy friday",
    )
)  # fmt: skip
THUMBS = frozenset(("+1", "thumbsup", "ok_hand", "white_check_mark", "pray", "heart", *"👍👌✅🙏❤"))
HELP = frozenset(
    fold(words)
    for words in (
        "help", "help me", "help please", "please help", "please help me", "i need help", "can you help me", "can you help",
        "commands", "menu", "what can you do", "how does this work", "how do you work", "hilfe", "segítség", "pomoc", "ayuda",
    )
)  # fmt: skip
KNOWN = {SmallTalk.GREETING: GREETINGS, SmallTalk.AGREED: AGREED, SmallTalk.HELP: HELP}


def small_talk(text: str) -> SmallTalk | None:
    """Whether a whole message is a greeting, a thanks, a sign of agreement, a call for help, or has no word in it."""
    if not has_words(text):
        return _without_words(text)
    bare = SIGN.sub(" ", TOKEN.sub(" ", EMOJI.sub(" ", text)))
    words = fold(bare)
    if words in THANKS or THANKED.fullmatch(words):
        return SmallTalk.THANKS
    if GREETED.fullmatch(words):
        return SmallTalk.GREETING
    return next((kind for kind, known in KNOWN.items() if words in known), None)


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
    for count in range(min(MOST_WORDS, len(words)), 0, -1):
        end = words[count - 1].end()
        written = unescape(text[:end])
        word = written.rstrip(":,")
        named = organisation.named(word)
        rest = text[end:].strip()
        if named is not None and not (PRONOUN.match(text) and VERB.match(rest)):
            is_address = word != written or not rest or _is_own(word, named)
            return Spelled(named, rest if is_address else text.strip())
    return Spelled(None, text.strip())


def _is_own(word: str, department: Department) -> bool:
    """Its key or its name, not one of its other words."""
    return fold(word) in map(fold, (department.key, *department.name.all))
