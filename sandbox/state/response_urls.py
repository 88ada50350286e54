"""response_urls: where the app may answer an interaction for a while."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.errors import SlackError
from sandbox.state.stamps import Stamps

RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass(eq=False, slots=True)
class ResponseUrl:
    """Five uses within thirty minutes, for one person in one conversation."""

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
        self._urls: dict[str, ResponseUrl] = {}

    def issue(
        self, kind: str, *, user: str, channel: str, source_ts: str | None, thread_ts: str | None
    ) -> str:
        """The path of a new response_url. `kind` is `commands`, `actions` or `app`."""
        path = f"/{kind}/{self._team_id}/{self._stamps.trigger_id().replace('.', '/')}"
        self._urls[path] = ResponseUrl(path, user, channel, source_ts, thread_ts, self._now())
        return path

    def use(self, path: str) -> ResponseUrl:
        """Counts one use; raises SlackError used_url, expired_url or invalid_url."""
        url = self._urls.get(path)
        if url is None:
            raise SlackError("invalid_url")
        if self._now() - url.at > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if url.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        url.uses += 1
        return url
