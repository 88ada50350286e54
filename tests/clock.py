"""Time as tests own it."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands still until it is moved. Both Frontdesk and the sandbox read it."""

    def __init__(self, at: datetime = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        """For Frontdesk."""
        return self.at

    def time(self) -> float:
        """For the sandbox."""
        return self.at.timestamp()

    def forward(self, **span: float) -> None:
        """`forward(minutes=30)`."""
        self.at += timedelta(**span)

    def to(self, at: datetime) -> None:
        """Jump to a moment."""
        self.at = at
