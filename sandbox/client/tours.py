"""The page's tour: a story played step by step, a new one each time, that survives a reload of the page."""

import asyncio
from collections.abc import Callable
from typing import Any

from sandbox.acting.results import ImpossibleError
from sandbox.client import shapes
from sandbox.tour.player import Played, Stage, Story, StoryPlayer

Json = dict[str, Any]
Tell = Callable[[int], Story]
"""Makes the next story, given how many came before."""


class Tours:
    """One tour at a time. `announce` is called with each step just before it is played."""

    def __init__(self, stage: Stage, tell: Tell, announce: Callable[[Json], None]) -> None:
        self._stage, self._tell, self._announce = stage, tell, announce
        self._told = 0
        self._playing = asyncio.Lock()
        self._story = tell(0)
        self._player: StoryPlayer | None = None
        self._last: Json | None = None

    def shape(self) -> Json:
        """The story and its last played step, or None if no tour is running."""
        workspace = self._stage.office.workspace
        return shapes.tour(workspace, self._story) | {"step": self._last}

    def start(self) -> Json:
        """Starts a new story; no step is played yet."""
        self._story = self._tell(self._told)
        self._told += 1
        self._player = StoryPlayer(self._stage, self._story, before=self._before)
        self._last = shapes.NOT_BEGUN
        return self.shape()

    def stop(self) -> Json:
        self._player = self._last = None
        return self.shape()

    async def next(self) -> Json:
        """Plays the next step. If something else has made it impossible, a new story starts."""
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
