"""Plays a story in a workspace, step by step, and tells what each step made visible to whom."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sandbox import changes as change
from sandbox.acts import Performer
from sandbox.changes import Change
from sandbox.messages import Message
from sandbox.office import Office
from sandbox.results import ImpossibleError
from sandbox.steps import Find, Step, Story

__all__ = ["Find", "Focus", "Played", "Seen", "Step", "Story", "StoryPlayer"]

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
class Seen:
    """`place` in words: `#it-help`, `direct messages`, `form`, `Home`. `who` is "" for everyone.

    `edited` tells what stood there before and looks different now.
    """

    place: str
    who: str
    text: str
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    index: int
    caption: str
    as_: str
    focus: Focus
    seen: tuple[Seen, ...] = ()
    ack_seconds: float | None = None
    done: bool = False


class Stage(Protocol):
    """Where a story is played: a Sandbox."""

    @property
    def office(self) -> Office: ...


class StoryPlayer:
    """`before` is told where to look just before a step is done."""

    def __init__(
        self,
        stage: Stage,
        story: Story,
        *,
        before: Callable[[Played], None] | None = None,
        quiet_seconds: float = QUIET_SECONDS,
        expect_seconds: float = EXPECT_SECONDS,
    ) -> None:
        self.story = story
        self._office, self._performer = stage.office, Performer(stage.office)
        self._before, self._quiet, self._expect = before, quiet_seconds, expect_seconds
        self._index = 0
        self._changed: dict[str, Seen] = {}

    @property
    def done(self) -> bool:
        return self._index >= len(self.story.steps)

    async def next(self) -> Played:
        """Raises ImpossibleError with a sentence that names the step, when it fails."""
        index, step = self._index, self.story.steps[self._index]
        user = self._office.user(step.as_).id
        upcoming = Played(index, step.caption, user, self._focus(step))
        if self._before is not None:
            self._before(upcoming)
        self._changed = {}
        stop = self._office.workspace.changes.listen(self._note)
        try:
            result = await self._performer.perform(step)
            await self._await_effects(step, result)
        except AssertionError as failure:
            raise ImpossibleError(f"Step {index + 1}, “{step.caption}”: {failure}") from failure
        finally:
            stop()
        self._index += 1
        return Played(
            index=index,
            caption=step.caption,
            as_=user,
            focus=self._focus(step),
            seen=tuple(self._changed.values()),
            ack_seconds=getattr(result, "ack_seconds", None),
            done=self.done,
        )

    async def _await_effects(self, step: Step, result: Any) -> None:
        if getattr(result, "ok", True) is False:
            errors = getattr(result, "errors", None)
            raise ImpossibleError(f"{step.do} failed: {errors or result.error}")
        changes = self._office.workspace.changes
        if step.expect and not await changes.until(
            lambda: self._performer.shows(step), self._expect
        ):
            raise ImpossibleError(f"{step.as_} never saw {step.expect!r}")
        await self._settle()

    async def _settle(self) -> None:
        """Until nothing has changed for a moment: an app's messages follow its acknowledgement."""
        changes = self._office.workspace.changes
        try:
            async with asyncio.timeout(self._expect):
                while await changes.next(self._quiet):
                    pass
        except TimeoutError:
            return

    def _focus(self, step: Step) -> Focus:
        channel = self._performer.channel_of(step)
        actor = self._performer.actor(step)
        message = self._performer.search(step, step.message) if step.message else None
        thread = None
        if message is not None:
            thread = message.ts if step.do == "reply" else message.thread_ts
        return Focus(channel, thread, home=step.do == "open_home", modal=actor.modal is not None)

    # -- what became visible ------------------------------------------------------------------

    def _note(self, happened: Change) -> None:
        match happened:
            case change.Posted(message) | change.EphemeralChanged(message):
                self._note_message(message)
            case change.Edited(message):
                self._note_message(message, edited=True)
            case change.ModalsChanged(user):
                self._note_modal(user)
            case change.HomeShown(user):
                home = self._office.workspace.views.home(user)
                self._keep(
                    f"home {user}", Seen("Home", self._name(user), home.screen if home else "")
                )
            case _:
                pass

    def _note_message(self, message: Message, *, edited: bool = False) -> None:
        channel = self._office.workspace.conversations[message.channel]
        who = message.ephemeral_to or channel.person
        place = "direct messages" if channel.kind == "im" else f"#{channel.name}"
        author = self._name(message.user)
        text = "" if message.deleted else f"{author}: {message.screen}"
        self._keep(message.ts, Seen(place, self._name(who), text, edited))

    def _note_modal(self, user: str) -> None:
        top = self._office.workspace.views.top(user)
        self._keep(f"modal {user}", Seen("form", self._name(user), top.screen if top else ""))

    def _keep(self, key: str, seen: Seen) -> None:
        earlier = self._changed.pop(key, seen)
        if seen.text:
            # What came and changed within a step is new to whoever looks after it.
            self._changed[key] = replace(seen, edited=seen.edited and earlier.edited)

    def _name(self, user: str) -> str:
        return self._office.workspace.name_of(user) if user else ""
