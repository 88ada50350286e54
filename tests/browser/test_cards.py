"""A department sees its work at a glance: at least six cards on a screen 900 pixels high."""

import pytest
from playwright.async_api import Page, expect

from bot.cli.demo import workspace
from tests.hanging import UNHURRIED

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKED = (
    "my VPN drops every hour",
    "The printer on floor two jams with every third page",
    "I need access to the sales dashboard for the new region",
    "my laptop fan is loud",
    "please reset my phone, it no longer takes my PIN",
    "the wifi drops in room Lisbon",
    "my second screen stays black",
)


@pytest.fixture
def options() -> dict[str, object]:
    return {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"}


async def test_six_cards_fit_on_a_screen(page: Page) -> None:
    """Among them an urgent one, and one that is in progress and has a thread."""
    async with workspace(0, patience=UNHURRIED) as demo:
        slack, lena = demo.slack, demo.slack.person("lena")
        cards = slack.channel("it-help")
        for number, text in enumerate(ASKED, start=1):
            assert (await slack.person("ann").command("/ask", f"it {text}")).ok
            await slack.until(lambda shown=number: len(cards.messages) == shown)  # type: ignore[misc]
        assert (await lena.click(cards.messages[3], "Edit…")).ok
        lena.fill({"urgency": "Urgent"})
        assert (await lena.submit()).ok
        assert (await lena.click(cards.messages[4], "Claim")).ok
        await slack.until(lambda: "Urgent" in cards.messages[3].plain)
        await slack.until(lambda: bool(cards.thread(cards.messages[4])))
        await page.goto(f"{slack.page_url}#as=lena&channel=it-help")
        shown = page.locator(".log >> nth=0 >> .msg")
        await expect(shown).to_have_count(len(ASKED))
        await expect(shown.nth(4)).to_contain_text("1 reply")
        log = await page.locator(".log").first.bounding_box()
        assert log is not None
        boxes = [await shown.nth(at).bounding_box() for at in range(len(ASKED))]
        whole = [
            box
            for box in boxes
            if box and log["y"] <= box["y"] and box["y"] + box["height"] <= log["y"] + log["height"]
        ]
        assert len(whole) >= 6, [box and box["height"] for box in boxes]
