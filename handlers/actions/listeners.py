"""What Slack sends here: the board, the forms, and what is pressed on what others show."""

from datetime import date, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.calendars import local_date
from handlers.actions import boards, views
from handlers.actions.ids import (
    ActionValue,
    BoardAction,
    BoardField,
    BoardForm,
    OriginValue,
)
from handlers.actions.origins import (
    ActionSource,
    of_comment,
    of_rating,
    of_round,
    require_head,
    require_may_make,
)
from handlers.actions.rules import Decision, Origin
from handlers.actions.service import Decide, Finish, decide_anew, finish, make, of_actor
from handlers.answers import renew_window
from handlers.blockkit import Block, literal, quote_of, rich_text
from handlers.blocks import field, option, section, select
from handlers.cover import zone_of
from handlers.desk import Desk
from handlers.offers import Subcommand
from handlers.packed import StaleValueError
from handlers.payloads import Click, Command, Form
from handlers.pulse.comment_ids import CommentAction, CommentsValue, CommentValue
from handlers.pulse.comment_listeners import key_of
from handlers.pulse.comments import found_for
from handlers.pulse.forms import OPTION
from handlers.pulse.model import Question
from handlers.requests.ids import RequestValue
from handlers.text import shorten
from handlers.working.ids import ON_BOARD
from storage import comments, pulses
from storage.transaction import Transaction

Json = dict[str, Any]
# What is decided is due in so many days, unless somebody says otherwise.
SOON = timedelta(days=14)


