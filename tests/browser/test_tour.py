"""The tour: it says what happens, turns the page to it, and works over an open modal."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def step(bar: Locator, number: int, caption: str) -> None:
    await expect(bar).to_contain_text(caption)
    await expect(bar).to_contain_text(f"{number} of 7")
    await expect(bar.get_by_role("button", name="Next")).to_have_attribute("aria-busy", "false")


async def test_the_tour_is_walked_with_one_key(ann: Visitor) -> None:
    await ann.page.evaluate("localStorage.clear()")
    await ann.go()
    await ann.page.get_by_role("button", name="Play the tour").click()
    bar = ann.page.get_by_role("region", name="Tour")
    await bar.get_by_role("button", name="Pause").click()
    await step(bar, 1, "Ann asks for a card.")
    await expect(ann.message("Card 7")).to_be_visible()
    onward = bar.get_by_role("button", name="Next")

    await onward.press("Enter")
    await step(bar, 2, "Bob takes it.")
    await expect(ann.badge).to_contain_text("Bob Roe")
    await expect(ann.message("Card 7")).to_contain_text("Owner @Bob Roe")

    await ann.page.keyboard.press("Enter")
    await step(bar, 3, "He answers in the thread.")
    await expect(ann.replies.last).to_contain_text("I have it.")

    await expect(onward).to_be_focused()
    await ann.page.keyboard.press("Enter")
    await step(bar, 4, "Ann opens a form.")
    await expect(ann.modal).to_be_visible()

    await expect(onward).to_be_focused()
    await ann.page.keyboard.press("Enter")
    await step(bar, 5, "She fills it in.")
    field = ann.modal.get_by_role("textbox", name="What do you need?")
    await expect(field).to_have_value("Tea for two")

    await onward.press("Enter")
    await step(bar, 6, "And sends it.")
    await expect(ann.modal).to_be_hidden()

    await onward.press("Enter")
    await expect(bar).to_contain_text("7 of 7")
    await expect(ann.page.get_by_role("heading", name="Your things")).to_be_visible()
    await bar.get_by_role("button", name="Finish").click()
    await expect(bar).to_have_count(0)


async def test_the_tour_can_be_left(ann: Visitor) -> None:
    await ann.page.get_by_role("button", name="Tour").click()
    bar = ann.page.get_by_role("region", name="Tour")
    await expect(bar).to_contain_text("Ann asks for a card.")
    await bar.get_by_role("button", name="Stop the tour").click()
    await expect(bar).to_have_count(0)
