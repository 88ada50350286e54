"""Whether the process can do its work: what `/readyz` tells, and why not."""

from collections.abc import Callable

# Gives what is wrong, if anything is.
Check = Callable[[], str | None]


class Health:
    """Parts in trouble, with a short reason. A part that never reported is well."""

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
