"""Have drawn what Slack can't: a heat map, as a PNG.

The chart library takes a second and forty megabytes to load, so it is loaded in a process of its own (`bot/picture.py`), when
there is something to draw: the loop doesn't notice, and the memory is free afterwards.
"""

import json
import subprocess
import sys
import threading
from dataclasses import asdict
from functools import lru_cache

import structlog

from handlers.charts import HeatMap

log = structlog.get_logger(__name__)

PATIENCE = 60.0
# One is drawn at a time, and read by several.
_one = threading.Lock()


class NotDrawnError(Exception):
    """The picture could not be made."""


def drawn(picture: HeatMap) -> bytes:
    """A PNG, for a thread of its own. Raises `NotDrawnError`."""
    with _one:
        return _drawn(picture)


@lru_cache(maxsize=8)
def _drawn(picture: HeatMap) -> bytes:
    given = json.dumps(asdict(picture)).encode()
    try:
        done = subprocess.run(  # our own module, by our own interpreter
            [sys.executable, "-m", "bot.picture"],
            input=given,
            capture_output=True,
            timeout=PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("picture_not_drawn", reason=_kind(error))
        raise NotDrawnError from error
    return done.stdout


def _kind(error: Exception) -> str:
    """The name of what went wrong, and no more: the rest may quote what was to be drawn."""
    said: bytes = getattr(error, "stderr", None) or b""
    last = said.decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
    return last if last.isidentifier() else type(error).__name__
