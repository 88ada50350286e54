"""Pictures of figures. Bars, lines and tables Slack itself draws, in the reader's theme; a heat map it can't, so that is a
file, drawn when it is delivered (`bot/drawing.py`). Each stands beside its figures as text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import blockkit
from handlers.blockkit import Block, Json, within
from handlers.text import shorten

# Slack takes so many in a message, of each kind.
CHARTS, LINES, POINTS = 2, 12, 20
ROWS, COLUMNS, CELL, TABLE = 100, 20, 60, 9000
# A cell of a table: words, or a number by which its column is sorted, with how it reads.
Cell = str | tuple[float, str]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A grid of figures: each as it reads, and where it stands between the worst, 0, and the best, 1; None where nothing may be
    shown."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[tuple[str, float] | None, ...], ...]


def line_chart(
    title: str, points: Sequence[str], lines: Sequence[tuple[str, Sequence[float]]]
) -> Block:
    """Lines over time: two pictures in a message at the most. All lines have all points."""
    within(points, POINTS, "points")
    within(lines, LINES, "lines")
    labels = unique(points)
    series = [
        {
            "name": name,
            "data": [
                {"label": label, "value": value}
                for label, value in zip(labels, values, strict=True)
            ],
        }
        for name, (_name, values) in zip(unique([name for name, _ in lines]), lines, strict=True)
    ]
    chart: Json = {"type": "line", "series": series, "axis_config": {"categories": labels}}
    return Block(
        {
            "type": "data_visualization",
            "title": shorten(title, blockkit.CHART_TITLE),
            "chart": chart,
        }
    )


def data_table(caption: str, titles: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Block:
    """A table that the reader can sort, as many rows of it as Slack takes; all of them stand elsewhere as text."""
    within(titles, COLUMNS, "columns")
    within(rows, ROWS, "rows")
    shown = [[_cell(title) for title in titles], *([_cell(each) for each in row] for row in rows)]
    while len(json.dumps(shown, ensure_ascii=False)) > TABLE:
        shown.pop()
    return Block({"type": "data_table", "caption": caption, "page_size": 10, "rows": shown})


def _cell(cell: Cell) -> Json:
    if isinstance(cell, str):
        return {"type": "raw_text", "text": shorten(cell, CELL) or "–"}
    return {"type": "raw_number", "value": cell[0], "text": cell[1]}


def unique(labels: Sequence[str]) -> list[str]:
    """As short as a chart takes them; those that would be the same are numbered."""
    short = [shorten(label, blockkit.CHART_LABEL) for label in labels]
    if len(set(short)) == len(short):
        return short
    return [shorten(f"{at}. {label}", blockkit.CHART_LABEL) for at, label in enumerate(labels, 1)]
