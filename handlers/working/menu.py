"""What a department chooses in the card's menu: each opens a form."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words
from config.organisation import Organisation
from handlers.cover import marked
from handlers.desk import Desk
from handlers.directory.rules import members_of
from handlers.offers import CardChoice, Listener
from handlers.requests.departments import department_of
from handlers.requests.forms import About, about, open_form
from handlers.requests.messages import gather
from handlers.requests.service import OnRequest
from handlers.working.edit_views import Editing, assign_form, edit_form, hand_over_form
from handlers.working.editing import editable
from handlers.working.handing_over import may_send_back
from handlers.working.ids import More
from handlers.working.moves import sender
from handlers.working.permission import may_work_on
from handlers.working.views import decline_form, send_back_form, wait_form
from storage.requests import Request
from storage.transaction import Transaction

T = TypeVar("T")


def editing(tx: Transaction, desk: Desk, act: OnRequest, *, chosen: str | None = None) -> Editing:
    """What the forms that choose people are made of, if the actor may."""
    request = may_work_on(tx, desk, act)
    department = desk.organisation.department(chosen or "") or department_of(desk, request)
    return Editing(
        shown=gather(tx, desk, request),
        facts=editable(desk, request),
        organisation=desk.organisation,
        department=department,
        members=marked(tx, desk, desk.words_for(tx, act.actor), members_of(tx, department)),
        user=act.actor,
    )


def _opens(
    read: Callable[[Transaction, Desk, OnRequest], T],
    form: Callable[[Words, T, Organisation], dict[str, Any]],
) -> Listener:
    async def chosen(
        desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        organisation = desk.organisation
        await open_form(
            desk, ack, body, client, read, lambda _, found: form(_, found, organisation)
        )

    return chosen


def _simple(form: Callable[[Words, About, Organisation], dict[str, Any]]) -> Listener:
    return _opens(about(may_work_on), form)


def _send_back(_: Words, request: Request) -> str | None:
    """While it can go back to where it came from, it says where that is."""
    origin = request.routing_reason.get("from")
    if sender(request) is None or not origin:
        return None
    return _("Send back to {department}…", department=_.own(origin))


MENU: Mapping[str, CardChoice] = {
    More.ASSIGN: CardChoice(
        lambda _, _request: _("Assign to…"),
        _opens(editing, lambda _, found, _organisation: assign_form(_, found)),
        order=10,
    ),
    More.HAND_OVER: CardChoice(
        lambda _, _request: _("Hand over to another department…"),
        _opens(editing, lambda _, found, _organisation: hand_over_form(_, found)),
        order=20,
    ),
    More.SEND_BACK: CardChoice(_send_back, _opens(about(may_send_back), send_back_form), order=25),
    More.WAIT: CardChoice(
        lambda _, _request: _("Ask and wait for a reply…"), _simple(wait_form), order=30
    ),
    More.EDIT: CardChoice(
        lambda _, _request: _("Edit…"),
        _opens(editing, lambda _, found, _organisation: edit_form(_, found)),
        order=40,
    ),
    More.DECLINE: CardChoice(
        lambda _, _request: _("Not a request…"), _simple(decline_form), order=50
    ),
}
