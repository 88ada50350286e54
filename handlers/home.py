"""Home: the tab where everybody sees where their requests stand. Its sections are offered by those whose they are."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.blockkit import IN_VIEW, Block
from handlers.blocks import Body, tab
from handlers.capability import Capability
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import is_stranger
from storage import messages
from storage.requests import Request
from storage.transaction import Transaction


class HomeListeners:
    """The tab is a message like others: declared here, shown by the courier."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def opened(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Shown anew whenever it is opened; from then on it follows what changes."""
        if event.get("tab") != "home":
            return
        opened = Incoming(team=self.desk.team, actor=event["user"], key=body["event_id"])
        await self.desk.transact(show_home, opened)


def show_home(tx: Transaction, desk: Desk, opened: Incoming) -> Answer:  # noqa: ARG001 # every use case has this shape
    """Have somebody's home shown as it is now. People of other companies have none."""
    if is_stranger(tx, opened.actor):
        return Answer()
    messages.put(tx, {f"home/{opened.actor}": messages.home(opened.actor)})
    return Answer()


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the tab."""
    app.event("app_home_opened")(HomeListeners(desk).opened)


def home(tx: Transaction, desk: Desk, user: str) -> Body:
    """One person's home, section by section."""
    blocks: list[Block] = []
    needed = sum(section.needs for section in desk.offers.home)
    for section in desk.offers.home:
        needed -= section.needs
        blocks += section.show(tx, desk, user, IN_VIEW - len(blocks) - needed)
    return tab(blocks)


def changed(_tx: Transaction, _desk: Desk, before: Request, after: Request) -> list[str]:
    """The homes of those whose request it is, and of those who had or have it."""
    concerned = (after.requester, before.assignee, after.assignee)
    return list(dict.fromkeys(f"home/{user}" for user in concerned if user))


CAPABILITY = Capability(
    name="home", register=register, shows={"home/{user}": home}, changed=(changed,)
)
