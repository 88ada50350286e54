"""Words as they are looked for: without case and accents, in any language that puts spaces between them."""

import re
import unicodedata
from collections.abc import Iterable

# Letters that no decomposition takes apart, as people type them who don't have them on their keyboard.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# Letters and digits: an underscore divides, so that what we mark with one is no word of anybody's.
WORD = re.compile(r"[^\W_]+")
LONGEST = 64


def words_of(*texts: str) -> list[str]:
    """The words of some texts, each once, in the order in which they first come: `["drucker", "fahrt"]` of "Drucker fährt".

    Takes time proportional to the texts, whatever they are. A word is cut after 64 letters.
    """
    return list(dict.fromkeys(word for text in texts for word in _words(text)))


def _words(text: str) -> Iterable[str]:
    # Some letters have a case only once they are taken apart, and come apart only without it.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(each for each in apart if not unicodedata.combining(each))
    return (word[:LONGEST] for word in WORD.findall(letters.translate(PLAIN)))
