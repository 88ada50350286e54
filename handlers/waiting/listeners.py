"""What is chosen in the card's menu to wait for somebody else or for a day, and the forms that follow."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words
from handlers.desk import Answer, Desk
from handlers.offers import CardChoice, Listener
from handlers.payloads import Click, Form
from handlers.requests.forms import About, about, on_click, on_form, open_form, typed
from handlers.requests.rules import State
from handlers.requests.service import OnRequest
from handlers.waiting import service
from handlers.waiting.aside import THIRD_PARTY
from handlers.waiting.ids import WaitChoice, WaitField, WaitForm
from handlers.waiting.views import snooze_form, third_party_form
from storage.requests import SNOOZED, Request
from storage.transaction import Transaction


def _opens(form: Callable[[Words, About], dict[str, Any]]) -> Listener:
    async def chosen(
        desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        await open_form(desk, ack, body, client, about(service.may_put_off), form)

    return chosen


def _does(use_case: Callable[[Transaction, Desk, OnRequest], Answer]) -> Listener:
    async def chosen(
        desk: Desk, ack: AsyncAck, body: dict[str, Any], _client: AsyncWebClient
    ) -> None:
        await desk.transact(use_case, on_click(desk, Click.parse(body)))
        await ack()

    return chosen


def _begins(label: Callable[[Words], str], name: str) -> Callable[[Words, Request], str | None]:
    """Offered while it isn't so already, and the requester isn't waited for."""

    def drawn(_: Words, request: Request) -> str | None:
        offered = request.state != State.WAITING and name not in request.facts
        return label(_) if offered else None

    return drawn


def _ends(label: Callable[[Words], str], name: str) -> Callable[[Words, Request], str | None]:
    return lambda _, request: label(_) if name in request.facts else None


MENU: Mapping[str, CardChoice] = {
    WaitChoice.THIRD_PARTY: CardChoice(
        _begins(lambda _: _("Waiting for others…"), THIRD_PARTY), _opens(third_party_form), order=32
    ),
    WaitChoice.THIRD_PARTY_OVER: CardChoice(
        _ends(lambda _: _("No longer waiting for others"), THIRD_PARTY),
        _does(service.third_party_over),
        order=32,
    ),
    WaitChoice.SNOOZE: CardChoice(
        _begins(lambda _: _("Snooze…"), SNOOZED), _opens(snooze_form), order=34
    ),
    WaitChoice.WAKE: CardChoice(
        _ends(lambda _: _("End the snooze"), SNOOZED), _does(service.wake), order=34
    ),
}


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the forms."""

    async def third_party(ack: AsyncAck, body: dict[str, Any]) -> None:
        form = Form.parse(body)
        asked = service.ForThirdParty(
            **on_form(desk, form),
            who=typed(form, WaitField.OTHERS),
            next_update=_date_in(form, WaitField.NEXT_UPDATE),
        )
        await desk.transact(service.wait_for_third_party, asked)
        await ack()

    async def snooze(ack: AsyncAck, body: dict[str, Any]) -> None:
        form = Form.parse(body)
        asked = service.Snooze(
            **on_form(desk, form),
            until=_date_in(form, WaitField.UNTIL),
            reason=typed(form, WaitField.REASON),
        )
        await desk.transact(service.snooze, asked)
        await ack()

    app.view(WaitForm.THIRD_PARTY)(third_party)
    app.view(WaitForm.SNOOZE)(snooze)


def _date_in(form: Form, field: WaitField) -> date | None:
    """What Slack's date picker gave."""
    try:
        return date.fromisoformat(form.values.get(field, ""))
    except ValueError:
        return None
