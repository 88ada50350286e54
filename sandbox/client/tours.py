"""The page's tour: a script played step by step, another one each time, that survives a reload of the page."""

import asyncio
from collections.abc import Callable
from typing import Any

from sandbox.acting.context import Context
from sandbox.acting.results import ImpossibleError
from sandbox.client import shapes
from sandbox.tour.player import Played, TourPlayer
from sandbox.tour.script import TourScript

Json = dict[str, Any]
NextScript = Callable[[int], TourScript]
"""Writes the next script, given how many came before."""


class Tours:
    """One tour at a time. `announce` is called with each step just before it is played."""

    def __init__(
        self, context: Context, next_script: NextScript, announce: Callable[[Json], None]
    ) -> None:
        self._context, self._next_script, self._announce = context, next_script, announce
        self._started = 0
        self._playing = asyncio.Lock()
        self._script = next_script(0)
        self._player: TourPlayer | None = None
        self._last: Json | None = None

    def shape(self) -> Json:
        """The script and its last played step, or None if no tour is running."""
        workspace = self._context.workspace
        return shapes.tour(workspace, self._script) | {"step": self._last}

    def start(self) -> Json:
        """Starts another script; no step is played yet."""
        self._script = self._next_script(self._started)
        self._started += 1
        self._player = TourPlayer(self._context, self._script, before=self._before)
        self._last = shapes.NOT_BEGUN
        return self.shape()

    def stop(self) -> Json:
        self._player = self._last = None
        return self.shape()

    async def next(self) -> Json:
        """Plays the next step. If something else has made it impossible, another one starts."""
        async with self._playing:
            player = self._player
            if player is None or player.done:
                return self.shape()
            try:
                played = await player.next()
            except ImpossibleError as failure:
                return self.start() | {"restarted": str(failure)}
            if player is self._player:
                self._last = shapes.tour_step(played)
            return self.shape()

    def _before(self, upcoming: Played) -> None:
        self._announce({"type": "tour", **shapes.tour_step(upcoming)})
