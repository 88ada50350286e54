"""Buttons and forms of the card and of the receipt."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words
from config.departments import GENERAL
from handlers.answers import answer_click
from handlers.desk import Desk
from handlers.directory.rules import members_of
from handlers.overview.again import draw_again
from handlers.packed import StaleValueError
from handlers.payloads import Click, Form
from handlers.requests.forms import (
    about,
    may_work_on,
    on_click,
    on_form,
    open_form,
    typed,
)
from handlers.requests.ids import CardAction, More, RequesterAction, RequestValue
from handlers.requests.messages import gather
from handlers.requests.service import OnRequest, department_of
from handlers.working import requester, views
from handlers.working import service as work
from handlers.working.edit_views import Editing, assign_form, edit_form
from handlers.working.editing import Edit, edit, editable, type_in
from handlers.working.ids import Editable, WorkAction, WorkField, WorkForm
from storage.transaction import Transaction

RATINGS = re.compile(rf"^{RequesterAction.RATE}:")
STARS = {str(star): star for star in range(1, 6)}
T = TypeVar("T")


def chosen(choices: Mapping[str, T], click: Click) -> T:
    """What was chosen of several. Raises `StaleValueError` for what this version does not offer."""
    choice = RequestValue.unpack(click.value).choice
    if choice not in choices:
        raise StaleValueError(choice)
    return choices[choice]


class Buttons:
    """A click either does something at once or opens a form."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def claim(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Claim it."""
        act = on_click(self.desk, Click.parse(body))
        await self.desk.transact(work.claim, act)
        await ack()
        await draw_again(self.desk, client, body, act.number)

    async def cancel(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        respond: AsyncRespond,
        client: AsyncWebClient,
    ) -> None:
        """No longer needed."""
        click = Click.parse(body)
        act = on_click(self.desk, click)
        answer = await self.desk.transact(requester.cancel, act)
        await answer_click(ack, respond, click, answer)
        await draw_again(self.desk, client, body, act.number)

    async def rate(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """One to five."""
        click = Click.parse(body)
        stars = chosen(STARS, click)
        on = on_click(self.desk, click).model_dump()
        await self.desk.transact(requester.rate, requester.Rate(**on, stars=stars))
        await ack()

    async def resolve(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Ask for the answer."""
        await open_form(self.desk, ack, body, client, about(may_work_on), views.resolve_form)

    async def comment(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Ask for a comment on the rating."""
        await open_form(
            self.desk, ack, body, client, about(requester.may_comment), views.comment_form
        )

    async def not_solved(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Ask what is still wrong."""
        await open_form(
            self.desk, ack, body, client, about(requester.may_object), views.not_solved_form
        )

    async def more(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """One of the five behind More."""
        click = Click.parse(body)
        if RequestValue.unpack(click.value).choice in EDIT_FORMS:
            form = chosen(EDIT_FORMS, click)
            await open_form(self.desk, ack, body, client, _editing, form)
            return
        view = chosen(views.MORE_FORMS, click)
        organisation = self.desk.organisation
        await open_form(
            self.desk,
            ack,
            body,
            client,
            about(may_work_on),
            lambda _, found: view(_, found, organisation),
        )

    async def edit_department(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """Another department was chosen in the Edit form: show its types and members, and ask why."""
        click, form = Click.parse(body), Form.parse(body)
        shown = Editable.unpack(form.metadata)
        act = OnRequest(team=self.desk.team, actor=click.user, key=click.key, number=shown.number)
        found = await self.desk.read(
            lambda tx, desk: _editing(tx, desk, act, chosen=form.values.get(WorkField.DEPARTMENT))
        )
        _ = await self.desk.read(lambda tx, desk: desk.words_for(tx, click.user))
        view = edit_form(_, replace(found, facts=shown))
        await client.views_update(view_id=click.view_id, hash=click.view_hash, view=view)
        await ack()


def _editing(tx: Transaction, desk: Desk, act: OnRequest, *, chosen: str | None = None) -> Editing:
    """What the forms that choose people are made of, if the actor may."""
    request = may_work_on(tx, desk, act)
    department = desk.organisation.department(chosen or "") or department_of(desk, request)
    return Editing(
        shown=gather(tx, desk, request),
        facts=editable(desk, request),
        organisation=desk.organisation,
        department=department,
        members=members_of(tx, department),
        user=act.actor,
    )


EDIT_FORMS: Mapping[str, Callable[[Words, Editing], dict[str, Any]]] = {
    More.ASSIGN: assign_form,
    More.EDIT: edit_form,
}


class Forms:
    """Each submitted form is one use case."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def resolve(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Resolved, with the answer."""
        form = Form.parse(body)
        noted = work.Noted(**on_form(self.desk, form), note=typed(form, WorkField.NOTE))
        await self.desk.transact(work.resolve, noted)
        await ack()
        await draw_again(self.desk, client, body, noted.number)

    async def decline(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Not a request, with the reason."""
        form = Form.parse(body)
        noted = work.Noted(**on_form(self.desk, form), note=typed(form, WorkField.REASON))
        await self.desk.transact(work.decline, noted)
        await ack()

    async def assign(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """To a colleague."""
        form = Form.parse(body)
        to = _assignee_in(form)
        await self.desk.transact(work.assign, work.Assign(**on_form(self.desk, form), to=to))
        await ack()

    async def hand_over(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """To another department, with the reason."""
        form = Form.parse(body)
        given = work.HandOver(
            **on_form(self.desk, form),
            department=form.values.get(WorkField.DEPARTMENT, ""),
            reason=typed(form, WorkField.REASON),
        )
        await self.desk.transact(work.hand_over, given)
        await ack()

    async def wait(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """For the requester's reply, with a question."""
        form = Form.parse(body)
        asked = work.Wait(**on_form(self.desk, form), question=typed(form, WorkField.QUESTION))
        await self.desk.transact(work.wait, asked)
        await ack()

    async def edit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """All at once."""
        form = Form.parse(body)
        shown, values = Editable.unpack(form.metadata), form.values
        chosen = values.get(WorkField.DEPARTMENT, shown.department)
        department = self.desk.organisation.department(chosen)
        given = Edit(
            team=self.desk.team,
            actor=form.user,
            key=form.key,
            number=shown.number,
            shown=shown,
            department=chosen,
            request_type=type_in(values, department, shown) if department else GENERAL,
            urgency=values.get(WorkField.URGENCY, shown.urgency),
            assignee=_assignee_in(form),
            title=values.get(WorkField.TITLE, ""),
            reason=typed(form, WorkField.REASON),
        )
        await self.desk.transact(edit, given)
        await ack()

    async def comment(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A comment on the rating."""
        form = Form.parse(body)
        words = requester.Remark(**on_form(self.desk, form), text=typed(form, WorkField.REASON))
        await self.desk.transact(requester.comment, words)
        await ack()

    async def not_solved(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """What is still wrong."""
        form = Form.parse(body)
        words = requester.Remark(**on_form(self.desk, form), text=typed(form, WorkField.REASON))
        await self.desk.transact(requester.not_solved, words)
        await ack()
        await draw_again(self.desk, client, body, words.number)


def _assignee_in(form: Form) -> str:
    """Whoever was chosen, in the field of whichever department."""
    fields = (
        value for block, value in form.values.items() if block.startswith(f"{WorkField.ASSIGNEE}:")
    )
    return next(fields, "")


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons and forms of requests."""
    buttons, forms = Buttons(desk), Forms(desk)
    for action, pressed in (
        (CardAction.CLAIM, buttons.claim),
        (CardAction.RESOLVE, buttons.resolve),
        (CardAction.MORE, buttons.more),
        (WorkAction.DEPARTMENT, buttons.edit_department),
        (RequesterAction.CANCEL, buttons.cancel),
        (RequesterAction.COMMENT, buttons.comment),
        (RequesterAction.NOT_SOLVED, buttons.not_solved),
    ):
        app.action(action)(pressed)
    app.action(RATINGS)(buttons.rate)
    for form, submitted in (
        (WorkForm.RESOLVE, forms.resolve),
        (WorkForm.ASSIGN, forms.assign),
        (WorkForm.HAND_OVER, forms.hand_over),
        (WorkForm.WAIT, forms.wait),
        (WorkForm.EDIT, forms.edit),
        (WorkForm.DECLINE, forms.decline),
        (WorkForm.COMMENT, forms.comment),
        (WorkForm.NOT_SOLVED, forms.not_solved),
    ):
        app.view(form)(submitted)
