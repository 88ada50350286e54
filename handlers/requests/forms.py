"""What every form about a request shares: how it is opened, built and read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words, escape
from config.departments import Department
from handlers.blockkit import Block
from handlers.blocks import field, form, text_input
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.payloads import Click, Form
from handlers.requests.departments import department_of
from handlers.requests.ids import RequestValue
from handlers.requests.service import OnRequest
from storage.requests import Request
from storage.transaction import Transaction

May = Callable[[Transaction, Desk, OnRequest], Request]
T = TypeVar("T")


@dataclass(frozen=True)
class About:
    """What a form says of its request."""

    request: Request
    requester: str
    department: Department


def request_form(
    _: Words, request: Request, callback_id: str, title: str, submit: str, *blocks: Block
) -> dict[str, Any]:
    """A form that knows which request it is about."""
    metadata = RequestValue(number=request.number).pack()
    return form(title, callback_id, blocks, submit=submit, close=_("Cancel"), metadata=metadata)


def words_field(block_id: str, label: str, hint: str = "", *, optional: bool = False) -> Block:
    """A field for some sentences."""
    return field(
        block_id, label, text_input(block_id, multiline=True), hint=hint, optional=optional
    )


async def open_form(
    desk: Desk,
    ack: AsyncAck,
    body: dict[str, Any],
    client: AsyncWebClient,
    read: Callable[[Transaction, Desk, OnRequest], T],
    view: Callable[[Words, T], dict[str, Any]],
) -> None:
    """Open a form. `read` checks that the actor may, so that nobody writes in vain; it is checked again when it is sent."""
    click = Click.parse(body)
    found = await desk.read(read, on_click(desk, click))
    _ = await desk.read(lambda tx, desk: desk.words_for(tx, click.user))
    in_modal = (body.get("view") or {}).get("type") == "modal"
    show = client.views_push if in_modal else client.views_open
    await show(trigger_id=click.trigger, view=view(_, found))
    await ack()


def about(may: May) -> Callable[[Transaction, Desk, OnRequest], About]:
    """What a form says of its request, if the actor may."""

    def read(tx: Transaction, desk: Desk, act: OnRequest) -> About:
        request = may(tx, desk, act)
        return About(request, name_of(tx, request.requester), department_of(desk, request))

    return read


def on_click(desk: Desk, click: Click) -> OnRequest:
    """The request that a button is about."""
    number = RequestValue.unpack(click.value).number
    return OnRequest(
        team=desk.team,
        actor=click.user,
        key=click.key,
        number=number,
        pressed_at=click.message,
    )


def on_form(desk: Desk, form: Form) -> dict[str, Any]:
    """The request that a form is about, to be completed with what its fields hold."""
    number = RequestValue.unpack(form.metadata).number
    return {"team": desk.team, "actor": form.user, "key": form.key, "number": number}


def typed(form: Form, block_id: str) -> str:
    """What somebody typed into a field, escaped as texts are kept."""
    return escape(form.values.get(block_id, ""))
