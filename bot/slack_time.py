"""What time it is at Slack. Our own clock may be wrong; what Slack is asked about, it knows by its own."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class SlackTime:
    """Slack tells it beside each answer; between answers it goes on by a clock that nobody can put back."""

    def __init__(self, ours: Callable[[], datetime], steady: Callable[[], float]) -> None:
        self._ours, self._steady = ours, steady
        self._told: tuple[datetime, float] | None = None
        self._said = ""

    def heard(self, headers: Mapping[str, str]) -> None:
        """Read an answer's `Date`."""
        said = headers.get("Date") or headers.get("date") or ""
        if said == self._said:
            return  # the same second
        try:
            told = parsedate_to_datetime(said)
        except ValueError:
            return
        self._said = said
        self._told = (told if told.tzinfo else told.replace(tzinfo=UTC), self._steady())

    def now(self) -> datetime:
        """Until Slack has told it, what our clock says."""
        if self._told is None:
            return self._ours()
        told, at = self._told
        return told + timedelta(seconds=self._steady() - at)
