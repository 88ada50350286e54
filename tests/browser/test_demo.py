"""The demo in a real browser: the workspace, Frontdesk in it, and its tour from the first step to the last, twice."""

import pytest
from playwright.async_api import Page, expect

from bot.cli.demo import workspace
from bot.cli.tour_scripts import tour_script
from tests.hanging import UNHURRIED

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_story_plays_to_its_end_and_another_begins(page: Page) -> None:
    """Every caption in its turn; what the steps bring about is what the player waits for. The page complains of nothing."""
    async with workspace(0, patience=UNHURRIED) as demo:
        await page.goto(demo.slack.page_url)
        await expect(page.get_by_role("dialog")).to_contain_text("Slack bot")
        await page.get_by_role("button", name="Take the tour").press("Enter")
        bar = page.get_by_role("region", name="Tour")
        onward = bar.get_by_role("button", name="Next")
        received = tour_script(0)
        for number, step in enumerate(received.steps, start=1):
            await expect(bar).to_contain_text(f"{number} of {len(received.steps)}")
            await expect(bar).to_contain_text(step.caption)
            await expect(onward).to_have_attribute("aria-busy", "false")
            await page.keyboard.press("Enter")
        for what in received.tries:
            await expect(bar).to_contain_text(what.text)

        await page.get_by_role("button", name="Tour", exact=True).click()
        await expect(bar).to_contain_text(tour_script(1).steps[0].caption)
        await expect(bar).to_contain_text(f"/ask {tour_script(1).steps[0].text}")
        await bar.get_by_role("button", name="Stop the tour").click()
        await expect(bar).to_have_count(0)
