"""Text and its ground in both themes, by the formula of WCAG 2.2 (AA: 4.5 for text, 3 for controls)."""

import re

import pytest
from playwright.async_api import Page, expect

from sandbox import Company, Person, Sandbox
from tests.browser.echo import MANIFEST
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXT = [
    ("ink", "surface"),
    ("ink", "ground"),
    ("ink-2", "ground"),
    ("ink-2", "sunken"),
    ("ink-3", "surface"),
    ("ink-3", "ground"),
    ("ink-3", "raised"),
    ("ink-3", "sunken"),
    ("ink-3", "hover"),
    ("accent", "surface"),
    ("accent", "sunken"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-here", "here"),
    ("danger", "surface"),
    ("danger", "raised"),
    ("danger", "danger-soft"),
    ("on-danger", "danger"),
    ("brass", "brass-soft"),
    ("brass", "sunken"),
    ("ink", "brass-soft"),
]
CONTROLS = [
    ("line-strong", "surface"),
    ("line-strong", "raised"),
    ("accent", "ground"),
    ("accent", "raised"),
]

RESOLVE = """(names) => {
  const probe = document.body.appendChild(document.createElement("i"));
  const found = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return found;
}"""


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_colours_are_readable(ann: Visitor, scheme: str) -> None:
    await ann.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    pairs = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in CONTROLS]
    names = sorted({name for one, other, _ in pairs for name in (one, other)})
    colours = dict(zip(names, await ann.page.evaluate(RESOLVE, names), strict=True))
    weak = {
        f"{one} on {other}": round(contrast(colours[one], colours[other]), 2)
        for one, other, least in pairs
        if contrast(colours[one], colours[other]) < least
    }
    assert weak == {}


INITIALS = """[...document.querySelectorAll(".switcher .avatar")].map((face) => {
  const { color, backgroundColor } = getComputedStyle(face);
  return [face.textContent, color, backgroundColor];
})"""


async def test_everybodys_initials_are_readable_on_their_colour(page: Page) -> None:
    """Of a company with every colour that people can have."""
    company = Company(people=tuple(Person(f"p{n}", f"Person {n}") for n in range(120)))
    async with Sandbox(MANIFEST, company) as slack:
        await Visitor(page, slack).go("#as=U0P0")
        await page.get_by_role("button", name="Acting as").click()
        faces = await page.evaluate(INITIALS)
    assert len({ground for _, _, ground in faces}) > 4
    weak = [face for face in faces if contrast(face[1], face[2]) < 4.5]
    assert weak == []


async def test_the_theme_is_chosen_and_kept(ann: Visitor) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await ann.page.evaluate(ground)
    await ann.page.get_by_role("button", name="Dark theme").click()
    dark = await ann.page.evaluate(ground)
    assert luminance(dark) < 0.05 < luminance(light)
    await ann.page.reload()
    await expect(ann.page.get_by_role("button", name="Light theme")).to_be_visible()
    assert await ann.page.evaluate(ground) == dark


async def test_those_who_want_no_motion_get_none(ann: Visitor) -> None:
    await ann.page.emulate_media(reduced_motion="reduce")
    await ann.command("/form")
    card = ann.modal.locator(".card")
    await expect(card).to_be_visible()
    assert (
        await card.evaluate("(node) => parseFloat(getComputedStyle(node).animationDuration)")
        <= 0.001
    )
