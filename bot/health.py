"""Whether the process can do its work: what `/readyz` answers, and why not."""

from collections.abc import Callable

from storage.database import Database
from storage.patience import Patience, UnavailableError, held_to

# Gives what is wrong, if anything is.
Check = Callable[[], str | None]


class Health:
    """The parts in trouble, with a short reason. A part that never reported is fine."""

    def __init__(self) -> None:
        self._troubles: dict[str, str] = {}
        self._checks: dict[str, Check] = {}

    def trouble(self, part: str, reason: str) -> None:
        """A part can't work."""
        self._troubles[part] = reason

    def well(self, part: str) -> None:
        """A part works (again)."""
        self._troubles.pop(part, None)

    def watch(self, part: str, check: Check) -> None:
        """Ask about a part whenever somebody wants to know: one that stands still reports nothing."""
        self._checks[part] = check

    @property
    def troubles(self) -> dict[str, str]:
        """Empty when ready."""
        asked = ((part, check()) for part, check in self._checks.items())
        return {part: reason for part, reason in asked if reason} | self._troubles


async def troubles_of(health: Health, database: Database, patience: Patience) -> dict[str, str]:
    """All of them, with what the database says to a write: in time, also of one that hangs."""
    troubles = health.troubles
    try:
        with held_to(patience.from_now()):
            await database.ping()
    except Exception as error:  # noqa: BLE001 # whatever the driver says, we are not ready
        troubles["database"] = reason_of(error)
    return troubles


def reason_of(error: BaseException) -> str:
    """A short word for what is wrong with the database, fit for a log: it holds nothing of a statement."""
    return (isinstance(error, UnavailableError) and str(error)) or type(error).__name__
