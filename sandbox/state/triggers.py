"""trigger_ids: what lets the app open a modal after an interaction, once and soon."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.errors import SlackError
from sandbox.state.stamps import Stamps

TRIGGER_SECONDS = 3.0


@dataclass(eq=False, slots=True)
class _Trigger:
    user: str
    at: float
    used: bool = False


class Triggers:
    """trigger_ids: single use, three seconds."""

    def __init__(self, stamps: Stamps, now: Callable[[], float]) -> None:
        self._stamps, self._now = stamps, now
        self._triggers: dict[str, _Trigger] = {}

    def issue(self, user: str) -> str:
        trigger_id = self._stamps.trigger_id()
        self._triggers[trigger_id] = _Trigger(user, self._now())
        return trigger_id

    def use(self, trigger_id: str) -> str:
        """The user who triggered; raises invalid_, exchanged_ or expired_trigger_id."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.at > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user
