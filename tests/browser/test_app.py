"""The app's side of the page: commands, cards, shortcuts, modals, App Home, and its silence."""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_command_is_completed_and_answered_to_its_user_only(ann: Visitor) -> None:
    box = ann.page.get_by_role("textbox", name="Message to")
    await box.press_sequentially("/ec")
    await expect(ann.page.get_by_role("option", name="/echo [words]")).to_be_visible()
    await box.press("Tab")
    await box.press_sequentially("hello")
    await box.press("Enter")
    answer = ann.message("You said: hello")
    await expect(answer).to_contain_text("Only visible to you")
    await ann.become("Bob Roe")
    await expect(answer).to_have_count(0)


async def test_a_command_nobody_knows_is_given_back(ann: Visitor) -> None:
    await ann.write("/nonsense at all")
    await expect(ann.page.locator(".notice")).to_contain_text("there's no command /nonsense")
    await expect(ann.page.get_by_role("textbox", name="Message to")).to_have_value(
        "/nonsense at all"
    )


async def test_silence_of_the_app_is_said(ann: Visitor) -> None:
    ann.slack.dispatcher.ack_deadline = 0.1
    await ann.command("/mute")
    await expect(ann.page.locator(".notice.error").first).to_contain_text("/mute")


async def test_a_button_changes_the_card_and_keeps_the_focus(ann: Visitor) -> None:
    await ann.command("/card")
    card = ann.message("Card 7")
    take = card.get_by_role("button", name="Take")
    await take.focus()
    await take.press("Enter")
    await expect(card).to_contain_text("Owner @Ann Lee take")
    await expect(take).to_be_focused()


async def test_a_button_may_ask_first(ann: Visitor) -> None:
    await ann.command("/card")
    card = ann.message("Card 7")
    await card.get_by_role("button", name="Drop").click()
    question = ann.page.get_by_role("alertdialog", name="Drop it?")
    await question.get_by_role("button", name="Keep it").click()
    await expect(question).to_have_count(0)
    await expect(card).to_contain_text("Owner nobody")
    await card.get_by_role("button", name="Drop").click()
    await question.get_by_role("button", name="Drop it").click()
    await expect(card).to_contain_text("Owner @Ann Lee drop")


async def test_a_select_tells_the_app(ann: Visitor) -> None:
    await ann.command("/card")
    await ann.message("Card 7").get_by_role("combobox").select_option("High")
    await expect(ann.message("Card 7")).to_contain_text("Owner @Ann Lee high")


async def test_a_message_shortcut_gets_its_message(ann: Visitor) -> None:
    await ann.slack.person("bob").say("general", "Remember the milk")
    await ann.message("Remember").hover()
    await ann.message("Remember").get_by_role("button", name="More actions").click()
    await ann.page.get_by_role("menuitem", name="Keep it").click()
    await expect(ann.message("Kept: Remember the milk")).to_contain_text("Only visible to you")


async def test_a_form_says_what_is_wrong_and_then_goes_through(ann: Visitor) -> None:
    await ann.page.get_by_role("button", name="Attach a file or run a shortcut").first.click()
    await ann.page.get_by_role("menuitem", name="New form").click()
    field = ann.modal.get_by_role("textbox", name="What do you need?")
    await expect(field).to_be_focused()
    send = ann.modal.get_by_role("button", name="Send")
    await send.click()
    await expect(ann.modal.locator(".b-error").first).to_have_text("This field is required.")
    await field.fill("Tea")
    await send.click()
    await expect(ann.modal.locator(".b-error").first).to_have_text("Please say a little more.")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_accessible_description("In any language. Please say a little more.")
    await expect(field).to_have_value("Tea")
    await field.fill("Tea for two")
    await ann.modal.get_by_role("combobox", name="Team").select_option("Kitchen")
    await send.click()
    await expect(ann.modal).to_be_hidden()
    await ann.place("Echo").click()
    await expect(ann.message("Received: Tea for two")).to_be_visible()


async def test_modals_stack_and_keep_what_was_typed(ann: Visitor) -> None:
    await ann.command("/form")
    field = ann.modal.get_by_role("textbox", name="What do you need?")
    await field.fill("Half a sentence")
    await ann.modal.get_by_role("button", name="Examples").click()
    await expect(ann.modal.get_by_role("heading", name="Examples")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await expect(field).to_have_value("Half a sentence")
    await ann.page.keyboard.press("Escape")
    await expect(ann.modal).to_be_hidden()
    assert ann.slack.person("ann").modal is None


async def test_escape_twice_leaves_two_modals(ann: Visitor) -> None:
    await ann.command("/form")
    await ann.modal.get_by_role("button", name="Examples").click()
    await expect(ann.modal.get_by_role("heading", name="Examples")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await ann.page.keyboard.press("Escape")
    await expect(ann.modal).to_be_hidden()
    await expect(ann.page.locator(".notice")).to_have_count(0)


async def test_app_home_is_published_when_opened(ann: Visitor) -> None:
    await ann.place("Echo").click()
    await ann.page.get_by_role("tab", name="Home").click()
    await expect(ann.page.get_by_role("heading", name="Your things")).to_be_visible()
    await ann.page.get_by_role("tabpanel").get_by_role("button", name="Start").click()
    await expect(ann.modal.get_by_role("heading", name="A form")).to_be_visible()


async def test_the_inspector_shows_the_traffic(ann: Visitor) -> None:
    await ann.page.get_by_role("button", name="Traffic inspector").click()
    await ann.command("/card")
    inspector = ann.page.get_by_role("region", name="Traffic inspector")
    await expect(
        inspector.get_by_role("button").filter(has_text="chat.postMessage")
    ).to_be_visible()
    await inspector.get_by_role("searchbox").fill("/card")
    row = inspector.locator(".traffic-row").last
    await expect(row).to_contain_text("to app")
    await row.click()
    await inspector.locator(".traffic-body summary").filter(has_text="payload").click()
    await expect(inspector.locator(".traffic-body")).to_contain_text("channel_name: “general”")
