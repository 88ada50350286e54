"""Is there a model of sentences, and can it be read?"""

import asyncio
from collections.abc import Callable

import handlers
from bot.check.report import Finding, Row

NAME = "Sentences"
ALONE = "Routing goes by words and letters alone."


async def sentences(
    load: Callable[[], handlers.Sentences] = handlers.load_sentences,
) -> Row:
    """Routing is as good as it can be, or does without."""
    try:
        await asyncio.to_thread(load)
    except handlers.NoSentencesError as error:
        remedy = (
            "Install it again: pip install --force-reinstall --require-hashes -r requirements-semantic.lock"
            if error.installed
            else "If people will ask in several languages: pip install --require-hashes -r requirements-semantic.lock"
        )
        return Row(NAME, Finding.ATTENTION, f"{error} {ALONE}", remedy)
    return Row(NAME, Finding.FINE, "Requests are routed by what they mean, too.", "")
