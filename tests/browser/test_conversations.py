"""Being someone, going somewhere, writing, and reading what others wrote."""

import re

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_first_visit_says_what_the_app_does(ann: Visitor) -> None:
    await ann.page.evaluate("localStorage.clear()")
    await ann.go()
    welcome = ann.page.get_by_role("dialog", name="Echo")
    await expect(welcome).to_contain_text("Says again what you say.")
    await welcome.get_by_role("button", name="Look around").click()
    await expect(ann.page.get_by_role("textbox", name="Message to")).to_be_focused()
    await ann.go()
    await expect(welcome).to_have_count(0)


async def test_each_person_sees_their_own_channels(ann: Visitor) -> None:
    await expect(ann.badge).to_contain_text("Ann Lee")
    await expect(ann.place("board (private)")).to_be_visible()
    await expect(ann.place("it-help")).to_have_count(0)
    await ann.become("Bob Roe")
    await expect(ann.place("it-help")).to_be_visible()
    await expect(ann.place("board")).to_have_count(0)
    await expect(ann.page).to_have_url(re.compile("as=U0BOB"))


async def test_what_one_writes_another_reads_and_is_told_of(ann: Visitor) -> None:
    await ann.write("Is *anyone* there, @bob?")
    await expect(ann.message("Is anyone there")).to_contain_text("@Bob Roe")
    await ann.become("Bob Roe")
    await expect(ann.message("Is anyone there").locator("strong")).to_have_text("anyone")
    await ann.place("Echo").click()
    await ann.slack.person("ann").say("general", "Still there, @bob?")
    await expect(ann.place("general")).to_contain_text("1 mention")
    await ann.place("general").click()
    await expect(ann.page.locator(".separator.unread")).to_be_visible()
    await expect(ann.place("general")).not_to_contain_text("mention")


async def test_shift_enter_makes_a_line_and_a_draft_survives_the_way(ann: Visitor) -> None:
    box = ann.page.get_by_role("textbox", name="Message to")
    await box.press_sequentially("one")
    await box.press("Shift+Enter")
    await box.press_sequentially("two")
    await expect(box).to_have_value("one\ntwo")
    await ann.place("Echo").click()
    await expect(box).to_have_value("")
    await ann.place("general").click()
    await expect(box).to_have_value("one\ntwo")


async def test_a_mention_is_completed(ann: Visitor) -> None:
    box = ann.page.get_by_role("textbox", name="Message to")
    await box.press_sequentially("Hi @bo")
    await expect(ann.page.get_by_role("option", name="Bob Roe")).to_be_visible()
    await box.press("Tab")
    await expect(box).to_have_value("Hi @bob ")


async def test_own_messages_are_edited_and_deleted(ann: Visitor) -> None:
    await ann.write("Tipo here")
    await ann.message("Tipo here").hover()
    await ann.message("Tipo here").get_by_role("button", name="More actions").click()
    await ann.page.get_by_role("menuitem", name="Edit message").click()
    box = ann.page.get_by_role("textbox", name="Edit message")
    await box.fill("Typo here")
    await ann.slack.person("bob").react(ann.slack.channel("general").messages[-1], "eyes")
    await expect(ann.messages.last.locator(".reaction")).to_be_visible()
    await expect(box).to_have_value("Typo here")
    await box.press("Enter")
    await expect(ann.message("Typo here")).to_contain_text("(edited)")
    await ann.message("Typo here").hover()
    await ann.message("Typo here").get_by_role("button", name="More actions").click()
    await ann.page.get_by_role("menuitem", name="Delete message").click()
    await ann.page.get_by_role("button", name="Delete", exact=True).click()
    await expect(ann.message("Typo here")).to_have_count(0)


async def test_a_reaction_is_given_and_taken_back(ann: Visitor) -> None:
    await ann.slack.person("bob").say("general", "Cake in the kitchen")
    await ann.message("Cake").hover()
    await ann.message("Cake").get_by_role("button", name="Add a reaction").click()
    await ann.page.get_by_role("button", name="tada").click()
    pill = ann.message("Cake").get_by_role("button", name="tada, 1: you")
    await expect(pill).to_have_attribute("aria-pressed", "true")
    await pill.click()
    await expect(pill).to_have_count(0)


async def test_a_thread_opens_beside_and_answers_arrive_there(ann: Visitor) -> None:
    await ann.write("A question")
    await ann.message("A question").hover()
    await ann.message("A question").get_by_role("button", name="Reply in thread").click()
    await ann.write("An answer", field="Reply")
    await expect(ann.replies).to_have_count(2)
    await expect(ann.message("A question")).to_contain_text("1 reply")
    root = ann.slack.channel("general").messages[-1]
    await ann.slack.person("bob").say("general", "Another", thread=root)
    await expect(ann.replies.last).to_contain_text("Another")
    await expect(ann.messages).to_have_count(1)
    await ann.page.reload()
    await expect(ann.replies).to_have_count(3)
    await ann.page.get_by_role("button", name="Close thread").click()
    await expect(ann.page.get_by_role("complementary", name="Thread")).to_be_hidden()


async def test_a_file_is_sent_and_shown(ann: Visitor) -> None:
    notes: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"hello"}
    await ann.page.locator("#main input[type=file]").set_input_files(notes)
    await ann.write("See this")
    await expect(ann.message("See this").locator(".file")).to_contain_text("notes.txt")
    await expect(ann.message("See this").locator(".file")).to_contain_text("5 bytes")


async def test_the_back_button_leads_back(ann: Visitor) -> None:
    await ann.place("long").click()
    await expect(ann.page.get_by_role("heading", name="long")).to_be_visible()
    await ann.page.go_back()
    await expect(ann.page.get_by_role("heading", name="general")).to_be_visible()
