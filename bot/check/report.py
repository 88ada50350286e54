"""What a check found, and how it is shown."""

from dataclasses import dataclass
from enum import StrEnum

from rich.table import Table
from rich.text import Text


class State(StrEnum):
    FINE = "fine"
    ATTENTION = "attention"
    BROKEN = "broken"


LOOKS = {
    State.FINE: ("✓", "green"),
    State.ATTENTION: ("!", "yellow"),
    State.BROKEN: ("✗", "bold red"),
}

# Slack's error codes in an operator's words.


@dataclass(frozen=True)
class Row:
    what: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Report:
    rows: tuple[Row, ...]

    @property
    def exit_code(self) -> int:
        """0 when nothing is broken; what only wants attention does not stop a start."""
        return int(any(row.state is State.BROKEN for row in self.rows))


def render(report: Report) -> Table:
    """A table whose states are words and marks, not colours alone."""
    table = Table("State", title="Frontdesk check")
    for heading in ("What", "Found", "What to do"):
        table.add_column(heading, overflow="fold")  # a name cut short can't be looked up
    for row in report.rows:
        mark, style = LOOKS[row.state]
        state = Text(f"{mark} {row.state}", style=style, no_wrap=True)
        # Text objects, because what an operator wrote may look like markup.
        table.add_row(state, Text(row.what), Text(row.found), Text(row.remedy))
    return table


def not_checked(what: str, because: str) -> Row:
    return Row(what, State.ATTENTION, "Not checked.", f"Put {because} right, then check again.")
