"""Back closes what is open, from above to below, and then leaves the place. Drafts are there again after a reload."""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def back(visitor: Visitor) -> None:
    await visitor.page.evaluate("history.back()")


async def heading(visitor: Visitor, name: str) -> None:
    await expect(visitor.page.get_by_role("heading", name=name)).to_be_visible()


async def test_back_closes_windows_one_by_one(ann: Visitor) -> None:
    await ann.place("long").click()
    await heading(ann, "long")
    await ann.command("/form")
    await ann.modal.get_by_role("button", name="Examples").click()
    await expect(ann.modal).to_contain_text("My VPN drops.")
    await back(ann)
    await expect(ann.modal).to_contain_text("What do you need?")
    await back(ann)
    await expect(ann.modal).to_be_hidden()
    await heading(ann, "long")
    await back(ann)
    await heading(ann, "general")


async def test_back_closes_menus_and_lists(ann: Visitor) -> None:
    await ann.place("long").click()
    await heading(ann, "long")
    for opener, panel in (
        ("Acting as", ann.page.get_by_role("dialog", name="Act as")),
        ("Keys and help", ann.page.get_by_role("dialog", name="Keys")),
        ("Let time pass", ann.page.get_by_role("menu")),
        ("Traffic inspector", ann.page.get_by_role("region", name="Traffic inspector")),
    ):
        await ann.page.get_by_role("button", name=opener).first.click()
        await expect(panel).to_be_visible()
        await back(ann)
        await expect(panel).to_be_hidden()
        await heading(ann, "long")
    await back(ann)
    await heading(ann, "general")


async def test_what_was_closed_otherwise_costs_no_press_of_back(ann: Visitor) -> None:
    await ann.place("long").click()
    await heading(ann, "long")
    for _ in range(3):
        await ann.page.get_by_role("button", name="Acting as").click()
        await ann.page.keyboard.press("Escape")
    await back(ann)
    await heading(ann, "general")


async def test_back_closes_the_thread(ann: Visitor) -> None:
    await ann.write("A question")
    await ann.message("A question").press("Enter")
    thread = ann.page.get_by_role("complementary", name="Thread")
    await expect(thread).to_be_visible()
    await back(ann)
    await expect(thread).to_be_hidden()
    await heading(ann, "general")


async def test_drafts_survive_a_reload(ann: Visitor) -> None:
    box = ann.page.get_by_role("textbox", name="Message to")
    await box.fill("Half a thought")
    await ann.place("long").click()
    await expect(box).to_have_value("")
    await box.fill("Another one")
    await ann.page.reload()
    await expect(box).to_have_value("Another one")
    await ann.place("general").click()
    await expect(box).to_have_value("Half a thought")
    await box.press("Enter")
    await expect(ann.message("Half a thought")).to_be_visible()
    await ann.page.reload()
    await expect(ann.message("Half a thought")).to_be_visible()
    await expect(box).to_have_value("")


async def test_what_was_typed_into_a_form_survives_a_reload(ann: Visitor) -> None:
    await ann.command("/form")
    field = ann.modal.get_by_role("textbox", name="What do you need?")
    await field.fill("Tea for two")
    await ann.modal.get_by_role("combobox", name="Team").select_option("Kitchen")
    await ann.page.reload()
    await expect(field).to_have_value("Tea for two")
    await expect(ann.modal.get_by_role("combobox", name="Team")).to_have_value("kitchen")
    await ann.modal.get_by_role("button", name="Send").click()
    await expect(ann.modal).to_be_hidden()
    await ann.go("#as=U0ANN")
    await ann.slack.until(lambda: any("Tea for two" in m.plain for m in ann.slack.person("ann").dm))
    await ann.command("/form")
    await expect(field).to_have_value("")
