"""What a check found, and how it is shown: as a list that reads well in 80 columns."""

from dataclasses import dataclass
from enum import StrEnum

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text


class Finding(StrEnum):
    FINE = "ok"
    ATTENTION = "note"
    BROKEN = "fix"


LOOKS = {
    Finding.FINE: ("✓", "green"),
    Finding.ATTENTION: ("!", "yellow"),
    Finding.BROKEN: ("✗", "bold red"),
}


@dataclass(frozen=True)
class Row:
    what: str
    state: Finding
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Report:
    rows: tuple[Row, ...]

    @property
    def exit_code(self) -> int:
        """0 when nothing is broken; a note does not stop a start."""
        return int(any(row.state is Finding.BROKEN for row in self.rows))


def render(report: Report) -> RenderableType:
    """A line for what is fine, more for what needs doing. States are words and marks, not colours alone."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")  # a name cut short can't be looked up
    for row in report.rows:
        mark, style = LOOKS[row.state]
        table.add_row(Text(f"{mark} {row.state}", style=style), _finding(row))
    return Group("", table, "", _summary(report))


def _finding(row: Row) -> RenderableType:
    """Of `Text`s, because what an operator wrote may look like markup."""
    rest = f": {row.found}" if row.state is Finding.FINE else f"\n{row.found}"
    found = Text.assemble((row.what, "bold"), rest, overflow="fold")
    if not row.remedy:
        return found
    remedy = Table.grid(padding=(0, 1))
    remedy.add_row("→", Text(row.remedy, overflow="fold"))
    return Group(found, remedy)


def _summary(report: Report) -> Text:
    count = {state: sum(row.state is state for row in report.rows) for state in Finding}
    if report.exit_code:
        verdict = (
            f"{count[Finding.BROKEN]} to fix. Start at the top, then run `frontdesk check` again."
        )
    else:
        verdict = "Ready. Start it with `frontdesk run`."
    return Text(verdict, style="bold")


def not_checked(what: str, routing_reason: str) -> Row:
    return Row(
        what, Finding.ATTENTION, "Not checked.", f"Fix {routing_reason} and run the check again."
    )
