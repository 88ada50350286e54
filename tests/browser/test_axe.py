"""axe-core finds nothing in the page: not in a conversation, a thread, a form, a menu, the tour, nor on a phone or in the dark."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.cli.demo import Demo, workspace
from tests.browser.conftest import PATIENCE_MS
from tests.browser.visitor import Visitor
from tests.hanging import UNHURRIED

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def faults(page: Page) -> list[str]:
    """What axe finds, with where it found it. Animations have to be over, or colours are those of the way there."""
    await page.evaluate(
        "Promise.all(document.getAnimations().map((each) => each.finished.catch(() => 0)))"
    )
    found: dict[str, Any] = (await Axe().run(page)).response
    return [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@asynccontextmanager
async def opened(browser: Browser, demo: Demo, **options: Any) -> AsyncIterator[Visitor]:
    context = await browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    yield Visitor(await context.new_page(), demo.slack)
    await context.close()


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True},
}


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing(browser: Browser, look: str) -> None:
    async with (
        workspace(0, patience=UNHURRIED) as demo,
        opened(browser, demo, **LOOKS[look]) as visitor,
    ):
        page = visitor.page
        await page.goto(demo.slack.page_url)
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await faults(page) == []  # the welcome
        await page.get_by_role("button", name="Look around").click()
        ann = demo.slack.person("ann")
        assert (await ann.command("/ask", "it my screen stays black")).ok
        await demo.settle()
        card = demo.slack.channel("it-help").messages[-1]
        await demo.slack.person("lena").click(card, "request_claim")
        await demo.slack.person("lena").say("it-help", "Another cable?", thread=card)
        await demo.slack.person("tom").react(card, "eyes")
        await demo.settle()

        await visitor.go(f"#as=U0LENA&channel=C0ITHELP&thread={card.ts}")
        await expect(visitor.replies.filter(has_text="Another cable?")).to_be_visible()
        assert await faults(page) == []  # a channel, and a thread with a card
        await visitor.go("#as=U0ANN&channel=D0ANN")
        assert await faults(page) == []  # direct messages
        await visitor.go("#as=U0ANN&home")
        await expect(page.get_by_text("New request").first).to_be_visible()
        assert await faults(page) == []
        await visitor.go("#as=U0ANN&channel=C0GENERAL")
        await visitor.command("/ask")
        await expect(visitor.modal).to_be_visible()
        await visitor.modal.locator("select").first.select_option(index=1)
        await demo.settle()
        await visitor.modal.locator("button[type=submit]").click()
        await expect(visitor.modal.locator(".wrong").first).to_be_visible()
        assert await faults(page) == []  # a form with what is wrong with it
        await page.keyboard.press("Escape")
        await expect(visitor.modal).to_be_hidden()


async def test_axe_finds_nothing_in_what_opens_and_in_the_tour(browser: Browser) -> None:
    async with (
        workspace(0, patience=UNHURRIED) as demo,
        opened(browser, demo, **LOOKS["light"]) as visitor,
    ):
        page = visitor.page
        await visitor.go("#as=U0LENA&channel=C0ITHELP")
        for opener, panel in (
            ("Acting as", page.get_by_role("dialog", name="Act as")),
            ("Let time pass", page.get_by_role("menu")),
            ("Keys and help", page.get_by_role("dialog", name="Keys")),
        ):
            await page.get_by_role("button", name=opener).first.click()
            await expect(panel).to_be_visible()
            assert await faults(page) == []
            await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Traffic inspector").click()
        await expect(page.get_by_role("region", name="Traffic inspector")).to_be_visible()
        assert await faults(page) == []
        await page.get_by_role("button", name="Tour", exact=True).click()
        bar = page.get_by_role("region", name="Tour")
        await expect(bar).to_contain_text("1 of")
        await expect(bar.get_by_role("button", name="Next")).to_have_attribute("aria-busy", "false")
        assert await faults(page) == []
