"""What is wrong with a configuration, in a form that helps an operator fix it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing to fix.

    `place` is a file and line (`config/frontdesk.yaml:12`) or the name of an environment variable.
    """

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} {self.remedy}"


class ConfigurationError(Exception):
    """Every fault found, in the order an operator would come across them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
