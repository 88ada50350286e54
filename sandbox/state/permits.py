"""What an interaction lets the app do for a while: open a modal once, answer at a response_url."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.errors import SlackError
from sandbox.state.stamps import Stamps

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


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


@dataclass(eq=False, slots=True)
class Permit:
    """A response_url: five uses within thirty minutes, for one person in one conversation."""

    path: str
    user: str
    channel: str
    source_ts: str | None
    """The message the interaction came from, for replace_original and delete_original."""
    thread_ts: str | None
    at: float
    uses: int = 0


class ResponseUrls:
    def __init__(self, stamps: Stamps, now: Callable[[], float], team_id: str) -> None:
        self._stamps, self._now, self._team_id = stamps, now, team_id
        self._permits: dict[str, Permit] = {}

    def issue(
        self, kind: str, *, user: str, channel: str, source_ts: str | None, thread_ts: str | None
    ) -> str:
        """The path of a new response_url. `kind` is `commands`, `actions` or `app`."""
        path = f"/{kind}/{self._team_id}/{self._stamps.trigger_id().replace('.', '/')}"
        self._permits[path] = Permit(path, user, channel, source_ts, thread_ts, self._now())
        return path

    def use(self, path: str) -> Permit:
        """Counts one use; raises SlackError used_url, expired_url or invalid_url."""
        permit = self._permits.get(path)
        if permit is None:
            raise SlackError("invalid_url")
        if self._now() - permit.at > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if permit.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        permit.uses += 1
        return permit
