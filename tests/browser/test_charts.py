"""Charts: a bar and its figure for each point, which a screen reader reads as a table."""

import pytest

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

DRAW = """async (block) => {
  const { chart } = await import("/js/blocks/chart.js");
  const drawn = chart(block);
  const rows = [...drawn.querySelectorAll("tr")];
  return [drawn.querySelector("caption").textContent, ...rows.map((row) => {
    const bar = row.querySelector("progress");
    return `${row.querySelector("th").textContent}|${bar.value}/${bar.max}|${row.lastChild.textContent}`;
  })];
}"""


async def test_bars_and_segments_have_their_figures(ann: Visitor) -> None:
    data = [{"label": "Yes", "value": 3}, {"label": "No", "value": 1}]
    bars = {"type": "bar", "series": [{"name": "Answers", "data": data}]}
    pie = {"type": "pie", "segments": data}
    for drawn in (bars, pie):
        shown = await ann.page.evaluate(DRAW, {"title": "Lunch?", "chart": drawn})
        assert shown == ["Lunch?", "Yes|3/3|3", "No|1/3|1"]


LINES = """async (block) => {
  const { chart } = await import("/js/blocks/chart.js");
  const drawn = chart(block);
  const cells = [...drawn.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.textContent));
  const dashes = [...drawn.querySelectorAll("polyline")].map((line) => line.getAttribute("stroke-dasharray"));
  return [cells, new Set(dashes).size];
}"""


async def test_lines_are_told_apart_without_colour_and_have_their_figures(ann: Visitor) -> None:
    series = [
        {"name": name, "data": [{"label": "May", "value": 3.1}, {"label": "June", "value": value}]}
        for name, value in (("Growth", 3.6), ("Tools", 2))
    ]
    drawn = {"title": "Over time", "chart": {"type": "line", "series": series}}
    cells, dashes = await ann.page.evaluate(LINES, drawn)
    assert cells == [["", "● Growth", "■ Tools"], ["May", "3.1", "3.1"], ["June", "3.6", "2"]]
    assert dashes == 2


TABLE = """async (block) => {
  const { dataTable } = await import("/js/blocks/datatable.js");
  const drawn = dataTable(block);
  const column = () => [...drawn.querySelectorAll("tbody tr")].map((row) => row.lastChild.textContent);
  const press = (name) => [...drawn.querySelectorAll("button")].find((one) => one.textContent.startsWith(name)).click();
  const seen = [column()];
  press("Mean"); seen.push(column());
  press("Mean"); seen.push(column());
  press("Next"); seen.push(column());
  return seen;
}"""


async def test_a_table_is_sorted_by_number_and_leafed_through(ann: Visitor) -> None:
    means = [3.5, 10.0, 2.25]
    rows = [[{"type": "raw_number", "value": each, "text": str(each)}] for each in means]
    table = {
        "caption": "Means",
        "page_size": 2,
        "rows": [[{"type": "raw_text", "text": "Mean"}], *rows],
    }
    seen = await ann.page.evaluate(TABLE, table)
    assert seen == [["3.5", "10.0"], ["2.25", "3.5"], ["10.0", "3.5"], ["2.25"]]
