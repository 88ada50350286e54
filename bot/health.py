"""Whether the process can do its work: what `/readyz` tells, and why not."""


class Health:
    """Parts in trouble, with a short reason. A part that never reported is well."""

    def __init__(self) -> None:
        self._troubles: dict[str, str] = {}

    def trouble(self, part: str, reason: str) -> None:
        """A part can't work."""
        self._troubles[part] = reason

    def well(self, part: str) -> None:
        """A part works (again)."""
        self._troubles.pop(part, None)

    @property
    def troubles(self) -> dict[str, str]:
        """Empty when ready."""
        return dict(self._troubles)
