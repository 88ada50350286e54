"""Remind those who have said nothing yet, so that nothing that is kept tells who they are.

A reminder is one message for all who are asked and work at the same hours (`blocks.Each`). Who gets it is decided in memory
when it is delivered; its row, its outcome and the pace are those of a message to all of them.
"""

from collections import defaultdict
from datetime import UTC, datetime

from handlers.blocks import Each
from handlers.desk import Desk
from handlers.directory.rules import has_left
from handlers.hours import hours_of_many
from handlers.pulse import keys
from handlers.pulse.ballot import reminder
from handlers.pulse.door import plan_of, seals_of
from handlers.pulse.model import RoundState
from handlers.pulse.moments import moments
from handlers.pulse.sealing import WrongKeyError, opened_cells
from storage import cells, directory, messages, pulses
from storage.transaction import Transaction

NOW = "now"


def remind(tx: Transaction, desk: Desk, round_: str, number: str) -> None:
    """A timer: a message for everybody who is asked, by when their hours are."""
    found = pulses.round_of(tx, round_)
    if found is None or found.state != RoundState.OPEN:
        return
    for bucket, moment in _moments(tx, desk, round_, desk.clock.now()).items():
        key = f"{keys.remind(round_, int(number))}/{_stamp(desk.clock.now())}/{bucket}"
        messages.put(
            tx,
            {key: messages.each(f"{round_}/{number}/{bucket}")},
            not_before=moment,
            forget_at=found.closes_at,
        )


def _moments(tx: Transaction, desk: Desk, round_: str, now: datetime) -> dict[str, datetime | None]:
    return {bucket: moment for bucket, (moment, _) in _buckets(tx, desk, round_, now).items()}


def _buckets(
    tx: Transaction, desk: Desk, round_: str, now: datetime
) -> dict[str, tuple[datetime | None, list[str]]]:
    """Everybody who is asked, by the hour in which they begin to work again."""
    some: dict[datetime | None, list[str]] = defaultdict(list)
    people = directory.many(tx, [each.person for each in pulses.roster(tx, round_)])
    for person, at in moments(hours_of_many(tx, desk, people), now).items():
        some[at and at.replace(minute=0, second=0, microsecond=0)].append(person)
    return {(_stamp(at) if at else NOW): (at, people) for at, people in some.items()}


def show_reminder(
    tx: Transaction, desk: Desk, round_: str, _number: str, since: str, bucket: str
) -> Each | None:
    """The cells are opened here, in memory, and nothing of them goes further than this."""
    found = pulses.round_of(tx, round_)
    if found is None or found.state != RoundState.OPEN or desk.clock.now() >= found.closes_at:
        return None
    seals = seals_of(tx, desk, found)
    began = datetime.fromtimestamp(int(since), UTC)
    _moment, people = _buckets(tx, desk, round_, began).get(bucket, (None, []))
    if seals is None:
        return None
    try:
        said = opened_cells(seals, pulses.roster(tx, round_), cells.all_of(tx, round_))
    except WrongKeyError:
        return None
    plan, now = plan_of(tx, found), desk.clock.now()
    to = {}
    for person in people:
        _ = desk.words_for(tx, person)
        drawn = reminder(_, plan, _.when(found.closes_at, now))
        silent = person in said and not said[person].said and not has_left(tx, person)
        to[person] = drawn if silent else None
    return Each(to)


def _stamp(moment: datetime) -> str:
    return str(int(moment.timestamp()))
