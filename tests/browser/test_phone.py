"""A phone: one thing at a time, nothing wider than the screen."""

import pytest
from playwright.async_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

FITS = (
    "document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth"
)


@pytest.fixture
def options() -> dict[str, object]:
    return {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": "dark",
    }


async def test_nothing_is_wider_than_the_screen(ann: Visitor) -> None:
    await ann.slack.person("bob").say("general", "W" * 500)
    await ann.command("/card")
    await expect(ann.message("Card 7")).to_be_visible()
    assert await ann.page.evaluate(FITS)
    await ann.command("/form")
    await expect(ann.modal).to_be_visible()
    assert await ann.page.evaluate(FITS)


async def test_the_sidebar_is_a_drawer(ann: Visitor) -> None:
    await expect(ann.badge).to_be_hidden()
    await ann.page.get_by_role("button", name="People and conversations").tap()
    await expect(ann.badge).to_be_visible()
    await ann.place("long").tap()
    await expect(ann.badge).to_be_hidden()
    await expect(ann.page.get_by_role("heading", name="long")).to_be_visible()


async def test_thread_and_inspector_cover_the_screen(ann: Visitor) -> None:
    await ann.write("A question")
    await ann.message("A question").get_by_role("button", name="More actions").tap()
    await ann.page.get_by_role("menuitem", name="Reply in thread").tap()
    thread = await ann.page.get_by_role("complementary", name="Thread").bounding_box()
    assert thread is not None
    assert (thread["x"], thread["width"]) == (0, 390)
    await expect(ann.page.get_by_role("main")).to_have_js_property("inert", True)
    await ann.page.get_by_role("button", name="Close thread").tap()
    await ann.page.get_by_role("button", name="People and conversations").tap()
    await ann.page.get_by_role("button", name="Traffic inspector").tap()
    inspector = await ann.page.get_by_role("region", name="Traffic inspector").bounding_box()
    assert inspector is not None
    assert inspector["width"] == 390
    await ann.page.get_by_role("button", name="Close the inspector").tap()
    await expect(ann.page.get_by_role("main")).to_have_js_property("inert", False)
    assert await ann.page.evaluate(FITS)
