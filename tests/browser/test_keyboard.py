"""Everything without a mouse."""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_request_is_made_and_taken_by_keys_alone(ann: Visitor) -> None:
    keys = ann.page.keyboard
    await ann.page.evaluate("document.activeElement.blur()")
    await keys.press("Tab")
    await expect(ann.page.get_by_role("link", name="Skip to writing")).to_be_focused()
    await keys.press("Enter")
    box = ann.page.get_by_role("textbox", name="Message to")
    await expect(box).to_be_focused()
    await keys.type("/car")
    await expect(ann.page.get_by_role("option", name="/card")).to_be_visible()
    await keys.press("Enter")
    await expect(box).to_have_value("/card ")
    await keys.press("Enter")
    await expect(ann.message("Card 7")).to_be_visible()

    await keys.press("Control+k")
    await keys.type("bob")
    await keys.press("Enter")
    await expect(ann.badge).to_contain_text("Bob Roe")
    await ann.messages.last.focus()
    await keys.press("Tab")
    await expect(ann.message("Card 7").get_by_role("button", name="Take")).to_be_focused()
    await keys.press("Enter")
    await expect(ann.message("Card 7")).to_contain_text("Owner @Bob Roe take")


async def test_arrows_move_among_messages_and_enter_opens_the_thread(ann: Visitor) -> None:
    bob = ann.slack.person("bob")
    for word in ("one", "two", "three"):
        await bob.say("general", word)
    await expect(ann.messages).to_have_count(3)
    await ann.messages.last.focus()
    await ann.page.keyboard.press("ArrowUp")
    await expect(ann.messages.nth(1)).to_be_focused()
    await ann.page.keyboard.press("Home")
    await expect(ann.messages.first).to_be_focused()
    await ann.page.keyboard.press("Enter")
    await expect(ann.page.get_by_role("textbox", name="Reply")).to_be_focused()
    await ann.page.keyboard.press("Escape")
    await expect(ann.messages.first).to_be_focused()


async def test_a_menu_is_walked_and_gives_the_focus_back(ann: Visitor) -> None:
    await ann.write("Something")
    more = ann.message("Something").get_by_role("button", name="More actions")
    await ann.message("Something").focus()
    await more.focus()
    await more.press("Enter")
    await expect(ann.page.get_by_role("menuitem").first).to_be_focused()
    await ann.page.keyboard.press("End")
    await expect(ann.page.get_by_role("menuitem", name="Keep it")).to_be_focused()
    await ann.page.keyboard.press("Escape")
    await expect(ann.page.get_by_role("menu")).to_have_count(0)
    await expect(more).to_be_focused()


async def test_the_focus_stays_in_a_modal_and_comes_back(ann: Visitor) -> None:
    box = ann.page.get_by_role("textbox", name="Message to")
    await ann.command("/form")
    await expect(ann.modal.get_by_role("textbox")).to_be_focused()
    for _ in range(9):
        await ann.page.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert await ann.page.evaluate(inside)
    await ann.page.keyboard.press("Escape")
    await expect(ann.modal).to_be_hidden()
    await expect(box).to_be_focused()


async def test_new_messages_and_errors_are_read_aloud(ann: Visitor) -> None:
    await ann.slack.person("bob").say("general", "Hello Ann")
    await expect(ann.page.locator("#live")).to_have_text("Bob Roe: Hello Ann")
    await ann.write("/nonsense")
    await expect(ann.page.locator("#alert")).to_contain_text("no command /nonsense")
    await ann.command("/form")
    await ann.modal.get_by_role("button", name="Send").click()
    heard = ann.modal.locator("[aria-live=assertive]")
    await expect(heard).to_contain_text("What do you need?: This field is required.")


async def test_every_control_has_a_name(ann: Visitor) -> None:
    await ann.command("/card")
    await ann.message("Card 7").focus()
    await ann.page.get_by_role("button", name="Traffic inspector").click()
    nameless = await ann.page.evaluate(
        """[...document.querySelectorAll('button, a[href], input:not([hidden]), select, textarea')]
           .filter((one) => one.checkVisibility())
           .filter((one) => !(one.ariaLabel || one.textContent.trim() || one.labels?.length))
           .map((one) => one.outerHTML)"""
    )
    assert nameless == []


async def test_a_message_is_one_stop_and_its_buttons_are_another(ann: Visitor) -> None:
    """Twenty cards, and from the list to the composer it is not twenty times four presses of Tab."""
    for _ in range(20):
        await ann.command("/card")
    await expect(ann.messages).to_have_count(20)
    stops = """[...document.querySelectorAll("#main .log-list *")]
      .filter((one) => one.tabIndex >= 0 && one.checkVisibility()).map((one) => one.dataset.action ?? one.className)"""
    # The message, its buttons, and the menu in it, which keeps the arrow keys for itself.
    assert len(await ann.page.evaluate(stops)) == 3

    keys = ann.page.keyboard
    await ann.messages.nth(5).focus()
    assert len(await ann.page.evaluate(stops)) == 3
    await keys.press("Tab")
    card = ann.messages.nth(5)
    await expect(card.get_by_role("button", name="Take")).to_be_focused()
    await keys.press("ArrowRight")
    await expect(card.get_by_role("button", name="Drop")).to_be_focused()
    await keys.press("Tab")
    await expect(card.get_by_role("combobox")).to_be_focused()
    await keys.press("Tab")
    await expect(ann.page.get_by_role("button", name="Attach a file")).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.press("Shift+Tab")
    await expect(card.get_by_role("button", name="Drop")).to_be_focused()
    await keys.press("ArrowLeft")
    await keys.press("Enter")
    await expect(card).to_contain_text("Owner @Ann Lee take")
    await expect(card.get_by_role("button", name="Take")).to_be_focused()
