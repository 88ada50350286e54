"""What is pressed on a prompt, on the receipt and in the card's menu, and the forms that follow."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words
from handlers.answers import answer_click
from handlers.desk import Answer, Desk
from handlers.offers import CardChoice
from handlers.overview.again import draw_again
from handlers.payloads import Click, Form
from handlers.progress import service
from handlers.progress.ids import (
    ProgressAction,
    ProgressChoice,
    ProgressField,
    ProgressForm,
    UpdateAction,
)
from handlers.progress.kept import Progress, usual
from handlers.progress.rhythm import next_due
from handlers.progress.views import USUAL, agree_form, ask_for_form, no_news_form, time_form
from handlers.requests.departments import department_of
from handlers.requests.forms import About, about, on_click, on_form, open_form, typed
from handlers.requests.service import OnRequest
from handlers.working.ids import More
from handlers.working.permission import may_work_on
from storage.requests import Request
from storage.transaction import Transaction

May = Callable[[Transaction, Desk, OnRequest], Request]


class ProgressButtons:
    """A click either does something at once or opens a form."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def no_news(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """There is none: why, and by when."""
        await open_form(
            self.desk, ack, body, client, _proposing, lambda _, it: no_news_form(_, *it)
        )

    async def hand_over(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """As in the card's menu."""
        await self.desk.offers.card_menu[More.HAND_OVER].chosen(self.desk, ack, body, client)

    async def move_time(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The promised time, as in the card's menu."""
        await promise_time(self.desk, ack, body, client)

    async def rhythm(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """How often the requester wants to hear."""
        read = _with_usual(service.may_ask_for)
        await open_form(self.desk, ack, body, client, read, lambda _, it: ask_for_form(_, *it))

    async def any_news(
        self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient
    ) -> None:
        """The requester asks."""
        click = Click.parse(body)
        act = on_click(self.desk, click)
        answer = await self.desk.transact(service.any_news, act)
        await answer_click(ack, respond, click, answer)
        await draw_again(self.desk, client, body, act.number)

    async def still_mine(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The claim holds."""
        await self._at_once(service.still_mine, ack, body)

    async def release(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The claim ends."""
        await self._at_once(service.release, ack, body)

    async def _at_once(
        self,
        use_case: Callable[[Transaction, Desk, OnRequest], Answer],
        ack: AsyncAck,
        body: dict[str, Any],
    ) -> None:
        await self.desk.transact(use_case, on_click(self.desk, Click.parse(body)))
        await ack()


class ProgressForms:
    """Each submitted form is one use case."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def no_news(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """No news yet, because…, next by…"""
        form = Form.parse(body)
        given = service.NoNews(
            **on_form(self.desk, form),
            reason=typed(form, ProgressField.REASON),
            next_by=_moment(form, ProgressField.NEXT_BY),
        )
        await self.desk.transact(service.no_news, given)
        await ack()

    async def agree(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """How often the department writes."""
        form = Form.parse(body)
        given = service.Agree(**on_form(self.desk, form), rhythm=_rhythm_in(form))
        await self.desk.transact(service.agree, given)
        await ack()

    async def ask_for(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """How often the requester wants to hear."""
        form = Form.parse(body)
        given = service.Agree(**on_form(self.desk, form), rhythm=_rhythm_in(form))
        await self.desk.transact(service.ask_for, given)
        await ack()
        await draw_again(self.desk, client, body, given.number)

    async def time(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """By when it is done."""
        form = Form.parse(body)
        given = service.PromiseTime(
            **on_form(self.desk, form),
            done_by=_moment(form, ProgressField.DONE_BY),
            reason=typed(form, ProgressField.REASON),
        )
        await self.desk.transact(service.promise_time, given)
        await ack()


def _moment(form: Form, field: str) -> datetime | None:
    """What Slack gives for a day and a time: seconds since 1970."""
    given = form.values.get(field, "")
    return datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else None


def _rhythm_in(form: Form) -> str:
    chosen = form.values.get(ProgressField.RHYTHM, USUAL)
    return "" if chosen == USUAL else chosen


def _proposing(tx: Transaction, desk: Desk, act: OnRequest) -> tuple[About, datetime]:
    """When the update after this one would be due."""
    found = about(service.may_say_no_news)(tx, desk, act)
    hours = desk.organisation.hours(found.department)
    rhythm = Progress.of(found.request).rhythm
    return found, next_due(hours, desk.clock.now(), rhythm, usual(found.request, found.department))


def _with_usual(may: May) -> Callable[[Transaction, Desk, OnRequest], tuple[About, str]]:
    """With how often its department usually writes, in words."""

    def read(tx: Transaction, desk: Desk, act: OnRequest) -> tuple[About, str]:
        request = may(tx, desk, act)
        department, _ = department_of(desk, request), desk.words_for(tx, act.actor)
        every = _.working(usual(request, department))
        said = _(
            "As {department} usually does: every {every}", department=department.name, every=every
        )
        return about(may)(tx, desk, act), said

    return read


def _promise_or_move(_: Words, request: Request) -> str:
    return _("Promise a time…") if Progress.of(request).done_by is None else _("Move the time…")


async def choose_rhythm(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
) -> None:
    """In the card's menu."""
    read = _with_usual(may_work_on)
    await open_form(desk, ack, body, client, read, lambda _, it: agree_form(_, *it))


async def promise_time(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient
) -> None:
    """In the card's menu."""
    await open_form(desk, ack, body, client, about(may_work_on), time_form)


MENU: Mapping[str, CardChoice] = {
    ProgressChoice.RHYTHM: CardChoice(
        lambda _, _request: _("Next update…"), choose_rhythm, order=32
    ),
    ProgressChoice.TIME: CardChoice(_promise_or_move, promise_time, order=34),
}


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons and forms of what is promised."""
    buttons, forms = ProgressButtons(desk), ProgressForms(desk)
    for action, pressed in (
        (ProgressAction.NO_NEWS, buttons.no_news),
        (ProgressAction.HAND_OVER, buttons.hand_over),
        (ProgressAction.MOVE_TIME, buttons.move_time),
        (ProgressAction.STILL_MINE, buttons.still_mine),
        (ProgressAction.RELEASE, buttons.release),
        (UpdateAction.RHYTHM, buttons.rhythm),
        (UpdateAction.ANY_NEWS, buttons.any_news),
    ):
        app.action(action)(pressed)
    for form, submitted in (
        (ProgressForm.NO_NEWS, forms.no_news),
        (ProgressForm.AGREE, forms.agree),
        (ProgressForm.ASK_FOR, forms.ask_for),
        (ProgressForm.TIME, forms.time),
    ):
        app.view(form)(submitted)
