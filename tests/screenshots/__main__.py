"""`python -m tests.screenshots`: play, look, and keep what is seen in docs/pictures."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from bot import logs
from bot.cli.demo import Demo, workspace
from sandbox import Sandbox
from tests.browser.conftest import FLAGS, NAMES
from tests.browser.visitor import Visitor
from tests.hanging import UNHURRIED
from tests.screenshots.scene import Scene
from tests.screenshots.survey import keep as keep_survey

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SAID = ["my VPN drops", "office network", "only at home", "Third one"]
DESK = {"width": 1200, "height": 860}
TALL = {"width": 1200, "height": 1400}
PHONE = {"width": 390, "height": 800}


class Camera:
    """Takes each picture in a window of its own, so that none shows what another left open."""

    def __init__(self, browser: Browser, slack: Sandbox) -> None:
        self._browser, self._slack = browser, slack

    @asynccontextmanager
    async def picture(
        self, name: str, address: str = "", *, size: dict[str, int] = DESK, dark: bool = False
    ) -> AsyncIterator[Visitor]:
        """The window at an address, to be prepared; the picture is taken at the end."""
        context = await self._browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            is_mobile=size is PHONE,
        )
        visitor = Visitor(await context.new_page(), self._slack)
        await visitor.go(address)
        yield visitor
        await _at_rest(visitor.page)
        await visitor.page.screenshot(path=PICTURES / f"{name}.png", caret="initial")
        await context.close()
        print(f"  {name}.png  {(PICTURES / f'{name}.png').stat().st_size // 1000} kB")


async def _at_rest(page: Page) -> None:
    await page.evaluate("document.fonts.ready")
    await page.mouse.move(0, 0)


async def said(visitor: Visitor) -> None:
    """The whole conversation is there."""
    for words in SAID:
        await expect(visitor.replies.filter(has_text=words).first).to_be_visible()


async def take(camera: Camera, scene: Scene) -> None:
    """All of them, in the order in which a request goes."""
    async with camera.picture("welcome") as visitor:
        await expect(visitor.page.get_by_role("button", name="Take the tour")).to_be_visible()
    await scene.some_requests()
    async with camera.picture("channel", "#as=lena&channel=it-help") as visitor:
        await expect(visitor.message("my VPN drops")).to_contain_text("Claim")
    async with camera.picture("form", "#as=ann&channel=general") as visitor:
        await visitor.command("/ask")
        await expect(visitor.modal).to_be_visible()
    await scene.person("ann").close()
    await scene.a_conversation()
    thread = f"#as=lena&channel=it-help&thread={scene.it.messages[-1].ts}"
    async with camera.picture("thread", thread) as visitor:
        await said(visitor)
    async with camera.picture("dark", thread, dark=True) as visitor:
        await said(visitor)
    async with camera.picture("inspector", "#as=lena&channel=it-help") as visitor:
        await visitor.page.get_by_role("button", name="Traffic inspector").click()
        await expect(visitor.page.get_by_role("region", name="Traffic inspector")).to_be_visible()
    async with camera.picture("resolve", "#as=lena&channel=it-help") as visitor:
        await visitor.messages.last.locator("[data-action=request_resolve]").click()
        await expect(visitor.modal).to_be_visible()
    await scene.person("lena").close()
    async with camera.picture("home", "#as=lena&home") as visitor:
        await expect(visitor.page.get_by_text("New request").first).to_be_visible()
    await scene.a_solution()
    resolved = f"#as=ann&channel={scene.receipt.channel}&thread={scene.receipt.ts}"
    async with camera.picture("receipt", resolved) as visitor:
        await expect(visitor.replies.last).to_contain_text("5.3 is in")
    async with camera.picture("phone", resolved, size=PHONE) as visitor:
        await expect(visitor.replies.last).to_contain_text("5.3 is in")
    await scene.a_pulse()
    async with camera.picture("pulse", "#as=ben&channel=general") as visitor:
        await expect(visitor.modal).to_contain_text("Send to myself")
    await scene.the_first_answer()
    ballot = f"#as=ann&channel={scene.receipt.channel}"
    async with camera.picture("ballot", ballot, size=PHONE) as visitor:
        await expect(visitor.page.get_by_text("2 of 3")).to_be_visible()


async def survey(camera: Camera, demo: Demo) -> None:
    """What came out of a pulse, in its channel: light, dark, and on a phone."""
    desk, slack = demo.frontdesk.desk, demo.slack
    general, ben = slack.channel("general"), slack.person("ben")
    await desk.database.write(
        desk.team, lambda tx: keep_survey(tx, desk.held(), ben.id, general.id)
    )
    await demo.frontdesk.courier.drain()
    shown = next(each for each in general.messages if "what came out" in each.text)
    thread = f"#as=ben&channel=general&thread={shown.ts}"
    for name, size, dark in (
        ("results", TALL, False),
        ("results-dark", TALL, True),
        ("results-phone", PHONE, False),
    ):
        async with camera.picture(name, thread, size=size, dark=dark) as visitor:
            await expect(visitor.replies.filter(has_text="Side by side").first).to_be_visible()
            await visitor.replies.filter(has_text="Side by side").last.scroll_into_view_if_needed()


async def main() -> int:
    """Nothing to do where there is no browser: the pictures that are there stay."""
    chromium = next((path for path in map(shutil.which, NAMES) if path), None)
    if chromium is None:
        print(f"No picture was taken: no browser found (looked for {', '.join(NAMES)}).")
        return 0
    logs.configure("WARNING")
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with workspace(0, patience=UNHURRIED) as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        camera = Camera(browser, demo.slack)
        await take(camera, Scene(demo.slack))
        await survey(camera, demo)
        await browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
