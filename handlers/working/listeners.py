"""Buttons and forms of the card and of the receipt."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import answer_click
from handlers.desk import Desk
from handlers.payloads import Click, Form
from handlers.requests.forms import (
    about,
    may_work_on,
    on_click,
    on_form,
    open_form,
    typed,
)
from handlers.requests.ids import CardAction, OnRequest, RequesterAction, StaleValueError
from handlers.working import requester, views
from handlers.working import service as work
from handlers.working.ids import WorkField, WorkForm

RATINGS = re.compile(rf"^{RequesterAction.RATE}:")
STARS = {str(star): star for star in range(1, 6)}
T = TypeVar("T")


def chosen(choices: Mapping[str, T], click: Click) -> T:
    """What was chosen of several. Raises `StaleValueError` for what this version does not offer."""
    choice = OnRequest.unpack(click.value).choice
    if choice not in choices:
        raise StaleValueError(choice)
    return choices[choice]


class Buttons:
    """A click either does something at once or opens a form."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def claim(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Claim it."""
        await self.desk.transact(work.claim, on_click(self.desk, Click.parse(body)))
        await ack()

    async def cancel(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """No longer needed."""
        click = Click.parse(body)
        answer = await self.desk.transact(requester.cancel, on_click(self.desk, click))
        await answer_click(ack, respond, click, answer)

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
        view = chosen(views.MORE_FORMS, Click.parse(body))
        organisation = self.desk.organisation
        await open_form(
            self.desk,
            ack,
            body,
            client,
            about(may_work_on),
            lambda _, found: view(_, found, organisation),
        )


class Forms:
    """Each submitted form is one use case."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def resolve(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Resolved, with the answer."""
        form = Form.parse(body)
        noted = work.Noted(**on_form(self.desk, form), note=typed(form, WorkField.NOTE))
        await self.desk.transact(work.resolve, noted)
        await ack()

    async def decline(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Not a request, with the reason."""
        form = Form.parse(body)
        noted = work.Noted(**on_form(self.desk, form), note=typed(form, WorkField.REASON))
        await self.desk.transact(work.decline, noted)
        await ack()

    async def assign(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """To a colleague."""
        form = Form.parse(body)
        to = form.values.get(WorkField.ASSIGNEE, "")
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

    async def urgency(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """How urgent it is."""
        form = Form.parse(body)
        urgency = form.values.get(WorkField.URGENCY, "")
        await self.desk.transact(
            work.set_urgency, work.SetUrgency(**on_form(self.desk, form), urgency=urgency)
        )
        await ack()

    async def comment(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A comment on the rating."""
        form = Form.parse(body)
        words = requester.Words(**on_form(self.desk, form), text=typed(form, WorkField.REASON))
        await self.desk.transact(requester.comment, words)
        await ack()

    async def not_solved(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """What is still wrong."""
        form = Form.parse(body)
        words = requester.Words(**on_form(self.desk, form), text=typed(form, WorkField.REASON))
        await self.desk.transact(requester.not_solved, words)
        await ack()


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons and forms of requests."""
    buttons, forms = Buttons(desk), Forms(desk)
    for action, pressed in (
        (CardAction.CLAIM, buttons.claim),
        (CardAction.RESOLVE, buttons.resolve),
        (CardAction.MORE, buttons.more),
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
        (WorkForm.URGENCY, forms.urgency),
        (WorkForm.DECLINE, forms.decline),
        (WorkForm.COMMENT, forms.comment),
        (WorkForm.NOT_SOLVED, forms.not_solved),
    ):
        app.view(form)(submitted)
