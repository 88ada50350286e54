"""What people wrote is no formula of a spreadsheet's."""

import pytest

from handlers.spreadsheet import written


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    head, row = written(["A", "B", "C"], [(cell, f"a{cell}", -5)]).split("\r\n", 1)
    assert head == "A,B,C"
    first, second, number = row.removesuffix("\r\n").split(",")
    assert first.strip('"') == f"'{cell}"
    assert second.strip('"') == f"a{cell}"
    assert number == "-5"
