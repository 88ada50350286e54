"""A workspace with the echo app, and one Chromium for all tests of this folder."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from sandbox import Sandbox
from tests.browser.echo import COMPANY, MANIFEST, SCRIPT, running
from tests.browser.visitor import Visitor

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
PATIENCE_MS = 60_000
"""A busy machine is slow, not broken; nothing waits longer than it has to."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs the browser, and shares the session's loop with it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        pytest.skip(f"no browser found (looked for {', '.join(NAMES)})")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[Sandbox]:
    async with (
        Sandbox(MANIFEST, COMPANY, tours=lambda _: SCRIPT) as workspace,
        running(workspace),
    ):
        yield workspace


@pytest.fixture
def options() -> dict[str, object]:
    """How the browser window is; a test module overrides it, e.g. for a phone."""
    return {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, options: dict[str, object]) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(locale="en-GB", **options)  # type: ignore[arg-type]
    made.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    yield made
    await made.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the page complained about; a test that expects none need not say so."""
    said: list[str] = []
    yield said
    assert not said, "the page reported errors"


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, complaints: list[str]) -> Page:
    opened = await context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda line: complaints.append(line.text) if "Content Security" in line.text else None,
    )
    return opened


@pytest_asyncio.fixture(loop_scope="session")
async def ann(page: Page, slack: Sandbox) -> Visitor:
    """Ann, looking at #general."""
    visitor = Visitor(page, slack)
    await visitor.go("#as=U0ANN&channel=C0GENERAL")
    return visitor
