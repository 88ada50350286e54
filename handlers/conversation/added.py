"""What says that a message was added to a request, or asks whether it shall be, or whether a request shall be cancelled
whose text was deleted; and their buttons."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from config.catalogue import Words
from handlers.answers import answer_click
from handlers.asking.belonging import REGRET
from handlers.blocks import Body, actions, body, button, context, section
from handlers.conversation.additions import OnAddition, is_undecided, put_in, split
from handlers.conversation.corrections import keep_request
from handlers.conversation.ids import AddedAction
from handlers.desk import Desk, UseCase
from handlers.payloads import Click
from handlers.requests.forms import on_click
from handlers.requests.ids import RequestValue
from handlers.requests.messages import gather
from handlers.requests.rules import UNRESOLVED, has_ended
from handlers.working.ids import RequesterAction
from storage import entries, requests
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


def added(tx: Transaction, desk: Desk, number: str, seq: str) -> Body | None:
    """For whoever wrote it; nothing if it was deleted, or is a request of its own by now."""
    request, entry = requests.get(tx, int(number)), entries.get(tx, int(number), int(seq))
    if request is None or entry is None or entry.taken_back:
        return None
    _ = desk.words_for(tx, entry.author)
    if is_undecided(entry):
        return _question(_, request, entry, gather(tx, desk, request).summary)
    text = _.mrkdwn("Added to *#{number}*", number=request.number)
    if desk.clock.now() - entry.at >= REGRET:
        return body(text)
    separate = button(_("Make it a new request"), AddedAction.SPLIT, _value(entry))
    return body(text, section(text, accessory=separate))


def _question(_: Words, request: Request, entry: Entry, summary: str) -> Body:
    text = _.mrkdwn(
        "Is this about *#{number}*, “{summary}”?", number=request.number, summary=summary
    )
    if has_ended(request):
        yes = _("Open a follow-up to #{number}", number=request.number)
        otherwise = _.mrkdwn("If you leave it, I'll open a follow-up in a few minutes.")
    else:
        yes = _("Add to #{number}", number=request.number)
        otherwise = _.mrkdwn("If you leave it, I'll add it in a few minutes.")
    return body(
        text,
        section(text),
        actions(
            button(yes, AddedAction.PUT_IN, _value(entry), style="primary"),
            button(_("New request"), AddedAction.SPLIT, _value(entry)),
        ),
        context(otherwise),
    )


def deleted(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """For whoever asked and then deleted the question, while somebody may still be working on it."""
    request = requests.get(tx, int(number))
    if request is None or request.state not in UNRESOLVED:
        return None
    _ = desk.words_for(tx, request.requester)
    text = _.mrkdwn("You deleted your message. Cancel *#{number}* as well?", number=request.number)
    value = RequestValue(number=request.number).pack()
    return body(
        text,
        section(text),
        actions(
            button(_("Cancel request"), RequesterAction.CANCEL, value, style="danger"),
            button(_("Keep it"), AddedAction.KEEP, value),
        ),
    )


def _value(entry: Entry) -> str:
    return RequestValue(number=entry.number, choice=str(entry.seq)).pack()


class AddedListeners:
    """Its author decides where an addition belongs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def put_in(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """To the request that it names."""
        await self._decide(ack, body, respond, put_in)

    async def split(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """To none: it is a request of its own."""
        await self._decide(ack, body, respond, split)

    async def keep(self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
        """The request stays, though its text was deleted."""
        click = Click.parse(body)
        act = on_click(self.desk, click)
        await answer_click(ack, respond, click, await self.desk.transact(keep_request, act))

    async def _decide(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        respond: AsyncRespond,
        use_case: UseCase[OnAddition],
    ) -> None:
        click = Click.parse(body)
        value = RequestValue.unpack(click.value)
        act = OnAddition(
            team=self.desk.team,
            actor=click.user,
            key=click.key,
            number=value.number,
            seq=int(value.choice or 0),
        )
        await answer_click(ack, respond, click, await self.desk.transact(use_case, act))


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the buttons."""
    listeners = AddedListeners(desk)
    app.action(AddedAction.PUT_IN)(listeners.put_in)
    app.action(AddedAction.SPLIT)(listeners.split)
    app.action(AddedAction.KEEP)(listeners.keep)
