"""Vectors of whole sentences, by a model that comes with the extra `frontdesk[semantic]`."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum

import numpy as np

from handlers.routing.features import Numbers

# Of a longer text, its beginning says what it is about; to read all of it would take seconds.
MOST = 300
# The vectors of so many examples are remembered, 1.5 kB each; with more examples, words and letters must do. And those of so
# many texts that were asked about.
KEPT, KEPT_LATELY = 30_000, 64

Embed = Callable[[str], Numbers]


class Late(Enum):
    """Says that what a text means will be known a moment later."""

    LATE = "late"


LATE = Late.LATE


class Sentences:
    """What texts mean. May be asked by several threads at once."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._of_examples: OrderedDict[str, Numbers] = OrderedDict()
        self._lately: OrderedDict[str, Numbers] = OrderedDict()
        # One text after the other: side by side they would only be slower.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sentences")

    def vector(self, text: str) -> Numbers:
        """What a text means; it takes some milliseconds."""
        return _kept(self._lately, readable(text), self._embed, KEPT_LATELY)

    async def soon(self, text: str, *, within: float) -> Numbers | Late:
        """The same, off the loop, for who can't wait any longer than so many seconds."""
        known = self._lately.get(readable(text))
        if known is not None:
            return known
        coming = asyncio.get_running_loop().run_in_executor(self._thread, self.vector, text)
        done, _pending = await asyncio.wait({coming}, timeout=within)
        if not done:
            coming.cancel()  # if it hasn't begun; what has begun is remembered
            return LATE
        return coming.result()

    def unknown(self, texts: Sequence[str]) -> list[str]:
        """Those of which it is not known what they mean."""
        return [text for text in texts if readable(text) not in self._of_examples]

    def of_examples(self, texts: Sequence[str]) -> Numbers:
        """A row for each; of those that were asked for before, it takes no time."""
        found = [_kept(self._of_examples, readable(text), self._embed, KEPT) for text in texts]
        return np.array(found, dtype=np.float32)


def _kept(known: OrderedDict[str, Numbers], text: str, embed: Embed, most: int) -> Numbers:
    found = known.get(text)
    if found is None:
        found = known[text] = embed(text)
        while len(known) > most:
            known.popitem(last=False)
    return found


def readable(text: str) -> str:
    """As much of a text as is read, without what can't be written down."""
    return text[:MOST].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
