"""What a person at the page does and sees, in the words of the page."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Visitor:
    page: Page
    slack: Sandbox

    async def go(self, address: str = "") -> None:
        """Opens the page anew at an address like `#as=U0ANN&channel=C0GENERAL`."""
        await self.page.goto("about:blank")
        await self.page.goto(self.slack.page_url + address)
        await expect(self.page.locator("body[data-ready]")).to_be_attached()

    async def write(self, text: str, field: str = "Message to") -> None:
        box = self.page.get_by_role("textbox", name=field)
        await box.fill(text)
        await box.press("Enter")

    async def command(self, text: str) -> None:
        """Types a command with its argument, past the completion."""
        await self.write(f"{text} " if " " not in text else text)

    async def become(self, name: str) -> None:
        await self.page.get_by_role("button", name="Acting as").click()
        await (
            self.page.get_by_role("dialog", name="Act as").get_by_role("button", name=name).click()
        )
        await expect(self.badge).to_contain_text(name)

    @property
    def badge(self) -> Locator:
        return self.page.locator("#switcher")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("list", name="Messages").locator(".msg")

    @property
    def replies(self) -> Locator:
        return self.page.get_by_role("list", name="Replies").locator(".msg")

    @property
    def modal(self) -> Locator:
        return self.page.locator("dialog.modal")

    def message(self, text: str) -> Locator:
        return self.messages.filter(has_text=text)

    def place(self, name: str) -> Locator:
        return self.page.get_by_role("navigation").get_by_role("button", name=name)