class ActionListeners:
    """Each opens a form, or takes one."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def board(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """All that was decided."""
        click = Click.parse(body)
        view = await self.desk.read(boards.board, click.user)
        await client.views_open(trigger_id=click.trigger, view=view)
        await ack()

    async def new(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """By a lead, out of nothing that was said, or out of a question."""
        click = Click.parse(body)
        value = OriginValue.unpack(click.value)
        view = await self.desk.read(_new_view, click.user, value)
        await _show(client, body, view)
        await ack()

    async def of_round(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Out of what was answered in a round: one thing of it."""
        click = Click.parse(body)
        value = CommentsValue.unpack(click.value)
        view = await self.desk.read(_round_view, click.user, value.round)
        await _show(client, body, view)
        await ack()

    async def of_comment(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Out of what somebody wrote."""
        click = Click.parse(body)
        view = await self.desk.read(_comment_view, click.user, CommentValue.unpack(click.value))
        await _show(client, body, view)
        await ack()

    async def of_rating(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Out of what its requester was not content with."""
        click = Click.parse(body)
        view = await self.desk.read(_rating_view, click.user, RequestValue.unpack(click.value))
        await _show(client, body, view)
        await ack()

    async def change(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Decide it anew."""
        click = Click.parse(body)
        value = ActionValue.unpack(click.value)
        view = await self.desk.read(_change_view, click.user, value.action)
        await _show(client, body, view)
        await ack()

    async def done(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Say what became of it."""
        click = Click.parse(body)
        value = ActionValue.unpack(click.value)
        view = await self.desk.read(_done_view, click.user, value.action)
        await _show(client, body, view)
        await ack()

    async def made(self, ack: AsyncAck, body: Json) -> None:
        """A new one."""
        sent = Form.parse(body)
        value = OriginValue.unpack(sent.metadata)
        if about := sent.values.get(BoardField.ABOUT):
            value = value.model_copy(update={"refers": about})
        source = await self.desk.read(_source, sent.user, value)
        await self.desk.transact(make, self._decided(sent, body, source=source))
        await self._saved(ack, sent.user)

    async def changed(self, ack: AsyncAck, body: Json) -> None:
        """Decided anew."""
        sent = Form.parse(body)
        number = ActionValue.unpack(sent.metadata).action
        await self.desk.transact(decide_anew, self._decided(sent, body, action=number))
        await self._saved(ack, sent.user)

    async def finished(self, ack: AsyncAck, body: Json) -> None:
        """Done."""
        sent = Form.parse(body)
        act = Finish(
            team=self.desk.team,
            actor=sent.user,
            key=key_of(sent, body),
            action=ActionValue.unpack(sent.metadata).action,
            outcome=sent.values.get(BoardField.OUTCOME, ""),
        )
        await self.desk.transact(finish, act)
        await self._saved(ack, sent.user)

    def _decided(self, sent: Form, body: Json, **more: Any) -> Decide:
        given = sent.values
        return Decide(
            team=self.desk.team,
            actor=sent.user,
            key=key_of(sent, body),
            text=given.get(BoardField.TEXT, ""),
            owner=given.get(BoardField.OWNER, ""),
            due=date.fromisoformat(given[BoardField.DUE]),
            decision=Decision(given.get(BoardField.DECISION, Decision.DO)),
            reason=given.get(BoardField.REASON, ""),
            **more,
        )

    async def _saved(self, ack: AsyncAck, user: str) -> None:
        view = await self.desk.read(boards.board, user)
        await ack(response_action="update", view=view)


async def _show(client: AsyncWebClient, body: Json, view: Json) -> None:
    """In the place of the window in which it was pressed, or in one of its own."""
    window = body.get("view") or {}
    if window.get("type") == "modal":
        await renew_window(client, view, view_id=window["id"])
    else:
        await client.views_open(trigger_id=body["trigger_id"], view=view)


def _source(tx: Transaction, desk: Desk, user: str, value: OriginValue) -> ActionSource:
    """Out of what it is made, if somebody may make it."""
    match value.origin:
        case Origin.COMMENT:
            found_for(tx, desk, user, value.refers)
            return of_comment(tx, value.refers)
        case Origin.RATING:
            require_head(tx, desk, user, int(value.refers))
            return of_rating(tx, desk, int(value.refers))
        case Origin.QUESTION:
            require_may_make(tx, desk, user)
            return of_round(tx, value.round, value.refers)
        case _other:
            require_may_make(tx, desk, user)
            return ActionSource(origin=Origin.OTHER, channel=value.channel)


def _new_view(tx: Transaction, desk: Desk, user: str, value: OriginValue) -> Json:
    _source(tx, desk, user, value)
    return _form(tx, desk, user, value, ())


def _round_view(tx: Transaction, desk: Desk, user: str, round_: str) -> Json:
    value = OriginValue(origin=Origin.QUESTION, round=round_)
    _source(tx, desk, user, value)
    found, _ = pulses.round_of(tx, round_), desk.words_for(tx, user)
    if found is None:
        raise StaleValueError(round_)
    questions = [Question.model_validate(each) for each in found.questions]
    offered = [option(shorten(each.wording(_), OPTION), each.key) for each in questions]
    about = field(BoardField.ABOUT, _("What is it about?"), select(BoardField.ABOUT, offered))
    return _form(tx, desk, user, value, (about,))


def _comment_view(tx: Transaction, desk: Desk, user: str, value: CommentValue) -> Json:
    found_for(tx, desk, user, value.comment)
    found = comments.get(tx, value.comment)
    assert found is not None
    quoted = rich_text(quote_of(literal(found[0].text)))
    made_of = OriginValue(origin=Origin.COMMENT, refers=value.comment)
    return _form(tx, desk, user, made_of, (quoted,))


def _rating_view(tx: Transaction, desk: Desk, user: str, value: RequestValue) -> Json:
    require_head(tx, desk, user, value.number)
    _ = desk.words_for(tx, user)
    about = section(_.mrkdwn("From what went wrong with #{number}.", number=value.number))
    made_of = OriginValue(origin=Origin.RATING, refers=str(value.number))
    return _form(tx, desk, user, made_of, (about,))


def _form(
    tx: Transaction, desk: Desk, user: str, value: OriginValue, heading: tuple[Block, ...]
) -> Json:
    soon = local_date(desk.clock.now() + SOON, zone_of(tx, desk, user))
    return views.make_form(
        desk.words_for(tx, user), heading, BoardForm.MAKE, value.pack(), owner=user, due=soon
    )


def _change_view(tx: Transaction, desk: Desk, user: str, number: int) -> Json:
    action = of_actor(tx, desk, user, number)
    return views.make_form(
        desk.words_for(tx, user),
        (),
        BoardForm.CHANGE,
        ActionValue(action=number).pack(),
        text=action.text,
        owner=action.owner,
        due=action.due,
        decision=action.decision,
        reason=action.reason,
    )


def _done_view(tx: Transaction, desk: Desk, user: str, number: int) -> Json:
    return views.done_form(desk.words_for(tx, user), of_actor(tx, desk, user, number))


async def _board_here(desk: Desk, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    """`/frontdesk actions`."""
    command = Command.parse(body)
    view = await desk.read(boards.board, command.user, command.channel)
    await client.views_open(trigger_id=command.trigger, view=view)
    await ack()


BOARD = Subcommand(
    _board_here,
    lambda _: _.mrkdwn("• `/frontdesk actions` shows what was decided about what people said"),
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to boards, forms, and the buttons that others show."""
    listeners = ActionListeners(desk)
    app.action(BoardAction.ALL)(listeners.board)
    app.action(BoardAction.NEW)(listeners.new)
    app.action(BoardAction.CHANGE)(listeners.change)
    app.action(BoardAction.DONE)(listeners.done)
    app.action(CommentAction.CHOOSE)(listeners.of_round)
    app.action(CommentAction.ACTION)(listeners.of_comment)
    app.action(ON_BOARD)(listeners.of_rating)
    app.view(BoardForm.MAKE)(listeners.made)
    app.view(BoardForm.CHANGE)(listeners.changed)
    app.view(BoardForm.DONE)(listeners.finished)
