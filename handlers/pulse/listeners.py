"""What is pressed and sent on a ballot, which has a door of its own. For leads see `leading.py`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn
from handlers.blockkit import Block
from handlers.blocks import section
from handlers.desk import Desk
from handlers.payloads import Click, Form
from handlers.pulse import ballot, leading, own_words
from handlers.pulse.comment_listeners import answer_words, own_view
from handlers.pulse.door import Act, Response, act, plan_of, read
from handlers.pulse.drafts import draft_of, plan_in
from handlers.pulse.filled import given, one
from handlers.pulse.ids import BallotAction, BallotValue, PulseForm
from handlers.pulse.polls import voted
from handlers.pulse.sealing import NOTHING, Cell
from handlers.pulse.trials import pulse_in, trial_of
from storage import pulses
from storage.transaction import Transaction

Json = dict[str, Any]
GIVE = re.compile(rf"^{BallotAction.GIVE}:")
OPEN = re.compile(rf"^{BallotAction.ANSWER_ALL}")
# What begins a view's hash is the second in which it was opened.
HASH = re.compile(r"(\d{1,12})\.")


class BallotListeners:
    """One door (`handlers/pulse/door.py`): nothing here may be told to anything else. The acknowledgement is empty, and what
    the person reads is the same whatever they pressed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def given(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """An answer to one question; the next one follows, whatever was answered."""
        click = Click.parse(body)
        value = BallotValue.unpack(click.value)
        following = await self.desk.read(_following, click.user, value)
        answers = {value.question: value.answer}
        await self._done(ack, body, respond, Response.ANSWERED, answers, following)

    async def skipped(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """Not this time."""
        await self._done(ack, body, respond, Response.SKIPPED, {})

    async def away(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """Not counted."""
        await self._done(ack, body, respond, Response.AWAY, {})

    async def _done(
        self,
        ack: AsyncAck,
        body: Json,
        respond: AsyncRespond,
        said: Response,
        answers: Mapping[int, str],
        below: Sequence[Block] = (),
    ) -> None:
        click = Click.parse(body)
        round_ = BallotValue.unpack(click.value).round
        at = body["actions"][0].get("action_ts") or ""
        done = Act(person=click.user, round=round_, said=said, at=at, answers=answers)
        text = await self._through(done)
        await ack()
        await respond(
            text=text,
            blocks=[section(text), *below],
            response_type="ephemeral",
            # The next question takes the place of the one before.
            replace_original=click.ephemeral,
        )

    async def all_wanted(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Every question, filled in with what was said before; after the close, what was said to their comments."""
        click = Click.parse(body)
        view = await self.desk.read(_ballot_view, click.user, BallotValue.unpack(click.value))
        await client.views_open(trigger_id=click.trigger, view=view)
        await ack()

    async def sent(self, ack: AsyncAck, body: Json) -> None:
        """All of it at once."""
        sent = Form.parse(body)
        said = given(body["view"]["state"]["values"])
        found = HASH.match(str(body["view"].get("hash") or ""))
        done = Act(
            person=sent.user,
            round=BallotValue.unpack(sent.metadata).round,
            said=Response.ANSWERED,
            at=found[1] if found else "",
            view=sent.id,
            answers=_numbered(said, "answer"),
            comments=_numbered(said, "comment"),
            replies=bool(said.get(ballot.REPLIES)),
        )
        asked_first = None
        if done.comments and not said.get(own_words.SURE):
            asked_first = await self.desk.read(_asked_first, done)
        if asked_first is not None:
            await ack(response_action="update", view=asked_first)
            return
        await self._through(done)
        await answer_words(self.desk, ack, sent.user, list(done.comments.values()))

    async def _through(self, done: Act) -> Mrkdwn:
        """Not `transact`: that writes down who did something, and when."""
        desk = self.desk

        def write(tx: Transaction) -> Mrkdwn:
            held = desk.held()
            round_ = act(tx, held, done)
            _ = held.words_for(tx, done.person)
            until, plan = _.when(round_.closes_at, held.clock.now()), plan_of(tx, round_)
            voted(tx, plan, done.round)
            return ballot.saved(_, plan, until)

        return await desk.database.write(desk.team, write)


def _following(tx: Transaction, desk: Desk, user: str, value: BallotValue) -> list[Block]:
    found = pulses.round_of(tx, value.round)
    if found is None or plan_of(tx, found).poll:
        return []
    return ballot.following(desk.words_for(tx, user), found, value.question)


def _asked_first(tx: Transaction, desk: Desk, done: Act) -> Json | None:
    """The form again, with a question, for whoever names themself where nobody is to be named."""
    found = pulses.round_of(tx, done.round)
    plan = plan_of(tx, found) if found else None
    texts = list(done.comments.values())
    if found is None or plan is None or not plan.anonymous:
        return None
    if not own_words.names_its_author(tx, done.person, texts):
        return None
    _ = desk.words_for(tx, done.person)
    places = range(len(found.questions))
    typed = Cell(
        done.said,
        [done.answers.get(at, "") for at in places],
        [done.comments.get(at, "") for at in places],
        replies=done.replies,
    )
    above = [*own_words.are_you_sure(_), *own_words.contacts(_, desk.organisation, texts)]
    return ballot.ballot_form(_, plan, found, typed, above)


def _ballot_view(tx: Transaction, desk: Desk, user: str, value: BallotValue) -> Json:
    pulse = pulse_in(value.round)
    if pulse is not None:
        plan = plan_in(draft_of(tx, desk, user, pulse))
        shown = trial_of(plan, pulse, desk.clock.now())
        return ballot.ballot_form(desk.words_for(tx, user), plan, shown, NOTHING)
    theirs = own_view(tx, desk, user, value.round, value.handle)
    if theirs is not None:
        return theirs
    found, plan, cell = read(tx, desk, user, value.round)
    return ballot.ballot_form(desk.words_for(tx, user), plan, found, cell)


def _numbered(said: Mapping[str, tuple[str, ...]], kind: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in said:
        name, _colon, at = block.partition(":")
        text = ",".join(sorted(said[block])) if kind == "answer" else one(said, block)
        if name == kind and at.isdecimal() and text not in ("", ballot.NO_ANSWER):
            found[int(at)] = text
    return found


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the command, the forms and the ballots."""
    leading.register(app, desk)
    ballots = BallotListeners(desk)
    app.action(GIVE)(ballots.given)
    app.action(OPEN)(ballots.all_wanted)
    app.action(BallotAction.SKIP)(ballots.skipped)
    app.action(BallotAction.AWAY)(ballots.away)
    app.view(PulseForm.BALLOT)(ballots.sent)
