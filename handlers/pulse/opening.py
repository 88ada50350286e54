"""Begin a round: ask who is in, make its key, fill its cells, and declare everybody's ballot."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.pulses import LAST
from handlers.desk import Desk
from handlers.pulse import keys
from handlers.pulse.model import Audience, Plan, Question, RoundState
from handlers.pulse.repeating import too_alike
from handlers.pulse.roster import Roster, roster
from handlers.pulse.sealing import NOTHING, Seals
from handlers.pulse.words import tell_owner
from handlers.topics import Topic
from storage import cells, messages, notices, pulses, timers
from storage.notices import PersonalNotice
from storage.pulses import Pulse, Round
from storage.transaction import Transaction

PER_PUT = 500
WATCH = timedelta(hours=1)
# A round of a week or longer reminds; on its last day, so long before its end.
LONG, BEFORE = timedelta(days=7), timedelta(days=1)
# Rows of ballots stay as long as their authors may look for replies to what they wrote.
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an opening depends on."""

    round: Round
    pulse: Pulse

    @property
    def plan(self) -> Plan:
        return Plan.model_validate(self.pulse.plan)


@dataclass(frozen=True, slots=True)
class FilledRound:
    """What an opening writes; or why it can't."""

    roster: Roster
    cells: Mapping[bytes, bytes]
    check: str = ""
    salt: str | None = None
    questions: Sequence[Question] = ()
    refused: str = ""


def beginning(tx: Transaction, _desk: Desk, round_: str) -> Beginning | None:
    """The facts; None if it has begun, or was cancelled."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    if found is None or pulse is None or found.state != RoundState.PLANNED:
        return None
    return Beginning(found, pulse)


async def fill(desk: Desk, begins: Beginning | None, round_: str) -> FilledRound | None:
    """Ask Slack who is in the channel, and make the key and every cell: all filled with nothing."""
    if begins is None:
        return None
    plan = begins.plan
    members = None
    if begins.round.closes_at <= desk.clock.now():
        return FilledRound(Roster(()), {}, refused="late")
    if plan.audience == Audience.CHANNEL:
        members = await desk.slack.channel_members(plan.who[0])
        if not members:
            return FilledRound(Roster(()), {}, refused="channel")
    who = await desk.read(roster, plan, members, begins.round)
    questions = await desk.read(_may_ask, begins, [each.person for each in who.invited])
    least = desk.organisation.pulses.threshold if plan.anonymous else 1
    if len(who.invited) < least:
        return FilledRound(who, {}, refused="few")
    if not questions:
        return FilledRound(who, {}, refused="alike")
    try:
        sealed = await asyncio.to_thread(_sealed, desk, who, round_, begins.round.cell_bytes)
        return replace(sealed, questions=questions)
    except OSError:
        return FilledRound(who, {}, refused="keys")


def _may_ask(
    tx: Transaction, desk: Desk, begins: Beginning, people: Sequence[str]
) -> tuple[Question, ...]:
    """Without those whose answers could be told from earlier ones."""
    questions = [Question.model_validate(each) for each in begins.round.questions]
    alike = too_alike(tx, desk, questions, people) if begins.plan.anonymous else set()
    return tuple(each for each in questions if each.key not in alike)


def _sealed(desk: Desk, who: Roster, round_: str, size: int) -> FilledRound:
    if not desk.keys.usable:
        return FilledRound(who, {}, refused="keys")
    salt = desk.keys.create(desk.team, round_)
    material = desk.keys.material(desk.team, round_, salt)
    if material is None:
        return FilledRound(who, {}, refused="keys")
    seals = Seals(material, desk.team, round_)
    slots = [seals.slot(each.person) for each in who.invited]
    filled = {slot: seals.seal(slot, NOTHING, size) for slot in slots}
    return FilledRound(who, filled, seals.check, salt)


def begin(tx: Transaction, desk: Desk, round_: str, filled: FilledRound | None) -> None:
    """The transaction: who is asked, their cells, and their ballots."""
    if filled is None:
        return
    begins = beginning(tx, desk, round_)
    assert begins is not None
    if filled.refused:
        pulses.change_round(tx, round_, state=RoundState.CANCELLED)
        tell_owner(tx, desk, begins.pulse, round_, filled.refused)
        return
    pulses.invite(tx, round_, filled.roster.invited)
    cells.fill(tx, round_, filled.cells)
    pulses.change_round(
        tx,
        round_,
        state=RoundState.OPEN,
        questions=[each.model_dump(mode="json") for each in filled.questions],
        key_check=filled.check,
        salt=filled.salt,
        invited=len(filled.roster.invited),
        left_out=filled.roster.left_out,
    )
    timers.arm(tx, _timers(desk, begins.round, begins.plan))
    if begins.plan.poll:
        messages.put(tx, {keys.poll(round_): messages.at(begins.plan.who[0])})
        return
    declare(tx, desk, begins.round, filled.roster.reaches_at)


def _timers(desk: Desk, round_: Round, plan: Plan) -> dict[str, datetime]:
    now = desk.clock.now()
    due = {
        keys.close(round_.round): round_.closes_at,
        keys.watch(round_.round): now + WATCH,
        keys.count(round_.round): now + count_every(plan),
    }
    return due | _reminders(desk, round_, now)


def _reminders(desk: Desk, round_: Round, now: datetime) -> dict[str, datetime]:
    """On the set days of a long round: counted from its beginning, or its last one."""
    if round_.closes_at - now < LONG:
        return {}
    due = {}
    for number, day in enumerate(desk.organisation.pulses.remind_on, start=1):
        moment = round_.closes_at - BEFORE if day == LAST else now + timedelta(days=int(day))
        if moment < round_.closes_at:
            due[keys.remind(round_.round, number)] = moment
    return due


def count_every(plan: Plan) -> timedelta:
    """So often it is counted how many answered."""
    return timedelta(hours=1) if plan.poll else timedelta(days=1)


def declare(
    tx: Transaction, desk: Desk, round_: Round, when: Mapping[str, datetime | None]
) -> None:
    """A ballot for each, when it may reach them. It counts among what they are told, and stands alone."""
    now = desk.clock.now()
    at: dict[datetime | None, list[str]] = defaultdict(list)
    told: dict[str, PersonalNotice] = {}
    for person, reaches_at in when.items():
        at[reaches_at].append(person)
        key = keys.ballot(round_.round, person)
        told[person] = PersonalNotice(key, Topic.PULSE, now, now, reaches_at or now)
    notices.keep_many(tx, told)
    for moment, some in at.items():
        for first in range(0, len(some), PER_PUT):
            chunk = some[first : first + PER_PUT]
            messages.put(
                tx,
                {keys.ballot(round_.round, person): messages.at(person) for person in chunk},
                not_before=moment,
                forget_at=round_.closes_at + KEPT,
            )
