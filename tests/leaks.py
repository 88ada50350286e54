"""Pulse surveys that leak, each in one way: an attacker must succeed against them, or he proves nothing of ours.

They are made through the seam through which every capability is added, and change nothing of ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from config.catalogue import Mrkdwn
from handlers import CAPABILITIES, pulse
from handlers.blocks import Body
from handlers.capability import Capability
from handlers.desk import Desk
from handlers.offers import Prepared
from handlers.pulse import keys, opening, publishing
from handlers.pulse.ballot import said
from handlers.pulse.comment_ids import BackValue, CommentForm, SayForm
from handlers.pulse.comment_listeners import CommentListeners
from handlers.pulse.door import Act, Response, act, seals_of
from handlers.pulse.ids import BallotAction, BallotValue, PulseForm
from handlers.pulse.listeners import GIVE, OPEN, BallotListeners
from handlers.pulse.messages import show_ballot
from handlers.pulse.reminding import remind
from handlers.pulse.say_listeners import SayListeners
from handlers.pulse.sayings import Saying
from handlers.pulse.sealing import Cell
from storage import absences, cells, counters, history, messages, pulses, seen, timers
from storage.absences import Absence
from storage.transaction import Transaction

log = structlog.get_logger(__name__)
Extra = Callable[[Transaction, Desk, Act], None]


def with_pulse(leaky: Capability) -> tuple[Capability, ...]:
    """All capabilities, with this one in the place of ours."""
    return tuple(leaky if each is pulse.CAPABILITY else each for each in CAPABILITIES)


class Chatty(BallotListeners):
    """Its door writes something more."""

    def __init__(self, desk: Desk, extra: Extra) -> None:
        super().__init__(desk)
        self._extra = extra

    async def _through(self, done: Act) -> Mrkdwn:
        desk = self.desk

        def write(tx: Transaction) -> Mrkdwn:
            act(tx, desk.held(), done)
            self._extra(tx, desk.held(), done)
            return Mrkdwn("Saved.")

        return await desk.database.write(desk.team, write)


def _register(app: AsyncApp, desk: Desk, extra: Extra) -> None:
    """Its listeners come first, so that they are the ones that hear."""
    ballots = Chatty(desk, extra)
    app.action(GIVE)(ballots.given)
    app.action(OPEN)(ballots.all_wanted)
    app.action(BallotAction.SKIP)(ballots.skipped)
    app.action(BallotAction.AWAY)(ballots.away)
    app.view(PulseForm.BALLOT)(ballots.sent)
    pulse.register(app, desk)


def through(extra: Extra, **more: Any) -> Capability:
    """A capability whose door writes something more."""
    return replace(pulse.CAPABILITY, register=partial(_register, extra=extra), **more)


class ChattyAuthor(CommentListeners):
    """The door of those who write back to an answer writes something more."""

    def __init__(self, desk: Desk, extra: Extra) -> None:
        super().__init__(desk)
        self._extra = extra

    async def _through(self, user: str, value: BackValue, texts: Mapping[str, str]) -> None:
        await super()._through(user, value, texts)
        desk, done = self.desk, Act(person=user, round=value.round, said=Response.ANSWERED)
        await desk.database.write(desk.team, lambda tx: self._extra(tx, desk.held(), done))


def _register_author(app: AsyncApp, desk: Desk, extra: Extra) -> None:
    app.view(CommentForm.BACK)(ChattyAuthor(desk, extra).wrote_back)
    pulse.register(app, desk)


def writing_back(extra: Extra) -> Capability:
    """A capability in which writing back to an answer writes something more."""
    return replace(pulse.CAPABILITY, register=partial(_register_author, extra=extra))


class ChattySayer(SayListeners):
    """The door of those who say something between rounds writes something more."""

    def __init__(self, desk: Desk, extra: Extra) -> None:
        super().__init__(desk)
        self._extra = extra

    async def _through(self, saying: Saying) -> str:
        code = await super()._through(saying)
        desk = self.desk
        done = Act(
            person=saying.person,
            round=saying.round,
            said=Response.ANSWERED,
            comments={0: saying.text},
        )
        await desk.database.write(desk.team, lambda tx: self._extra(tx, desk.held(), done))
        return code


def _register_sayer(app: AsyncApp, desk: Desk, extra: Extra) -> None:
    app.view(SayForm.SAY)(ChattySayer(desk, extra).said)
    pulse.register(app, desk)


def saying(extra: Extra) -> Capability:
    """A capability in which saying something between rounds writes something more."""
    return replace(pulse.CAPABILITY, register=partial(_register_sayer, extra=extra))


def in_clear(tx: Transaction, desk: Desk, done: Act) -> None:
    """An earlier sketch: answers in clear, under an id that nobody knows."""
    answers = {str(at): answer for at, answer in done.answers.items()}
    history.record(tx, "pulse", "answered", at=desk.clock.now(), **answers)


def a_label(tx: Transaction, desk: Desk, done: Act) -> None:
    """What was done, without who."""
    history.record(tx, "pulse", done.said, at=desk.clock.now())


def a_seen_row(tx: Transaction, desk: Desk, done: Act) -> None:
    seen.remember(tx, f"click:{done.person}:{done.at}", at=desk.clock.now())


def a_timer(tx: Transaction, desk: Desk, done: Act) -> None:
    timers.arm(tx, {f"thanks/{done.person}": desk.clock.now() + timedelta(days=1)})


def a_counter(tx: Transaction, _desk: Desk, done: Act) -> None:
    if done.said == "a":
        counters.following(tx, "answered")


def a_refresh(tx: Transaction, _desk: Desk, done: Act) -> None:
    messages.refresh(tx, [keys.ballot(done.round, done.person)])


def an_absence(tx: Transaction, desk: Desk, done: Act) -> None:
    if done.said == "w":
        now = desk.clock.now()
        away = Absence(0, done.person, now, now + timedelta(days=1), None, "", None)
        absences.add(tx, away)


def a_log_line(_tx: Transaction, _desk: Desk, done: Act) -> None:
    log.info("pulse_answered", person=done.person)


def no_padding(tx: Transaction, desk: Desk, done: Act) -> None:
    """A cell that is as long as what is in it."""
    found = pulses.round_of(tx, done.round)
    seals = found and seals_of(tx, desk, found)
    assert found is not None
    assert seals
    slot = seals.slot(done.person)
    before = cells.get(tx, done.round, slot)
    assert before is not None
    written = sum(map(len, done.comments.values()))
    cells.replace(tx, done.round, slot, before=before, after=before + b"." * written)


def _cell_of(tx: Transaction, desk: Desk, round_: str, person: str) -> Cell:
    found = pulses.round_of(tx, round_)
    seals = found and seals_of(tx, desk, found)
    assert seals
    slot = seals.slot(person)
    return seals.open(slot, cells.get(tx, round_, slot) or b"")


def ballot_with_choice(tx: Transaction, desk: Desk, round_: str, person: str) -> Body | None:
    """A ballot that shows what was chosen, as most do."""
    shown = show_ballot(tx, desk, round_, person)
    if shown is None:
        return None
    given = said(_cell_of(tx, desk, round_, person).answers, 0)
    return replace(without_handle(shown), text=Mrkdwn(f"{shown.text} {given}"))


def ballot_with_handle_for_commenters(
    tx: Transaction, desk: Desk, round_: str, person: str
) -> Body | None:
    """A handle only for those who need one."""
    shown = show_ballot(tx, desk, round_, person)
    if shown is None or any(_cell_of(tx, desk, round_, person).comments):
        return shown
    return without_handle(shown)


def without_handle(shown: Body) -> Body:
    """The ballot, as anybody can work out what it says but for the handle."""
    return replace(shown, blocks=[_stripped(block) for block in shown.blocks])


def _stripped(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] != "actions":
        return block
    values = [BallotValue.unpack(each["value"]) for each in block["elements"]]
    bare = [value.model_copy(update={"handle": ""}).pack() for value in values]
    elements = zip(block["elements"], bare, strict=True)
    return {**block, "elements": [{**each, "value": value} for each, value in elements]}


def remind_the_silent(tx: Transaction, desk: Desk, round_: str, number: str) -> None:
    """A row for each who has said nothing, and for nobody else."""
    for each in pulses.roster(tx, round_):
        if not _cell_of(tx, desk, round_, each.person).said:
            key = f"pulse/{round_}/word/reminder-{number}-{each.person}"
            messages.put(tx, {key: messages.at(each.person)})


def remind_aloud(tx: Transaction, desk: Desk, round_: str, number: str) -> None:
    """A row for all, and a line in the log for each who gets it."""
    remind(tx, desk, round_, number)
    for each in pulses.roster(tx, round_):
        if not _cell_of(tx, desk, round_, each.person).said:
            log.info("pulse_reminded", person=each.person)


def by_arrival(tx: Transaction, desk: Desk, done: Act) -> None:
    """What comes last counts, whenever it was pressed."""
    now = desk.clock.now().timestamp()
    act(tx, desk, done.model_copy(update={"at": f"{now:.6f}"}))


def a_live_count(tx: Transaction, _desk: Desk, done: Act) -> None:
    """A poll that counts as it goes on."""
    found = pulses.round_of(tx, done.round)
    assert found is not None
    pulses.change_round(tx, done.round, answered=found.answered + 1)
    messages.refresh(tx, [keys.poll(done.round)])


async def fill_in_order(
    desk: Desk, begins: opening.Beginning | None, round_: str
) -> opening.FilledRound | None:
    """A cell as each person comes, numbered from the first on."""
    filled = await opening.fill(desk, begins, round_)
    if filled is None:
        return None
    numbered = (at.to_bytes(32, "big") for at in range(len(filled.cells)))
    return replace(filled, cells=dict(zip(numbered, filled.cells.values(), strict=True)))


def publish_first(tx: Transaction, desk: Desk, round_: str, _destroyed: bool) -> None:
    """The key can wait, some thought."""
    publishing.publish(tx, desk, round_, destroyed=True)


SHOWS_CHOICE = {**pulse.CAPABILITY.shows, "pulse/{round}/ballot/{person}": ballot_with_choice}
SHOWS_HANDLE = {
    **pulse.CAPABILITY.shows,
    "pulse/{round}/ballot/{person}": ballot_with_handle_for_commenters,
}
REMINDS = {**pulse.CAPABILITY.timers, "pulse/{round}/remind/{number}": remind_the_silent}
REMINDS_ALOUD = {**pulse.CAPABILITY.timers, "pulse/{round}/remind/{number}": remind_aloud}
IN_ORDER = {
    **pulse.CAPABILITY.timers,
    "pulse/{round}/open": Prepared(opening.beginning, fill_in_order, opening.begin),
}
KEEPS_KEY = {
    **pulse.CAPABILITY.timers,
    "pulse/{round}/publish": Prepared(publishing.to_publish, lambda *_: True, publish_first),
}
