"""Buttons and forms of the card and of the receipt."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from config.departments import GENERAL
from handlers.answers import answer_click, renew_window
from handlers.desk import Desk
from handlers.overview.again import draw_again
from handlers.packed import StaleValueError
from handlers.payloads import Click, Form
from handlers.requests.forms import (
    about,
    on_click,
    on_form,
    open_form,
    typed,
)
from handlers.requests.ids import RequestValue
from handlers.requests.service import OnRequest
from handlers.working import requester, views
from handlers.working import service as work
from handlers.working.edit_views import edit_form, hand_over_form
from handlers.working.editing import Edit, edit, type_in
from handlers.working.handing_over import HandOver, SendBack, hand_over, send_back
from handlers.working.ids import Editable, RequesterAction, WorkAction, WorkField, WorkForm
from handlers.working.menu import editing
from handlers.working.permission import may_work_on

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

    async def edit_department(
        self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """Another department was chosen in the Edit form: show its types and members, and ask why."""
        click, form = Click.parse(body), Form.parse(body)
        shown = Editable.unpack(form.metadata)
        act = OnRequest(team=self.desk.team, actor=click.user, key=click.key, number=shown.number)
        found = await self.desk.read(
            lambda tx, desk: editing(tx, desk, act, chosen=form.values.get(WorkField.DEPARTMENT))
        )
        _ = await self.desk.read(lambda tx, desk: desk.words_for(tx, click.user))
        view = edit_form(_, replace(found, facts=shown))
        await renew_window(client, view, view_id=click.view_id, view_hash=click.view_hash)
        await ack()

    async def receiver(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """A department was chosen in the form to hand over: show its people."""
        click, form = Click.parse(body), Form.parse(body)
        act = OnRequest(**on_form(self.desk, form))
        found = await self.desk.read(
            lambda tx, desk: editing(tx, desk, act, chosen=form.values.get(WorkField.DEPARTMENT))
        )
        _ = await self.desk.read(lambda tx, desk: desk.words_for(tx, click.user))
        view = hand_over_form(_, found)
        await renew_window(client, view, view_id=click.view_id, view_hash=click.view_hash)
        await ack()


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
        given = HandOver(
            **on_form(self.desk, form),
            department=form.values.get(WorkField.DEPARTMENT, ""),
            reason=typed(form, WorkField.REASON),
            note=typed(form, WorkField.NOTE),
            person=_assignee_in(form),
        )
        await self.desk.transact(hand_over, given)
        await ack()

    async def send_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """To the department it came from, with the reason."""
        form = Form.parse(body)
        given = SendBack(**on_form(self.desk, form), reason=typed(form, WorkField.REASON))
        await self.desk.transact(send_back, given)
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
        (WorkAction.CLAIM, buttons.claim),
        (WorkAction.RESOLVE, buttons.resolve),
        (WorkAction.DEPARTMENT, buttons.edit_department),
        (WorkAction.RECEIVER, buttons.receiver),
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
        (WorkForm.SEND_BACK, forms.send_back),
        (WorkForm.WAIT, forms.wait),
        (WorkForm.EDIT, forms.edit),
        (WorkForm.DECLINE, forms.decline),
        (WorkForm.COMMENT, forms.comment),
        (WorkForm.NOT_SOLVED, forms.not_solved),
    ):
        app.view(form)(submitted)
