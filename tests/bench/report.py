"""What a bench found: rows with a measured figure, a goal, and whether it was reached."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.table import Table as RichTable


@dataclass(frozen=True)
class Row:
    """One figure. `reached` is None where there is no goal."""

    what: str
    measured: str
    goal: str = ""
    reached: bool | None = None

    @property
    def verdict(self) -> str:
        """The same in words."""
        return {True: "reached", False: "MISSED", None: ""}[self.reached]


@dataclass
class Section:
    """The rows of one question, with what one should know to read them."""

    title: str
    note: str = ""
    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, measured: str, goal: str = "", reached: bool | None = None) -> None:
        """Put down a figure."""
        self.rows.append(Row(what, measured, goal, reached))

    def ratio(
        self,
        what: str,
        found: float,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """Put down how many times the one is the other; without a bound nothing is judged."""
        goal, reached = "", None
        if at_most is not None:
            goal, reached = f"≤ {at_most:g}", found <= at_most
        elif at_least is not None:
            goal, reached = f"≥ {at_least:g}", found >= at_least
        self.add(what, f"{found:.2f}", goal, reached)


def for_terminal(section: Section) -> RichTable:
    """A table to print."""
    table = RichTable(title=section.title, caption=section.note or None, title_justify="left")
    for column in ("what", "measured", "goal", ""):
        table.add_column(column)
    for row in section.rows:
        table.add_row(row.what, row.measured, row.goal, row.verdict)
    return table


def for_docs(sections: Sequence[Section]) -> str:
    """The same in Markdown."""
    lines: list[str] = []
    for section in sections:
        lines += [f"### {section.title}", ""]
        lines += [section.note, ""] if section.note else []
        lines += ["| what | measured | goal | |", "|---|---|---|---|"]
        lines += [
            f"| {row.what} | {row.measured} | {row.goal} | {row.verdict} |" for row in section.rows
        ]
        lines.append("")
    return "\n".join(lines)
