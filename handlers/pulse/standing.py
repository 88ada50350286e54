"""Between rounds: what people say to a department or a lead is sealed in a standing round, one for a month, and released in a
batch, by the rules for comments. If too few said something, it goes on, sealed anew, into the next month.

1. The first `/pulse say` of a month plans a round; its key and its cells are made, one for each who may say something.
2. At the end of the month the next one is planned, so that there is a round to which a key belongs.
3. The cells are opened in memory. Either all that was said is released, or all of it is sealed with the next key; one
   transaction writes that, and deletes the cells.
4. The key is destroyed, and only then is anything shown.
"""

import asyncio
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.calendars import local_date, moment_of
from handlers.desk import Desk
from handlers.directory.rules import user_named
from handlers.notify import notify
from handlers.pulse import keys
from handlers.pulse.comments import KEPT, comments_by_reader
from handlers.pulse.model import Audience, Plan, Question, RoundState, Scale, See
from handlers.pulse.publishing import to_publish
from handlers.pulse.roster import in_audience
from handlers.pulse.sayings import SAY, parted
from handlers.pulse.sealing import LARGE, NOTHING, Cell, Seals, WrongKeyError, opened_cells
from handlers.topics import Topic
from storage import cells, counters, pulses, timers
from storage.pulses import Comment, Invited, Pulse, Round
from storage.transaction import Transaction

STANDING = "standing"
MORNING = time(9)
# A month of which less than this is left is joined to the next.
LEAST = timedelta(days=7)
# A key that is missing for so long after the end is lost.
PATIENCE, AGAIN = timedelta(days=3), timedelta(hours=1)
COMMENT_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class MonthEnded:
    """What the end of a month depends on."""

    round: Round
    following: Round
    roster: Sequence[Invited]
    people: Sequence[str]
    sealed: Mapping[bytes, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Monthly:
    """Either what is released, or the cells of the next month."""

    released: Sequence[Comment] = ()
    carried: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)
    people: Sequence[str] = ()
    check: str = ""
    salt: str | None = None
    said: int = 0


@dataclass(frozen=True, slots=True)
class StandingRound:
    """A round that begins: its cells, and how to tell its key."""

    people: Sequence[str]
    cells: Mapping[bytes, bytes] = field(repr=False)
    check: str
    salt: str | None


def current(tx: Transaction) -> Round | None:
    """The standing round that is open, or about to be."""
    pulse = standing_pulse(tx)
    if pulse is None:
        return None
    latest = pulses.rounds_of(tx, pulse.pulse, most=2)
    return next(
        (each for each in latest if each.state in (RoundState.PLANNED, RoundState.OPEN)), None
    )


def standing_pulse(tx: Transaction) -> Pulse | None:
    """To which all of them belong."""
    return next(iter(pulses.in_state(tx, STANDING)), None)


def see_to_round(tx: Transaction, desk: Desk) -> None:
    """Plan a standing round unless there is one. Nobody's name goes with it."""
    if current(tx) is not None or not desk.keys.usable:
        return
    pulse = standing_pulse(tx) or _made(tx, desk)
    planned = _planned(desk, pulse.pulse)
    pulses.keep_round(tx, planned)
    timers.arm(tx, {keys.hear(planned.round): desk.clock.now()})


def _made(tx: Transaction, desk: Desk) -> Pulse:
    name = desk.words_here()("Said between rounds")
    question = Question(key=SAY, scale=Scale.OPEN, text={"": name})
    plan = Plan(name=name, audience=Audience.EVERYONE, questions=(question,), days=31, see=See.LEAD)
    kept = plan.model_dump(mode="json")
    pulse = Pulse(counters.following(tx, "pulse"), "", STANDING, kept, desk.clock.now())
    pulses.keep(tx, pulse)
    return pulse


def _planned(desk: Desk, pulse: int) -> Round:
    now = desk.clock.now()
    question = Question(
        key=SAY, scale=Scale.OPEN, text={"": desk.words_here()("Said between rounds")}
    )
    return Round(
        round=secrets.token_hex(8),
        pulse=pulse,
        state=RoundState.PLANNED,
        opens_at=now,
        closes_at=month_ends(now, desk.organisation.zone),
        questions=[question.model_dump(mode="json")],
        release_plan=[],
        cell_bytes=LARGE,
    )


def month_ends(now: datetime, zone: str) -> datetime:
    """In the morning of the first day of a month: the next one, unless that is almost here."""
    day = local_date(now, zone)
    while True:
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        ends = moment_of(datetime.combine(day, MORNING), ZoneInfo(zone))
        if ends - now >= LEAST:
            return ends


def hearing(tx: Transaction, _desk: Desk, round_: str) -> Round | None:
    """The facts of a beginning."""
    found = pulses.round_of(tx, round_)
    return found if found and found.state == RoundState.PLANNED else None


async def prepare_hearing(desk: Desk, found: Round | None, _round: str) -> StandingRound | None:
    """Make its key and its cells, all filled with nothing."""
    if found is None:
        return None
    people = await desk.read(_may_say)
    return await asyncio.to_thread(_filled, desk, found, people, {})


def _may_say(tx: Transaction, desk: Desk) -> list[str]:
    pulse = standing_pulse(tx)
    assert pulse is not None
    plan = Plan.model_validate(pulse.plan)
    return [each.user for each in in_audience(tx, desk, plan, None)]


def _filled(
    desk: Desk, found: Round, people: Sequence[str], said_by: Mapping[str, Cell]
) -> StandingRound | None:
    salt = desk.keys.create(desk.team, found.round)
    material = desk.keys.material(desk.team, found.round, salt)
    if material is None:
        return None
    seals = Seals(material, desk.team, found.round)
    sealed = {}
    for person in people:
        slot = seals.slot(person)
        sealed[slot] = seals.seal(slot, said_by.get(person, NOTHING), found.cell_bytes)
    return StandingRound(people, sealed, seals.check, salt)


