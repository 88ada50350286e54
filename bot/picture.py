"""A theme for a chart library, and nothing else. This module is a process: it reads what to draw, and writes a PNG.

Slack doesn't tell which theme a reader has: the picture brings its own ground and reads on both. Each cell has its figure, and
the colours differ in lightness, so that it reads without colour, too.
"""

import io
import json
import sys
import textwrap
from typing import Any

import matplotlib
from matplotlib.figure import Figure

GROUND, INK = "#f7f8f5", "#1a201d"
# Inches and dots: 1080 wide, which a phone shows at a third.
WIDE, ROW, HEAD, DOTS = 6.0, 0.62, 2.0, 180
LETTERS, ROWS_LETTERS, COLUMNS_LETTERS = 17, 14, 14
# More titles than that are slanted.
ABREAST = 3
# Below this the ground of a cell is dark.
DARK = 0.45


def draw(given: dict[str, Any]) -> bytes:
    """A heat map: see `handlers.charts.HeatMap`."""
    colours = matplotlib.colormaps["cividis"]
    rows, columns, cells = given["rows"], given["columns"], given["cells"]
    high = HEAD + ROW * len(rows)
    with matplotlib.rc_context({"font.size": LETTERS, "text.color": INK}):
        figure = Figure(figsize=(WIDE, high), dpi=DOTS, layout="constrained", facecolor=GROUND)
        axes = figure.add_subplot()
        axes.set_title(given["title"], loc="left", wrap=True, fontsize=LETTERS, color=INK)
        shades = [[colours(cell[1]) if cell else (1, 1, 1, 1) for cell in row] for row in cells]
        axes.imshow(shades, aspect="auto")
        axes.set_xticks(range(len(columns)), [_short(each, COLUMNS_LETTERS) for each in columns])
        if len(columns) > ABREAST:
            axes.tick_params(axis="x", labelrotation=30)
            for label in axes.get_xticklabels():
                label.set_horizontalalignment("right")
        axes.set_yticks(range(len(rows)), [_short(r, ROWS_LETTERS) for r in rows])
        axes.tick_params(length=0, colors=INK)
        axes.spines[:].set_visible(False)
        for down, row in enumerate(cells):
            for across, cell in enumerate(row):
                text, place = cell or ("–", 1.0)
                ink = "white" if place < DARK else "black"
                axes.text(across, down, text, ha="center", va="center", color=ink)
        made = io.BytesIO()
        figure.savefig(made, format="png")
    return made.getvalue()


def _short(text: str, letters: int) -> str:
    """In two lines at the most. A dollar would begin mathematics."""
    plain = text.replace("$", r"\$")
    return textwrap.fill(plain, letters, max_lines=2, placeholder="…")


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin)))
