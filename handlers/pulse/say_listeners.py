"""`/pulse say` and `/pulse replies`: nothing here may be told to anything else."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blockkit import Block
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.errors import UserError
from handlers.payloads import Command, Form
from handlers.pulse import own_words, say_views, standing
from handlers.pulse.comment_ids import SayField, SayForm
from handlers.pulse.comment_listeners import own_view
from handlers.pulse.model import RoundState
from handlers.pulse.sayings import (
    SAY,
    Saying,
    is_addressee,
    leads,
    read_code,
    say,
    so_far,
)
from handlers.pulse.sealing import tag_of
from storage import comments as kept
from storage.transaction import Transaction

Json = dict[str, Any]


class SayListeners:
    """Saying is a door like that of the answers (`sayings.say`): one cell is overwritten, and nothing else is written."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def wanted(self, ack: AsyncAck, command: Command, client: AsyncWebClient) -> None:
        """The form. The first time in a month a round is planned for it; no person is written down with that."""
        desk = self.desk
        await client.views_open(
            trigger_id=command.trigger, view=await desk.read(_say_view, command.user)
        )
        if await desk.read(_is_missing):
            await desk.database.write(desk.team, lambda tx: standing.see_to_round(tx, desk.held()))
        await ack()

    async def replies(self, ack: AsyncAck, command: Command, client: AsyncWebClient) -> None:
        """What was said to somebody's words, by their code."""
        view = await self.desk.read(_replies_view, command.user, command.rest)
        await client.views_open(trigger_id=command.trigger, view=view)
        await ack()

    async def said(self, ack: AsyncAck, body: Json) -> None:
        """Sealed, unless it names its author and they haven't said that it may."""
        sent = Form.parse(body)
        sure = bool(sent.values.get(own_words.SURE))
        asked_first = None if sure else await self.desk.read(_asked_first, sent)
        if asked_first is not None:
            await ack(response_action="update", view=asked_first)
            return
        saying = await self.desk.read(_saying, sent)
        code = await self._through(saying)
        view = await self.desk.read(_said_view, saying, code)
        await ack(response_action="update", view=view)

    async def _through(self, saying: Saying) -> str:
        """Not `transact`: that writes down who did something, and when."""
        desk = self.desk
        return await desk.database.write(desk.team, lambda tx: say(tx, desk.held(), saying))


def _is_missing(tx: Transaction, _desk: Desk) -> bool:
    return standing.current(tx) is None


def _say_view(
    tx: Transaction,
    desk: Desk,
    user: str,
    above: Sequence[Block] = (),
    **typed: Any,
) -> Json:
    _, found = desk.words_for(tx, user), standing.current(tx)
    if not desk.keys.usable:
        raise UserError(
            _.mrkdwn(
                "There's no place for the keys of anonymous rounds yet. Please ask whoever runs Frontdesk."
            )
        )
    said: list[str] = []
    if found is not None and found.state == RoundState.OPEN and _is_on(desk, found.closes_at):
        said, _code = so_far(tx, desk, user, found.round)
    named = names_of(tx, leads(tx, desk))
    return say_views.say_form(_, desk.organisation, named, said, above=above, **typed)


def _is_on(desk: Desk, closes_at: Any) -> bool:
    return bool(desk.clock.now() < closes_at)


def _asked_first(tx: Transaction, desk: Desk, sent: Form) -> Json | None:
    text = sent.values.get(SayField.TEXT, "")
    if not own_words.names_its_author(tx, sent.user, [text]):
        return None
    _ = desk.words_for(tx, sent.user)
    above = [*own_words.are_you_sure(_), *own_words.contacts(_, desk.organisation, [text])]
    return _say_view(
        tx,
        desk,
        sent.user,
        above,
        to=sent.values.get(SayField.TO),
        text=text,
        replies=bool(sent.values.get(SayField.REPLIES)),
    )


def _saying(tx: Transaction, desk: Desk, sent: Form) -> Saying:
    """What the form says. Raises `UserError`."""
    _, found = desk.words_for(tx, sent.user), standing.current(tx)
    if found is None or found.state != RoundState.OPEN or not _is_on(desk, found.closes_at):
        raise UserError(
            _.mrkdwn(
                "Not saved yet: this month's round is just beginning. Please press Send again in a moment."
            ),
            field=SayField.TEXT,
        )
    to, text = sent.values.get(SayField.TO, ""), sent.values.get(SayField.TEXT, "")
    back = tuple(map(int, filter(str.isdecimal, sent.values.get(SayField.BACK, "").split(","))))
    if not text and not back:
        raise UserError(_.mrkdwn("Please write a few words."), field=SayField.TEXT)
    if text and not is_addressee(tx, desk, to):
        raise UserError(_.mrkdwn("Choose to whom you want to say it."), field=SayField.TO)
    return Saying(
        person=sent.user,
        round=found.round,
        view=sent.id,
        to=to,
        text=text,
        replies=bool(sent.values.get(SayField.REPLIES)),
        taken_back=back,
    )


def _said_view(tx: Transaction, desk: Desk, saying: Saying, code: str) -> Json:
    _, found = desk.words_for(tx, saying.person), standing.current(tx)
    shown = own_words.contacts(_, desk.organisation, [saying.text])
    until = found.closes_at if found else desk.clock.now()
    return say_views.said_view(_, until, code, shown)


def _replies_view(tx: Transaction, desk: Desk, user: str, typed: str) -> Json:
    _, code = desk.words_for(tx, user), read_code(typed)
    found = kept.with_tag(tx, [tag_of(code, SAY)]) if code else []
    round_ = kept.get(tx, found[0].comment) if found else None
    view = own_view(tx, desk, user, round_[1], code) if round_ else None
    if view is None:
        raise UserError(
            _.mrkdwn(
                "I can't find anything for this code. What you said may still be sealed, or it's older than 30 days and "
                "gone. Type `/pulse replies` and the code you got when you said it."
            )
        )
    return view


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the form; the commands come by `/pulse`."""
    app.view(SayForm.SAY)(SayListeners(desk).said)