def begin(tx: Transaction, desk: Desk, round_: str, heard: StandingRound | None) -> None:
    """The transaction: from now on something can be said."""
    found = hearing(tx, desk, round_)
    if found is None:
        return
    if heard is None:
        pulses.change_round(tx, round_, state=RoundState.CANCELLED)
        return
    _open(tx, found, heard)


def _open(tx: Transaction, found: Round, heard: StandingRound) -> None:
    round_ = found.round
    pulses.invite(tx, round_, [Invited(each, []) for each in heard.people])
    cells.fill(tx, round_, heard.cells)
    count = len(heard.people)
    pulses.change_round(
        tx, round_, state=RoundState.OPEN, key_check=heard.check, salt=heard.salt, invited=count
    )
    timers.arm(tx, {keys.turn(round_): found.closes_at})


def turn(tx: Transaction, desk: Desk, round_: str) -> None:
    """A timer: the month is over. The next round is planned first, so that its key isn't taken for one that is left over."""
    found = pulses.round_of(tx, round_)
    if found is None or found.state != RoundState.OPEN:
        return
    following = _planned(desk, found.pulse)
    pulses.keep_round(tx, following)
    timers.arm(tx, {keys.turn_to(round_, following.round): desk.clock.now()})


def month_ended(tx: Transaction, desk: Desk, round_: str, following: str) -> MonthEnded | None:
    """The facts of the end of a month."""
    found, coming = pulses.round_of(tx, round_), pulses.round_of(tx, following)
    if found is None or coming is None or found.state != RoundState.OPEN:
        return None
    return MonthEnded(
        found, coming, pulses.roster(tx, round_), _may_say(tx, desk), cells.all_of(tx, round_)
    )


def decide(desk: Desk, facts: MonthEnded | None, _round: str, _following: str) -> Monthly | None:
    """Open the cells, off the loop. None if the key isn't there."""
    material = desk.keys.material(desk.team, facts.round.round, facts.round.salt) if facts else None
    if facts is None or material is None:
        return None
    seals = Seals(material, desk.team, facts.round.round)
    try:
        said_by = opened_cells(seals, facts.roster, facts.sealed)
    except WrongKeyError:
        return None
    speaking = {person: cell for person, cell in said_by.items() if any(cell.comments)}
    if not speaking:
        return Monthly()
    if len(speaking) >= desk.organisation.pulses.comments_threshold:
        return Monthly(batch_of(speaking.values()), said=len(speaking))
    # Whoever has left since stays among them: that they said something must not show.
    people = sorted({*facts.people, *(each.person for each in facts.roster)})
    heard = _filled(desk, facts.following, people, speaking)
    if heard is None:
        return None
    return Monthly(carried=heard.cells, people=people, check=heard.check, salt=heard.salt)


def batch_of(speaking: Iterable[Cell]) -> list[Comment]:
    """All that was said, shuffled, under random ids."""
    found = [
        Comment(secrets.token_hex(COMMENT_ID_BYTES), SAY, text, group=to, tag=tag or None)
        for cell in speaking
        for to, tag, text in parted(cell)
    ]
    secrets.SystemRandom().shuffle(found)
    return found


def finish(
    tx: Transaction, desk: Desk, round_: str, following: str, turned: Monthly | None
) -> None:
    """The transaction: release or carry, and delete the cells."""
    facts = month_ended(tx, desk, round_, following)
    if facts is None:
        return
    if turned is None:
        _wait_for_key(tx, desk, facts)
        return
    if turned.carried:
        _open(
            tx,
            facts.following,
            StandingRound(turned.people, turned.carried, turned.check, turned.salt),
        )
    else:
        pulses.change_round(tx, following, state=RoundState.CANCELLED)
    pulses.keep_comments(tx, round_, turned.released)
    cells.forget(tx, round_)
    pulses.forget_roster(tx, round_)
    pulses.change_round(tx, round_, state=RoundState.CLOSING, answered=turned.said, salt=None)
    timers.arm(tx, {keys.said(round_): desk.clock.now()})


def _wait_for_key(tx: Transaction, desk: Desk, facts: MonthEnded) -> None:
    round_, now = facts.round.round, desk.clock.now()
    if now < facts.round.closes_at + PATIENCE:
        timers.arm(tx, {keys.turn_to(round_, facts.following.round): now + AGAIN})
        return
    cells.forget(tx, round_)
    pulses.forget_roster(tx, round_)
    pulses.change_round(tx, facts.following.round, state=RoundState.CANCELLED)
    pulses.change_round(tx, round_, state=RoundState.LOST, salt=None)
    head = user_named(tx, desk.organisation.triage.head)
    if head is not None:
        notify(tx, desk, head, keys.batch(round_, head), topic=Topic.NEEDED, passing=True)


def show_batch_after(tx: Transaction, desk: Desk, round_: str, destroyed: bool) -> None:
    """The key is gone: each to whom something was said is told how much came together."""
    found = to_publish(tx, desk, round_)
    if found is None or not destroyed:
        return
    pulses.change_round(tx, round_, state=RoundState.CLOSED)
    to = {
        reader for _each, readers in comments_by_reader(tx, desk, round_) for reader in readers[:1]
    }
    for reader in sorted(to):
        notify(tx, desk, reader, keys.batch(round_, reader), topic=Topic.NEEDED, passing=True)
    if to:
        timers.arm(tx, {keys.untag(round_): desk.clock.now() + KEPT})
