"""Hostile text, endless text, long histories, and a connection that comes and goes."""

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.echo import HOSTILE
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_hostile_text_stays_text(ann: Visitor) -> None:
    await ann.write(HOSTILE)
    await expect(ann.message("onerror").first).to_contain_text(HOSTILE)
    await ann.command("/card")
    await expect(ann.message("Card 7").locator("blockquote")).to_contain_text(
        f"{HOSTILE} *not bold* <!channel>"
    )
    assert await ann.page.evaluate("window.pwned") is None
    await expect(ann.page.locator("#main img, #main script")).to_have_count(0)


async def test_the_page_refuses_html_from_text_altogether(
    ann: Visitor, complaints: list[str]
) -> None:
    refused = await ann.page.evaluate(
        "(() => { try { document.body.innerHTML = '<b>x</b>'; return false } catch { return true } })()"
    )
    assert refused
    complaints.clear()  # the browser rightly reported the attempt


async def test_a_link_that_runs_code_is_only_text(ann: Visitor) -> None:
    await ann.slack.person("bob").say(
        "general", "Look: javascript:alert(1) and https://example.com/a?b=1&c=2."
    )
    await expect(ann.message("Look:").locator("a")).to_have_attribute(
        "href", "https://example.com/a?b=1&c=2"
    )
    await expect(ann.message("Look:").locator("a")).to_have_count(1)


async def test_forty_thousand_characters_are_folded(ann: Visitor) -> None:
    await ann.slack.person("bob").say("general", "word " * 8000)
    message = ann.messages.last
    box = await message.bounding_box()
    assert box is not None
    assert box["height"] < 500
    await message.get_by_role("button", name="Show more").click()
    await expect(message.get_by_role("button", name="Show less")).to_be_focused()
    unfolded = await message.bounding_box()
    assert unfolded is not None
    assert unfolded["height"] > 2000


async def test_a_long_word_and_right_to_left_text_fit(ann: Visitor) -> None:
    await ann.slack.person("bob").say("general", "W" * 600)
    await ann.slack.person("bob").say("general", "שלום לכולם")
    await expect(ann.message("WWW")).to_be_visible()
    await expect(ann.message("שלום")).to_be_visible()
    assert await ann.page.evaluate(
        "document.querySelector('.log').scrollWidth <= document.querySelector('.log').clientWidth"
    )
    direction = "getComputedStyle([...document.querySelectorAll('.msg .rt, .msg .mrkdwn')].at(-1)).direction"
    assert await ann.page.evaluate(direction) == "rtl"


async def test_a_thousand_messages_load_page_by_page(ann: Visitor) -> None:
    bob = ann.slack.person("bob")
    for number in range(1000):
        await bob.say("long", f"Line {number}.")
    await ann.place("long").click()
    await expect(ann.messages).to_have_count(50)
    await expect(ann.message("Line 999.")).to_be_in_viewport()
    await ann.page.evaluate("document.querySelector('#main .log').scrollTop = 0")
    await expect(ann.message("Line 900.")).to_be_attached()
    await expect(ann.messages).to_have_count(100)


async def test_a_message_from_further_back_than_the_newest_page_waits_for_its_page(
    ann: Visitor,
) -> None:
    """The stream may run behind: what it then brings is older than the page that is loaded already."""
    shown = """async () => {
        const { Timeline } = await import("/js/workspace/timeline.js");
        const timeline = new Timeline("a", "C1", "");
        const said = (at) => ({ ts: `1700000${at}.000000` });
        await timeline.load(async () => ({ messages: [said(500), said(501)], has_more: true }));
        const heard = [100, 500, 502].map((at) => timeline.hear({ message: said(at), fresh: true }));
        return [heard, timeline.messages.length];
    }"""
    assert await ann.page.evaluate(shown) == [[False, True, True], 3]


async def test_after_a_cut_the_page_catches_up(ann: Visitor) -> None:
    sockets: list[WebSocketRoute] = []
    refusing = False

    async def through(socket: WebSocketRoute) -> None:
        if refusing:
            await socket.close()
        else:
            socket.connect_to_server()
            sockets.append(socket)

    await ann.page.route_web_socket("**/stream", through)
    await ann.go("#as=U0ANN&channel=C0GENERAL")
    refusing = True
    await sockets[-1].close()
    state = ann.page.get_by_role("status").filter(has_text="Reconnecting")
    await expect(state).to_be_visible()
    await ann.slack.person("bob").say("general", "Said while you were away")
    refusing = False
    await expect(ann.message("Said while you were away")).to_be_visible()
    await expect(state).to_have_count(0)
    await ann.slack.person("bob").say("general", "And now live again")
    await expect(ann.message("And now live again")).to_be_visible()
