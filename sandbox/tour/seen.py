"""A record, in words, of what became visible to whom."""

from dataclasses import dataclass, replace

from sandbox.acting.context import Office
from sandbox.state import changes as change
from sandbox.state.changes import Change
from sandbox.state.messages import Message


@dataclass(frozen=True, slots=True)
class Seen:
    """`place` in words: `#it-help`, `direct messages`, `form`, `Home`. `who` is "" for everyone.

    `edited` marks something that was there before and has changed.
    """

    place: str
    who: str
    text: str
    edited: bool = False


class Witness:
    """Records changes from its creation until `leave`. Of several changes to one thing, the last is kept."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._changed: dict[str, Seen] = {}
        self.leave = office.workspace.changes.listen(self._note)

    @property
    def all(self) -> tuple[Seen, ...]:
        return tuple(self._changed.values())

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
