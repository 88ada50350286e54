"""Every form there is, filled in and sent at the page as a person does it, against Frontdesk itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.cli.demo import Demo, workspace
from handlers.absence.ids import AbsenceForm
from handlers.preferences.ids import PreferencesForm
from handlers.working.ids import WorkForm
from sandbox import Message
from sandbox.blockkit import readable
from tests.browser.visitor import Visitor
from tests.handlers.test_ids import FORMS
from tests.hanging import UNHURRIED

pytestmark = pytest.mark.asyncio(loop_scope="session")

TYPED = {"number": "2", "email": "ann@acme.example", "time": "10:00"}
# The front door's tests send these: they are opened from a window that lists what there is, or on a card that was handed over;
# or their fields must fit each other, which nobody fills in blindly.
ELSEWHERE = {
    WorkForm.SEND_BACK,
    AbsenceForm.CHANGE,
    AbsenceForm.CALENDAR,
    PreferencesForm.CHOOSE,
}
# A menu may offer what the form then refuses, such as somebody of another department: the next one is tried.
TRIES = 14


@dataclass(frozen=True, order=True)
class Control:
    """A button, or a line of the menu behind it."""

    action: str
    line: str = ""


class Walker:
    """Presses everything in a kind of message, and sends whatever form opens."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page, self.demo, self.slack = page, demo, demo.slack
        self.visitor = Visitor(page, demo.slack)
        self.who = ""
        self.asked = 0

    async def go(self, who: str, channel: str) -> None:
        self.who = who
        await self.visitor.go(f"#as={self.slack.person(who).id}&channel={channel}")

    async def walk(self, where: str, *, resolved: bool = False) -> None:
        """Each control once; a new request whenever the one before has changed too much to offer what is left."""
        done: set[Control] = set()
        new = True
        while new:
            new = False
            # The message stays the same one, whatever becomes of its words.
            message = self.found(where, await self.ask(resolved=resolved))
            while left := self.offered(message) - done:
                control = min(left)
                done.add(control)
                new = True
                await self.press(message, control)

    async def ask(self, *, resolved: bool) -> str:
        """A fresh request of Ann's to IT; gives the words by which its message is found."""
        self.asked += 1
        words = f"my screen number {self.asked} stays black"
        assert (await self.slack.person("ann").command("/ask", f"it {words}")).ok
        await self.demo.settle()
        if not resolved:
            return words
        lena, note = self.slack.person("lena"), f"Solved with cable {self.asked}."
        await lena.click(self.found("it-help", words), "request_resolve")
        lena.fill({"note": note})
        assert (await lena.submit()).ok
        await self.demo.settle()
        return note

    def found(self, where: str, words: str) -> Message:
        """The newest message with these words and something to press."""
        place = self.slack.dm(where[1:]) if where.startswith("@") else self.slack.channel(where)
        everything = [m for top in place.messages for m in (top, *top.replies)]
        return max(
            (m for m in everything if words in m.plain), key=lambda m: (bool(m.buttons), m.ts)
        )

    def offered(self, message: Message) -> set[Control]:
        found = set[Control]()
        for _, element in readable.controls(message.blocks):
            lines = [option["text"]["text"] for option in readable.options(element)]
            found |= {Control(element["action_id"], line) for line in lines or [""]}
        return found

    async def press(self, message: Message, control: Control) -> None:
        shown = self.page.locator(f'.msg[data-ts="{message.ts}"]')
        if message.thread_ts:
            root = self.page.locator(f'#main .msg[data-ts="{message.thread_ts}"]')
            if not await shown.count():
                await root.locator('[data-control="tool-thread"]').evaluate("(it) => it.click()")
        async with self.page.expect_response("**/click"):
            if control.line and self.kind(message, control) == "static_select":
                menu = shown.last.locator("select").filter(has_text=control.line)
                await menu.select_option(label=control.line)
            else:
                await shown.last.locator(f'button[data-action="{control.action}"]').click()
                if control.line:
                    await self.page.get_by_role("menuitem", name=control.line).click()
                elif self.asks_first(message, control):
                    await self.page.get_by_role("alertdialog").locator(".button").last.click()
        await self.demo.settle()
        await self.send_forms()

    def kind(self, message: Message, control: Control) -> str:
        found = readable.controls(message.blocks)
        kinds = (e["type"] for _, e in found if e["action_id"] == control.action)
        return str(next(kinds))

    def asks_first(self, message: Message, control: Control) -> bool:
        found = readable.controls(message.blocks)
        return any(e.get("confirm") for _, e in found if e["action_id"] == control.action)

    async def send_forms(self) -> None:
        """Fills and sends what is open until nothing is."""
        modal = self.visitor.modal
        for attempt in range(TRIES):
            if self.slack.person(self.who).modal is None:
                await expect(modal).to_be_hidden()
                return
            await expect(modal).to_be_visible()
            submit = modal.locator("button[type=submit]")
            if await submit.is_visible():
                await self.fill(modal, attempt)
                async with self.page.expect_response("**/submit"):
                    await submit.click()
            else:
                async with self.page.expect_response("**/close"):
                    await modal.get_by_role("button", name="Close the window").click()
            await self.demo.settle()
        raise AssertionError(f"the form can't be sent: {await modal.inner_text()}")

    async def fill(self, modal: Locator, attempt: int) -> None:
        """From above to below. A choice may bring fields with it, so they are counted anew."""
        at = 0
        while at < len(inputs := await self.drawn_inputs(modal)):
            block = modal.locator(".b-input").nth(at)
            if inputs[at].get("dispatch_action"):
                async with self.page.expect_response("**/click"):
                    await fill_in(block, attempt, self.typed)
            else:
                await fill_in(block, attempt, self.typed)
            await self.demo.settle()
            at += 1

    @property
    def typed(self) -> Mapping[str, str]:
        """What is filled in, by the kind of field; days are tomorrow, on which everybody works."""
        tomorrow = self.demo.frontdesk.desk.clock.now() + timedelta(days=1)
        return TYPED | {
            "date": f"{tomorrow:%Y-%m-%d}",
            "datetime-local": f"{tomorrow:%Y-%m-%d}T10:00",
        }

    async def drawn_inputs(self, modal: Locator) -> list[dict[str, Any]]:
        """Those of the form as the workspace has it, once the page shows them."""
        view = self.slack.person(self.who).modal
        assert view is not None
        inputs = [block for block in view.blocks if block["type"] == "input"]
        for at, block in enumerate(inputs):
            shown = modal.locator(".b-input").nth(at)
            await expect(shown).to_have_attribute("data-block", block["block_id"])
        await expect(modal.locator(".b-input")).to_have_count(len(inputs))
        return inputs


