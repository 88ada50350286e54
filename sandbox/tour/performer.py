"""Performs a step of a script as a person would, finding things by what is on the screen."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sandbox.acting.actor import Actor
from sandbox.acting.context import Context
from sandbox.acting.results import ImpossibleError
from sandbox.blockkit import inputs, readable
from sandbox.state.messages import Message
from sandbox.state.views import View
from sandbox.tour.script import Find, TourStep

# With the smallest step that is more than a week.
MOST_JUMPS = 200

Result = Any
"""What the actor's method returned: a result with `ok`, a message, or None."""


class Performer:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._verbs: dict[str, Callable[[Actor, TourStep], Awaitable[Result]]] = {
            "say": self._say,
            "reply": self._reply,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "command": self._command,
            "click": self._click,
            "shortcut": self._shortcut,
            "fill": self._fill,
            "submit": self._submit,
            "close": self._close,
            "open_home": self._open_home,
            "pass": self._pass,
            "look": self._nothing,
        }

    @property
    def verbs(self) -> tuple[str, ...]:
        return tuple(self._verbs)

    async def perform(self, step: TourStep) -> Result:
        """Raises ImpossibleError for what no one could do in Slack."""
        verb = self._verbs.get(step.do)
        if verb is None:
            raise ImpossibleError(f"There is no “{step.do}” to do {readable.only(self._verbs)}.")
        result = await verb(self.actor(step), step)
        for other in step.also:
            theirs = replace(step, as_=other)
            await verb(self.actor(theirs), theirs)
        return result

    def actor(self, step: TourStep) -> Actor:
        return Actor(self._context, self._context.user(step.as_))

    def channel_of(self, step: TourStep) -> str:
        """The id of the conversation a step is about."""
        user = self._context.user(step.as_)
        return self._context.conversation(
            step.channel or self._context.workspace.dm_of(user.id).id
        ).id

    def find(self, step: TourStep) -> Message:
        """The message a step is about."""
        wanted = step.message or Find()
        found = self.search(step, wanted)
        if found is None:
            where = self._context.workspace.name_of(self.channel_of(step)) or "the direct messages"
            described = readable.quoted(each for each in (wanted.text, wanted.button) if each)
            raise ImpossibleError(f"{step.as_} can't find a message with {described} in {where}.")
        return found

    def search(self, step: TourStep, wanted: Find) -> Message | None:
        workspace, channel = self._context.workspace, self.channel_of(step)
        user = self._context.user(step.as_)
        own = [m for m in workspace.ephemerals.get(user.id, ()) if m.channel == channel]
        everything = [*workspace.conversations[channel].by_ts.values(), *own]
        matching = [message for message in everything if _matches(message, wanted)]
        return max(matching, key=lambda message: message.ts, default=None)

    async def _say(self, actor: Actor, step: TourStep) -> Message:
        return await actor.say(self.channel_of(step), step.text)

    async def _reply(self, actor: Actor, step: TourStep) -> Message:
        return await actor.say(self.channel_of(step), step.text, thread=self.find(step))

    async def _edit(self, actor: Actor, step: TourStep) -> None:
        await actor.edit(self.find(step), step.text)

    async def _delete(self, actor: Actor, step: TourStep) -> None:
        await actor.delete(self.find(step))

    async def _react(self, actor: Actor, step: TourStep) -> None:
        await actor.react(self.find(step), step.emoji)

    async def _command(self, actor: Actor, step: TourStep) -> Result:
        return await actor.command(step.command, step.text, channel=self.channel_of(step))

    async def _click(self, actor: Actor, step: TourStep) -> Result:
        return await actor.click(self._target(actor, step), step.button, option=step.option)

    def _target(self, actor: Actor, step: TourStep) -> Message | View:
        """The named message, or else the modal, the Home tab or the message with this button."""
        if step.message is None:
            for view in (actor.modal, actor.home):
                if view is not None and _has(view, step.button):
                    return view
            found = self.search(step, Find(button=step.button))
            if found is not None:
                return found
        return self.find(step)

    async def _shortcut(self, actor: Actor, step: TourStep) -> Result:
        message = self.find(step) if step.message else None
        return await actor.shortcut(step.callback_id, message)

    async def _fill(self, actor: Actor, step: TourStep) -> None:
        actor.fill(step.inputs)

    async def _submit(self, actor: Actor, step: TourStep) -> Result:
        actor.fill(step.inputs)
        return await actor.submit()

    async def _close(self, actor: Actor, _: TourStep) -> None:
        await actor.close()

    async def _open_home(self, actor: Actor, _: TourStep) -> None:
        await actor.open_home()

    async def _pass(self, _: Actor, step: TourStep) -> None:
        """Lets time pass, repeatedly, until the person sees what the step expects."""
        for _again in range(MOST_JUMPS):
            await self._context.clock.jump(step.text)
            if not step.expect or self.shows(step):
                return

    def shows(self, step: TourStep) -> bool:
        """Whether this person sees what a step expects: in the conversation, a modal or the Home tab."""
        if isinstance(step.expect, Find):
            return self.search(step, step.expect) is not None
        actor = self.actor(step)
        views = [view.text for view in (*actor.modals, actor.home) if view is not None]
        shown = any(step.expect in text for text in views)
        return shown or self.search(step, Find(text=step.expect)) is not None

    def in_words(self, step: TourStep) -> str:
        """What the person does, for the audience: “presses “Claim””. Empty when they only look."""
        place = f"in #{step.channel}" if step.channel else "in a direct message"
        match step.do:
            case "command":
                return f"types {place}: {step.command} {step.text}".rstrip()
            case "say":
                return f"writes {place}: {step.text}"
            case "reply":
                return f"replies in the thread: {step.text}"
            case "click":
                return f"presses “{self._label(step)}”"
            case "fill" | "submit":
                done = "fills in the form" if step.do == "fill" else "sends the form"
                typed = " · ".join(f"“{value}”" for value in step.inputs.values())
                return f"{done}: {typed}" if typed else done
            case "react":
                return f"reacts with :{step.emoji}:"
            case "open_home":
                return "opens the Home tab"
        return ""

    def _label(self, step: TourStep) -> str:
        """The label of the control a step presses."""
        target = self._target(self.actor(step), step)
        namer = self._context.workspace.name_of
        found = readable.find_control(target.blocks, step.button, namer)
        if found is None:
            return step.button
        if step.option is None:
            return readable.label_of(found[1], namer) or step.button
        option = inputs.offered(found[1], step.option, namer)
        return readable.text_plain(option.get("text"), namer)

    async def _nothing(self, _actor: Actor, _step: TourStep) -> None:
        """Looking takes no action."""


def _matches(message: Message, wanted: Find) -> bool:
    if message.deleted or (wanted.ts and message.ts != wanted.ts):
        return False
    has_button = not wanted.button or _has(message, wanted.button)
    return has_button and wanted.text in message.plain


def _has(where: Message | View, control: str) -> bool:
    """By its label, or by its action_id."""
    ids = (element["action_id"] for _, element in readable.controls(where.blocks))
    labels = where.labels if isinstance(where, View) else ()
    return control in (*where.buttons, *labels, *ids)
