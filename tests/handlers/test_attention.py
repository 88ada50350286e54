"""Whatever comes when, by a clock that jumps: each notice is said once, not more by itself in a day than wanted, and within
the hours of whom it is for."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, StaticPool, create_engine, func, select

from config.catalogue import Mrkdwn
from handlers import CAPABILITIES
from handlers.blocks import body
from handlers.capability import Capability, merged
from handlers.desk import Desk, Fixed
from handlers.hours import hours_of
from handlers.notify import notify
from handlers.preferences.digest import due, retimed
from handlers.topics import Topic
from storage import directory, held, notices, preferences, schema, timers
from storage.database import open_database
from storage.held import FOR_DIGEST
from storage.preferences import Preferences
from storage.schema import metadata
from storage.transaction import Transaction
from tests.bench.sizes import Nobody
from tests.clock import FakeClock
from tests.office import organisation
from tests.storage.facts import TEAM, a_person

FLOOD = Capability(
    name="flood", shows={"flood/{number}": lambda _tx, _desk, number: body(Mrkdwn(f"No {number}."))}
)
OFFERS = merged((*CAPABILITIES, FLOOD))
UANN = "UANN"
ENGINE = create_engine("sqlite://", poolclass=StaticPool)
metadata.create_all(ENGINE)
# All that happens here is one transaction.
NO_DATABASE = open_database("sqlite://")


@dataclass
class Said:
    """What reached Ann: by itself, or in digests."""

    alone: list[tuple[datetime, str]] = field(default_factory=list)
    digests: list[tuple[datetime, str, list[str]]] = field(default_factory=list)


def deliver(tx: Transaction, desk: Desk, said: Said) -> None:
    """What the clock and the courier would do now, on the tables alone."""
    now = desk.clock.now()
    for timer in timers.due(tx, now):
        assert timers.take(tx, timer)
        (due if timer.key.startswith("notices/") else retimed)(tx, desk, UANN)
    held.release(tx, now, most=1000)
    pending = tx.connection.exec_driver_sql("SELECT key, dropped FROM messages WHERE pending = 1")
    for key, dropped in pending.all():
        if not dropped and key.startswith("flood/"):
            said.alone.append((now, key))
        elif not dropped and key.startswith("notices/"):
            day = key.rpartition("/")[2]
            told = [each.key for each in notices.merged(tx, UANN, day) if each.topic != "digest"]
            said.digests.append((now, day, told))
    tx.connection.exec_driver_sql("DELETE FROM messages WHERE pending = 1 AND dropped = 1")
    tx.connection.exec_driver_sql("UPDATE messages SET pending = 0")


def next_due(tx: Transaction) -> datetime | None:
    """When something is to happen next."""
    timers_due = select(func.min(schema.timers.c.due_at))
    released = select(func.min(schema.messages.c.not_before)).where(
        schema.messages.c.not_before < FOR_DIGEST
    )
    found = (tx.execute(timers_due).scalar(), tx.execute(released).scalar())
    return min((at for at in found if at is not None), default=None)


# Minutes that pass, and what comes then: how many notices, or a zone to which Ann moves.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 40 * 60), st.integers(0, 9) | st.sampled_from(["Asia/Tokyo", "Etc/GMT+12"])
    ),
    min_size=1,
    max_size=12,
)
# With the times of a digest: when they finish, when they begin, and when they sleep.
SHIFTS = (("07:00", "16:00", "16:00"), ("22:00", "06:00", "22:00"), ("22:00", "06:00", "12:00"))
CHOICES = st.builds(
    lambda shift, **more: Preferences(opens=shift[0], closes=shift[1], digest_at=shift[2], **more),
    st.sampled_from(SHIFTS),
    days=st.sampled_from([[0, 1, 2, 3, 4], [2], [0, 6]]),
    budget=st.sampled_from([0, 1, 3, None]),
)


def played(connection: Connection, steps: list[tuple[int, int | str]], chosen: Preferences) -> None:
    clock, said, numbers = FakeClock(), Said(), count()
    tx = Transaction(connection, TEAM)
    desk = Desk(NO_DATABASE, Fixed(organisation()), clock, Nobody(), TEAM, offers=OFFERS)
    directory.keep_people(tx, [a_person(UANN)])
    preferences.keep(tx, UANN, chosen)

    def pass_by(span: timedelta) -> None:
        """From one moment at which something is due to the next."""
        end = clock.now() + span
        while (at := next_due(tx)) is not None and at <= end:
            clock.to(max(at, clock.now()))
            deliver(tx, desk, said)
        clock.to(end)
        deliver(tx, desk, said)

    for minutes, what in steps:
        pass_by(timedelta(minutes=minutes))
        if isinstance(what, str):
            directory.keep_people(tx, [a_person(UANN, zone=what)])
            retimed(tx, desk, UANN)
            continue
        for _ in range(what):
            notify(tx, desk, UANN, f"flood/{next(numbers)}", topic=Topic.REMINDERS)
        deliver(tx, desk, said)
    pass_by(timedelta(days=30))
    left, hours, told = notices.merged(tx, UANN), hours_of(tx, desk, UANN), next(numbers)
    moved = any(isinstance(what, str) for _, what in steps)
    assert left == []
    each = [key for _, key in said.alone] + [key for *_, keys in said.digests for key in keys]
    assert sorted(each) == sorted(f"flood/{number}" for number in range(told))
    assert max(Counter(day for _, day, _ in said.digests).values(), default=0) <= 1
    if moved:
        return  # a day of two zones has more hours
    zone = ZoneInfo(hours.zone)
    days = Counter(at.astimezone(zone).date() for at, _ in said.alone)
    assert chosen.budget is None or max(days.values(), default=0) <= chosen.budget
    assert all(hours.is_open(at) for at, _ in said.alone)
    came = {at.astimezone(zone).strftime("%H:%M") for at, *_ in said.digests}
    sleeps = chosen.digest_at == "12:00"
    assert came <= ({chosen.opens, "00:00"} if sleeps else {chosen.digest_at})


@given(STEPS, CHOICES)
@settings(max_examples=40)
def test_each_is_said_once_and_no_more_in_a_day_than_wanted(
    steps: list[tuple[int, int | str]], chosen: Preferences
) -> None:
    with ENGINE.connect() as connection:
        played(connection, steps, chosen)
        connection.rollback()


def test_ballots_keep_apart_when_hours_move() -> None:
    """What everybody is asked at once reaches them a little apart, also after their hours have changed."""
    people = [f"U{number}" for number in range(20)]
    with ENGINE.connect() as connection:
        clock = FakeClock()
        clock.forward(hours=12)
        tx = Transaction(connection, TEAM)
        desk = Desk(NO_DATABASE, Fixed(organisation()), clock, Nobody(), TEAM, offers=OFFERS)
        directory.keep_people(tx, [a_person(user) for user in people])
        for user in people:
            for key, topic in ((f"ballot/{user}", Topic.PULSE), (f"notice/{user}", Topic.DUTY)):
                notify(tx, desk, user, key, topic=topic)
            retimed(tx, desk, user)
        held_until = {row.key: row.not_before for row in tx.execute(select(schema.messages))}
    [morning] = {held_until[f"notice/{user}"] for user in people}
    ballots = {held_until[f"ballot/{user}"] for user in people}
    assert len(ballots) > len(people) / 3
    assert all(morning <= each < morning + timedelta(minutes=30) for each in ballots)
