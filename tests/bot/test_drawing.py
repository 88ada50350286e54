"""Pictures: drawn in a process of their own."""

import struct

import pytest

from bot.drawing import NotDrawnError, drawn
from handlers.charts import Cell, HeatMap, data_table, line_chart, unique
from sandbox.blockkit.blocks import message_blocks

MAP = HeatMap("Side by side", ("IT", "$5 & <up>"), ("Growth",), ((("4.2", 0.8),), (None,)))


def test_a_heat_map_becomes_a_picture_as_wide_as_a_phone_needs() -> None:
    png = drawn(MAP)
    assert png.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", png[16:24])
    assert wide == 1080
    assert 300 < high < 600
    assert drawn(MAP) is png


def test_what_cannot_be_drawn_is_said_to_be_so() -> None:
    with pytest.raises(NotDrawnError):
        drawn(HeatMap("Nothing", ("IT",), ("Growth",), ()))


def test_what_slack_draws_is_as_slack_takes_it() -> None:
    days = [f"day {at}" for at in range(20)]
    lines = [("A topic with a very long name that is cut", [float(at) for at in range(20)])] * 12
    rows: list[list[Cell]] = [["A question " * 20, (4.25, "4.3")]] * 100
    message_blocks([line_chart("t" * 80, days, lines)])
    message_blocks([data_table("Figures", ["Question", "Mean"], rows)])
    assert unique(["a" * 30 + "1", "a" * 30 + "2"]) == [f"1. {'a' * 16}…", f"2. {'a' * 16}…"]
