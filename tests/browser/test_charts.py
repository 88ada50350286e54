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
