"""Plays a tour's script in a workspace, step by step, and reports what each step made visible to whom."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.acting.context import Context
from sandbox.acting.results import ImpossibleError
from sandbox.tour.performer import Performer
from sandbox.tour.script import Find, TourScript, TourStep
from sandbox.tour.witness import Sighting, Witness

QUIET_SECONDS = 0.15
EXPECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Focus:
    """Where to look: ids of a conversation and perhaps a thread, the Home tab, or a modal."""

    channel: str
    thread_ts: str | None = None
    home: bool = False
    modal: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    index: int
    caption: str
    as_: str
    focus: Focus
    now: float
    """The workspace's time after the step."""
    act: str = ""
    """The person's action in words: “presses “Claim””."""
    seen: tuple[Sighting, ...] = ()
    ack_seconds: float | None = None
    done: bool = False


class TourPlayer:
    """`before` is called with where to look, just before each step."""

    def __init__(
        self,
        context: Context,
        script: TourScript,
        *,
        before: Callable[[Played], None] | None = None,
        quiet_seconds: float = QUIET_SECONDS,
        expect_seconds: float = EXPECT_SECONDS,
    ) -> None:
        self.script = script
        self._context, self._performer = context, Performer(context)
        self._before, self._quiet, self._expect = before, quiet_seconds, expect_seconds
        self._index = 0

    @property
    def done(self) -> bool:
        return self._index >= len(self.script.steps)

    async def next(self) -> Played:
        """Plays the next step. Raises ImpossibleError, naming the step, if it fails."""
        index, step = self._index, self.script.steps[self._index]
        user = self._context.user(step.as_).id
        seen = Witness(self._context)
        try:
            await self._await_message(step)
            act = self._performer.in_words(step)
            if self._before is not None:
                self._before(
                    Played(index, step.caption, user, self._focus(step), self._context.clock(), act)
                )
            result = await self._performer.perform(step)
            await self._await_effects(step, result)
        except AssertionError as failure:
            raise ImpossibleError(f"Step {index + 1}, “{step.caption}”: {failure}") from failure
        finally:
            seen.leave()
        self._index += 1
        return Played(
            index=index,
            caption=step.caption,
            as_=user,
            focus=self._focus(step),
            now=self._context.clock(),
            act=act,
            seen=seen.all,
            ack_seconds=getattr(result, "ack_seconds", None),
            done=self.done,
        )

    async def _await_message(self, step: TourStep) -> None:
        """The step's message may still be on its way."""
        wanted = step.message
        if wanted is not None:
            changes = self._context.workspace.changes
            await changes.until(lambda: self._performer.search(step, wanted), self._expect)

    async def _await_effects(self, step: TourStep, result: Any) -> None:
        if getattr(result, "ok", True) is False:
            errors = getattr(result, "errors", None)
            raise ImpossibleError(f"{step.do} failed: {errors or result.error}")
        changes = self._context.workspace.changes
        if step.expect and not await changes.until(
            lambda: self._performer.shows(step), self._expect
        ):
            wanted = step.expect.text if isinstance(step.expect, Find) else step.expect
            raise ImpossibleError(f"{step.as_} never saw “{wanted}”")
        await self._settle()

    async def _settle(self) -> None:
        """Until nothing has changed for a moment: an app's messages follow its acknowledgement."""
        changes = self._context.workspace.changes
        try:
            async with asyncio.timeout(self._expect):
                while await changes.next(self._quiet):
                    pass
        except TimeoutError:
            return

    def _focus(self, step: TourStep) -> Focus:
        channel = self._performer.channel_of(step)
        actor = self._performer.actor(step)
        message = self._performer.search(step, step.message) if step.message else None
        thread = None
        if message is not None:
            thread = message.ts if step.do == "reply" else message.thread_ts
        return Focus(channel, thread, home=step.do == "open_home", modal=actor.modal is not None)
