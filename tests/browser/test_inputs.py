"""Every kind of input: what the page checks, and what the app receives."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG = {
    "Long text": "Use at least 3 characters.",
    "How many": "Enter 9 or less.",
    "E-mail": "Enter a valid email address.",
    "Address": "Enter a web address that starts with https://.",
    "Time": "This field is required.",
    "One day": "This field is required.",
    "People": "This field is required.",
}
RECEIVED = """Long text: as it is
How many: 7
E-mail: ann@acme.example
Address: https://acme.example/x
Date: 2026-11-20
Time: 09:30
One day: tue
Some days: mon wed
More days: mon tue
Person: U0BOB
People: U0ANN U0CAT
Channel: C0LONG
Conversation: C0BOARD"""


def block(visitor: Visitor, label: str) -> Locator:
    return visitor.modal.locator(f'.b-input[data-block="{label}"]')


async def tick(visitor: Visitor, label: str, *names: str) -> Locator:
    """Opens the list of a multi-select and ticks; leaves it open."""
    await block(visitor, label).get_by_role("button").click()
    found = visitor.page.locator(".multi-list")
    for name in names:
        await found.get_by_role("checkbox", name=name).check()
    return found


async def test_what_is_wrong_stands_at_its_field(ann: Visitor) -> None:
    await ann.command("/everything")
    await ann.modal.get_by_label("Long text").fill("ab")
    await ann.modal.get_by_label("How many").fill("12")
    await ann.modal.get_by_label("E-mail").fill("ann at acme")
    await ann.modal.get_by_label("Address").fill("javascript:alert(1)")
    await ann.modal.get_by_role("button", name="Send").click()
    for label, complaint in WRONG.items():
        await expect(block(ann, label).locator(".b-error")).to_have_text(complaint)
    await expect(block(ann, "Date").locator(".b-error")).to_be_empty()
    await expect(ann.modal.get_by_label("Long text")).to_be_focused()


async def test_the_app_receives_what_was_chosen(ann: Visitor) -> None:
    await ann.command("/everything")
    modal = ann.modal
    await modal.get_by_label("Long text").fill("as it is")
    await modal.get_by_label("How many").fill("7")
    await modal.get_by_label("E-mail").fill("ann@acme.example")
    await modal.get_by_label("Address").fill("https://acme.example/x")
    await modal.get_by_label("Time").fill("09:30")
    await block(ann, "One day").get_by_role("radio", name="Tue").check()
    await block(ann, "Some days").get_by_role("checkbox", name="Wed").check()
    days = await tick(ann, "More days", "Mon", "Tue")
    await expect(days.get_by_role("checkbox", name="Wed")).to_be_disabled()
    await ann.page.keyboard.press("Escape")
    await expect(days).to_have_count(0)
    await expect(modal).to_be_visible()
    await modal.get_by_label("Person").select_option("U0BOB")
    await tick(ann, "People", "Ann Lee", "Cat Fox")
    await ann.page.keyboard.press("Escape")
    await expect(block(ann, "People").locator(".chip")).to_have_text(["Ann Lee", "Cat Fox"])
    await modal.get_by_label("Channel", exact=True).select_option("#long")
    await modal.get_by_label("Conversation").select_option("#board")
    await modal.get_by_role("button", name="Send").click()
    await expect(modal).to_be_hidden()
    assert ann.slack.person("ann").dm[-1].text == RECEIVED