KIND_AND_VALUES = """(it) => [
    it.localName === "input" ? it.type : it.localName,
    [...(it.options ?? [])].map((option) => option.value).filter(Boolean),
]"""


async def fill_in(block: Locator, attempt: int, typed: Mapping[str, str]) -> None:
    control = block.locator("select, textarea, input").first
    # One look tells both: between two, a choice before it may have drawn the form anew.
    kind, offered = await control.evaluate(KIND_AND_VALUES)
    if kind == "select":
        select = block.locator("select").first
        await select.select_option(offered[(attempt + 1) % len(offered)])
    elif kind in ("radio", "checkbox"):
        await control.check()
    else:
        await control.fill(typed.get(kind, "Because it has to be so"))


async def test_every_form_is_filled_in_and_sent(page: Page) -> None:
    async with workspace(0, patience=UNHURRIED) as demo:
        walker = Walker(page, demo)
        await walker.go("ann", "C0GENERAL")
        await walker.visitor.command("/ask")
        await expect(walker.visitor.modal).to_be_visible()
        await walker.send_forms()

        await walker.go("lena", "C0ITHELP")
        await walker.walk("it-help")
        await walker.go("ann", "D0ANN")
        await walker.walk("@ann")
        await walker.walk("@ann", resolved=True)
        await walker.go("tom", "C0ITHELP")
        await walker.visitor.command("/frontdesk absent")
        await expect(walker.visitor.modal).to_be_visible()
        await walker.send_forms()

        taken = {
            delivery.payload["view"]["callback_id"]
            for delivery in demo.slack.deliveries
            if delivery.name == "view_submission"
            and delivery.acked
            and (delivery.answer or {}).get("response_action") != "errors"
        }
        assert FORMS - taken == ELSEWHERE
        await expect(page.locator(".notice.error")).to_have_count(0)
        assert [(call.method, call.error) for call in demo.slack.calls if not call.ok] == []
