"""Who is there just now. The process remembers it, no table does."""

from datetime import datetime, timedelta

JUST_NOW = timedelta(minutes=15)
# More people than that are not remembered before those are forgotten who are no longer there.
MANY = 5000


class Presence:
    """When each person last did something."""

    def __init__(self) -> None:
        self._acted: dict[str, datetime] = {}

    def acted(self, user: str, now: datetime) -> None:
        """They did something."""
        if len(self._acted) >= MANY:
            self._acted = {who: at for who, at in self._acted.items() if now - at <= JUST_NOW}
        self._acted[user] = now

    def is_here(self, user: str, now: datetime) -> bool:
        """Whether they did something in the last fifteen minutes."""
        at = self._acted.get(user)
        return at is not None and now - at <= JUST_NOW
