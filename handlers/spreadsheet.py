"""Rows for a spreadsheet, as the text of a CSV file."""

import csv
import io
from collections.abc import Iterable, Sequence

# With these a spreadsheet begins a formula, or reads past the cell: OWASP, CSV Injection.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The file: what people wrote in a cell is no formula."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(head)
    table.writerows([_defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def _defused(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
