"""What is chosen in a card's menu goes to whoever offers it."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.desk import Desk
from handlers.packed import StaleValueError
from handlers.payloads import Click
from handlers.requests.ids import CardAction, RequestValue


class CardListeners:
    """The card's own menu; its buttons are heard by those who offer them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def chosen(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """One of those in the menu."""
        choice = RequestValue.unpack(Click.parse(body).value).choice
        offered = self.desk.offers.card_menu.get(choice)
        if offered is None:
            raise StaleValueError(choice)
        await offered.chosen(self.desk, ack, body, client)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the menu."""
    app.action(CardAction.MORE)(CardListeners(desk).chosen)
