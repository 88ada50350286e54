"""The demo in a real browser: the workspace, Frontdesk in it, and its tour to the last step."""

import pytest
from playwright.async_api import Page, expect

from bot.cli.demo import workspace
from bot.cli.story import STORY

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_story_plays_to_its_end(page: Page) -> None:
    """Every caption in its turn; what the steps bring about is what the player waits for. The page complains of nothing."""
    async with workspace(0) as demo:
        await page.goto(demo.slack.page_url)
        await page.get_by_role("button", name="Play the tour").click()
        bar = page.get_by_role("region", name="Tour")
        await bar.get_by_role("button", name="Pause").click()
        last = len(STORY.steps)
        for number, step in enumerate(STORY.steps, start=1):
            await expect(bar).to_contain_text(f"{number} of {last}")
            await expect(bar).to_contain_text(step.caption)
            onward = bar.get_by_role("button", name="Finish" if number == last else "Next")
            await expect(onward).to_have_attribute("aria-busy", "false")
            if number < last:
                await onward.press("Enter")
        await expect(page.get_by_text("Your open requests")).to_be_visible()
