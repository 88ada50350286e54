"""A record, in words, of what became visible to whom."""

from dataclasses import dataclass, replace

from sandbox.acting.context import Context
from sandbox.state import changes
from sandbox.state.changes import Change
from sandbox.state.messages import Message


@dataclass(frozen=True, slots=True)
class Sighting:
    """`place` in words: `#it-help`, `direct messages`, `form`, `Home`. `who` is "" for everyone.

    `edited` marks something that was there before and has changed.
    """

    place: str
    who: str
    text: str
    edited: bool = False


class Witness:
    """Records changes from its creation until `leave`. Of several changes to one thing, the last is kept."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._changed: dict[str, Sighting] = {}
        self.leave = context.workspace.changes.listen(self._note)

    @property
    def all(self) -> tuple[Sighting, ...]:
        return tuple(self._changed.values())

    def _note(self, change: Change) -> None:
        match change:
            case changes.MessagePosted(message) | changes.EphemeralChanged(message):
                self._note_message(message)
            case changes.MessageEdited(message):
                self._note_message(message, edited=True)
            case changes.ModalsChanged(user):
                self._note_modal(user)
            case changes.HomeShown(user):
                home = self._context.workspace.views.home(user)
                self._keep(
                    f"home {user}", Sighting("Home", self._name(user), home.screen if home else "")
                )
            case _:
                pass

    def _note_message(self, message: Message, *, edited: bool = False) -> None:
        channel = self._context.workspace.conversations[message.channel]
        who = message.ephemeral_to or channel.person
        place = "direct messages" if channel.kind == "im" else f"#{channel.name}"
        author = self._name(message.user)
        text = "" if message.deleted else f"{author}: {message.screen}"
        self._keep(message.ts, Sighting(place, self._name(who), text, edited))

    def _note_modal(self, user: str) -> None:
        top = self._context.workspace.views.top(user)
        self._keep(f"modal {user}", Sighting("form", self._name(user), top.screen if top else ""))

    def _keep(self, key: str, seen: Sighting) -> None:
        earlier = self._changed.pop(key, seen)
        if seen.text:
            # What came and changed within a step is new to whoever looks after it.
            self._changed[key] = replace(seen, edited=seen.edited and earlier.edited)

    def _name(self, user: str) -> str:
        return self._context.workspace.name_of(user) if user else ""
