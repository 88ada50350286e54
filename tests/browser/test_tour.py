"""The tour: it says what happens and what was typed, turns the page to it, goes on by Enter alone, and can be told again."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.echo import SCRIPT
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

LAST = len(SCRIPT.steps)


def bar_of(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("region", name="Tour")


async def step(bar: Locator, number: int) -> None:
    """This step is shown, and played."""
    await expect(bar).to_contain_text(SCRIPT.steps[number - 1].caption)
    await expect(bar).to_contain_text(f"{number} of {LAST}")
    await expect(bar.get_by_role("button", name="Next")).to_have_attribute("aria-busy", "false")


async def test_the_tour_is_walked_with_one_key(ann: Visitor) -> None:
    await ann.page.evaluate("localStorage.clear()")
    await ann.go()
    await ann.page.get_by_role("button", name="Take the tour").press("Enter")
    bar = bar_of(ann)
    onward = bar.get_by_role("button", name="Next")
    await expect(onward).to_be_focused()
    await step(bar, 1)
    await expect(bar).to_contain_text("Ann Lee types in #general: /card")
    await expect(ann.message("Card 7")).to_be_visible()

    await ann.page.keyboard.press("Enter")
    await step(bar, 2)
    await expect(bar).to_contain_text("Bob Roe presses “Take”")
    await expect(ann.badge).to_contain_text("Bob Roe")
    await expect(ann.message("Card 7")).to_contain_text("Owner @Bob Roe")

    await ann.page.keyboard.press("Enter")
    await step(bar, 3)
    await expect(bar).to_contain_text("replies in the thread: I have it.")
    await expect(ann.replies.last).to_contain_text("I have it.")

    await expect(onward).to_be_focused()
    await ann.page.keyboard.press("Enter")
    await step(bar, 4)
    await expect(ann.modal).to_be_visible()

    await expect(onward).to_be_focused()
    await ann.page.keyboard.press("Enter")
    await step(bar, 5)
    await expect(bar).to_contain_text("fills in the form: “Tea for two”")
    field = ann.modal.get_by_role("textbox", name="What do you need?")
    await expect(field).to_have_value("Tea for two")

    await ann.page.keyboard.press("Enter")
    await step(bar, 6)
    await expect(ann.modal).to_be_hidden()

    await ann.page.keyboard.press("Enter")
    await step(bar, 7)
    await expect(ann.page.get_by_role("heading", name="Your things")).to_be_visible()

    await ann.page.keyboard.press("Enter")
    await expect(bar).to_contain_text("Three things to try")
    await bar.get_by_role("button", name="Say something").click()
    await expect(bar).to_have_count(0)
    await expect(ann.page.get_by_role("textbox", name="Message to")).to_have_value("/echo ")


async def test_enter_counts_while_a_step_is_being_played(ann: Visitor) -> None:
    await ann.page.get_by_role("button", name="Tour").focus()
    await ann.page.keyboard.press("Enter")
    await ann.page.keyboard.press("Enter")
    await step(bar_of(ann), 2)


async def test_a_step_waits_for_its_reader(ann: Visitor) -> None:
    """Nothing goes on by itself, unless one asks for it; then after the time it takes to read."""
    await ann.page.clock.install()
    await ann.page.get_by_role("button", name="Tour").click()
    bar = bar_of(ann)
    await step(bar, 1)
    await ann.page.clock.run_for(60_000)
    await step(bar, 1)
    await bar.get_by_role("button", name="Play automatically").click()
    await step(bar, 2)
    await ann.page.clock.run_for(2_000)
    await step(bar, 2)
    await ann.page.clock.run_for(20_000)
    await expect(bar).to_contain_text(f"3 of {LAST}")


async def test_the_tour_survives_a_reload_and_starts_anew(ann: Visitor) -> None:
    await ann.page.get_by_role("button", name="Tour").click()
    bar = bar_of(ann)
    await step(bar, 1)
    await bar.get_by_role("button", name="Next").click()
    await step(bar, 2)
    await ann.page.reload()
    await step(bar, 2)
    await expect(ann.badge).to_contain_text("Bob Roe")
    await expect(bar.get_by_role("button", name="Next")).to_be_focused()
    await ann.page.keyboard.press("Enter")
    await step(bar, 3)
    # Another script, wherever the old one was left.
    await ann.page.get_by_role("button", name="Tour", exact=True).click()
    await step(bar, 1)
    # The page follows the new story a moment later or earlier; the cards are in the channel.
    await ann.place("general").click()
    await expect(ann.message("Card 7")).to_have_count(2)


async def test_a_step_that_somebody_came_before_starts_a_new_story(ann: Visitor) -> None:
    await ann.page.get_by_role("button", name="Tour").click()
    bar = bar_of(ann)
    await step(bar, 1)
    workspace = ann.slack.workspace
    general = ann.slack.channel("general")
    [card] = [m for m in general.messages if "Card 7" in m.plain]
    workspace.edit(card, mark_edited=False, text="Card 7", blocks=[])
    await bar.get_by_role("button", name="Next").click()
    await expect(ann.page.get_by_text("starting a new story").first).to_be_visible()
    await step(bar, 1)
    # The page follows the new story a moment later or earlier; the cards are in the channel.
    await ann.place("general").click()
    await expect(ann.message("Card 7")).to_have_count(2)


async def test_the_tour_can_be_left(ann: Visitor) -> None:
    await ann.page.get_by_role("button", name="Tour").click()
    bar = bar_of(ann)
    await expect(bar).to_contain_text("Ann asks for a card.")
    await bar.get_by_role("button", name="Stop the tour").click()
    await expect(bar).to_have_count(0)
    await ann.page.reload()
    await expect(ann.page.locator("body[data-ready]")).to_be_attached()
    await expect(bar).to_have_count(0)
