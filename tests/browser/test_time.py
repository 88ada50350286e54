"""The time control: the page shows the workspace's time, and lets it pass."""

import pytest
from playwright.async_api import Page, expect

from bot.cli.demo import workspace
from tests.browser.visitor import Visitor
from tests.hanging import UNHURRIED

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_hour_on_the_reminder_is_there(page: Page) -> None:
    """By keys alone; the page's clock and Frontdesk's go together."""
    async with workspace(0, patience=UNHURRIED) as demo:
        assert (await demo.slack.person("ann").command("/ask", "it my screen stays black")).ok
        await demo.settle()
        visitor = Visitor(page, demo.slack)
        await visitor.go("#as=U0LENA&channel=C0ITHELP")
        before = demo.slack.clock()
        await page.get_by_role("button", name="Let time pass").press("Enter")
        await expect(page.get_by_role("menuitem", name="An hour on")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator(".notice")).to_contain_text("now.")
        assert demo.slack.clock() - before >= 3600
        assert await visitor.messages.count() == 2

        await page.get_by_role("button", name="Let time pass").click()
        await page.get_by_role("menuitem", name="To next Monday").click()
        button = page.get_by_role("button", name="Let time pass")
        await expect(button).to_contain_text("Mon")
        await expect(button).to_contain_text("09:0")
        await expect(visitor.messages.last).to_contain_text("IT today")
        await expect(page.locator("#main .separator").last).to_contain_text("Today")
