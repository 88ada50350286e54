"""What all forms about a request share: how they are opened, built and read."""

from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words, escape
from handlers.desk import Desk
from handlers.kit import field, form, text_input
from handlers.payloads import Click, Form
from handlers.requests import service
from handlers.requests.ids import OnRequest as Value
from handlers.requests.rules import State
from handlers.requests.service import OnRequest
from storage.requests import Request
from storage.transaction import Transaction

May = Callable[[Transaction, Desk, OnRequest], Request]
View = Callable[[Words, Request], dict[str, Any]]


def request_form(
    _: Words, request: Request, callback_id: str, title: str, submit: str, *blocks: Block
) -> dict[str, Any]:
    """A form that knows which request it is about."""
    metadata = Value(number=request.number).pack()
    return form(title, callback_id, blocks, submit=submit, close=_("Cancel"), metadata=metadata)


def words_field(block_id: str, label: str, hint: str = "", *, optional: bool = False) -> Block:
    """A field for some sentences."""
    return field(
        block_id, label, text_input(block_id, multiline=True), hint=hint, optional=optional
    )


async def open_form(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, may: May, view: View
) -> None:
    """Open a form. Whether the actor may is checked first, so that nobody writes in vain, and again when it is sent."""
    click = Click.parse(body)
    request = await desk.read(may, on_click(desk, click))
    _ = await desk.read(lambda tx, desk: desk.words_for(tx, click.user))
    await client.views_open(trigger_id=click.trigger, view=view(_, request))
    await ack()


def on_click(desk: Desk, click: Click) -> OnRequest:
    """The request that a button is about."""
    number = Value.unpack(click.value).number
    return OnRequest(team=desk.team, actor=click.user, key=click.key, number=number)


def on_form(desk: Desk, form: Form) -> dict[str, Any]:
    """The request that a form is about, to be completed with what its fields say."""
    number = Value.unpack(form.metadata).number
    return {"team": desk.team, "actor": form.user, "key": form.key, "number": number}


def typed(form: Form, block_id: str) -> str:
    """What somebody typed into a field, escaped as texts are kept."""
    return escape(form.values.get(block_id, ""))


def may_reply(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """A member of its department, until it has ended."""
    request = service.find_as_member(tx, desk, act)
    if request.state != State.RESOLVED:
        service.require_unresolved(tx, desk, request, act.actor)
    return request


def may_work_on(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """A member of its department, while it is unresolved."""
    request = service.find_as_member(tx, desk, act)
    service.require_unresolved(tx, desk, request, act.actor)
    return request


def may_add(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """Who asked it, while it is unresolved."""
    request = service.find_as_requester(tx, desk, act)
    service.require_unresolved(tx, desk, request, act.actor)
    return request
