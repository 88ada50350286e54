"""What is pressed and sent around what people wrote."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import renew_window
from handlers.desk import Desk
from handlers.payloads import Click, Form
from handlers.pulse import comment_views, comments
from handlers.pulse.comment_ids import (
    BackValue,
    CommentAction,
    CommentField,
    CommentForm,
    CommentsValue,
    CommentValue,
)
from handlers.pulse.comment_views import BACK
from handlers.pulse.comments import AnswerComment, RequestOf
from handlers.pulse.model import Question
from handlers.pulse.own_words import safe_view
from storage import comments as kept
from storage import pulses
from storage.transaction import Transaction

Json = dict[str, Any]
READ = re.compile(rf"^{CommentAction.READ}")


class CommentListeners:
    """For those who read and answer."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def read(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The window; its next page in the same one."""
        click = Click.parse(body)
        value = CommentsValue.unpack(click.value)
        view = await self.desk.read(listed, click.user, value.round, value.page)
        if click.view_id:
            await renew_window(client, view, view_id=click.view_id)
        else:
            await client.views_open(trigger_id=click.trigger, view=view)
        await ack()

    async def answer(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The form for an answer, in the place of the list."""
        click = Click.parse(body)
        view = await self.desk.read(_answer_view, click.user, CommentValue.unpack(click.value))
        await renew_window(client, view, view_id=click.view_id)
        await ack()

    async def request(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """The form for a request."""
        click = Click.parse(body)
        view = await self.desk.read(_request_view, click.user, CommentValue.unpack(click.value))
        await renew_window(client, view, view_id=click.view_id)
        await ack()

    async def answered(self, ack: AsyncAck, body: Json) -> None:
        """Kept; the list again."""
        sent = Form.parse(body)
        value = CommentValue.unpack(sent.metadata)
        text = sent.values.get(CommentField.TEXT, "")
        act = AnswerComment(
            team=self.desk.team,
            actor=sent.user,
            key=key_of(sent, body),
            comment=value.comment,
            text=text,
        )
        await self.desk.transact(comments.answer_comment, act)
        await self._list_again(ack, sent.user, value)

    async def requested(self, ack: AsyncAck, body: Json) -> None:
        """It became a request; the list again."""
        sent = Form.parse(body)
        value = CommentValue.unpack(sent.metadata)
        act = RequestOf(
            team=self.desk.team,
            actor=sent.user,
            key=key_of(sent, body),
            comment=value.comment,
            text=sent.values.get(CommentField.TEXT, ""),
            department=sent.values.get(CommentField.DEPARTMENT, ""),
        )
        await self.desk.transact(comments.make_request, act)
        await self._list_again(ack, sent.user, value)

    async def _list_again(self, ack: AsyncAck, user: str, value: CommentValue) -> None:
        view = await self.desk.read(list_with, user, value.comment, value.page)
        await ack(response_action="update", view=view)

    async def wrote_back(self, ack: AsyncAck, body: Json) -> None:
        """The author's door (`comments.write_back`): not `transact`, which writes down who did something, and when."""
        sent = Form.parse(body)
        value = BackValue.unpack(sent.metadata)
        texts = {
            block.removeprefix(BACK): text
            for block, text in sent.values.items()
            if block.startswith(BACK) and text
        }
        await self._through(sent.user, value, texts)
        await answer_words(self.desk, ack, sent.user, list(texts.values()))

    async def _through(self, _user: str, value: BackValue, texts: Mapping[str, str]) -> None:
        desk = self.desk
        await desk.database.write(
            desk.team,
            lambda tx: comments.write_back(tx, value.round, value.handle, value.nonce, texts),
        )


async def answer_words(desk: Desk, ack: AsyncAck, user: str, texts: Sequence[str]) -> None:
    """Acknowledge what somebody wrote: with nothing, but for whom they can talk to if it speaks of danger."""
    shown = await desk.read(safe_view, user, texts) if texts else None
    if shown is None:
        await ack()
    else:
        await ack(response_action="update", view=shown)


def key_of(sent: Form, body: Json) -> str:
    """By what the same form, sent twice, is told: where one window shows form after form, not by the window alone."""
    return f"{sent.key}:{body['view'].get('hash') or ''}"


def listed(tx: Transaction, desk: Desk, user: str, round_: str, page: int) -> Json:
    """What was written in a round, as far as somebody may read it."""
    found = pulses.round_of(tx, round_)
    written = comments.readable(tx, desk, user, round_)
    questions = [Question.model_validate(each) for each in found.questions] if found else []
    lines = kept.lines_of(tx, [each.comment for each in written])
    by_key = {each.key: each for each in questions}
    return comment_views.listed(desk.words_for(tx, user), round_, by_key, written, lines, page)


def list_with(tx: Transaction, desk: Desk, user: str, comment: str, page: int) -> Json:
    """The list in which a comment stands."""
    _comment, round_ = comments.found_for(tx, desk, user, comment)
    return listed(tx, desk, user, round_, page)


def _answer_view(tx: Transaction, desk: Desk, user: str, value: CommentValue) -> Json:
    comment, _round = comments.found_for(tx, desk, user, value.comment)
    return comment_views.answer_form(desk.words_for(tx, user), comment, value.page)


def _request_view(tx: Transaction, desk: Desk, user: str, value: CommentValue) -> Json:
    comment, _round = comments.found_for(tx, desk, user, value.comment)
    words = desk.words_for(tx, user)
    return comment_views.request_form(words, desk.organisation, comment, value.page)


def own_view(tx: Transaction, desk: Desk, user: str, round_: str, handle: str) -> Json | None:
    """What the holder of a handle wrote in a round that is over; None if there is nothing to be found."""
    found = pulses.round_of(tx, round_)
    written = comments.own(tx, found, handle) if found and handle else []
    if found is None or not written:
        return None
    questions = {each.key: each for each in map(Question.model_validate, found.questions)}
    lines = kept.lines_of(tx, [each.comment for each in written])
    return comment_views.own_view(
        desk.words_for(tx, user), round_, handle, questions, written, lines
    )


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the window and its forms."""
    listeners = CommentListeners(desk)
    app.action(READ)(listeners.read)
    app.action(CommentAction.ANSWER)(listeners.answer)
    app.action(CommentAction.REQUEST)(listeners.request)
    app.view(CommentForm.ANSWER)(listeners.answered)
    app.view(CommentForm.REQUEST)(listeners.requested)
    app.view(CommentForm.BACK)(listeners.wrote_back)
