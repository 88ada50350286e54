"""Whose a lane is. One courier works it at a time, by a lease that it renews while it works, and that outlives a crash only
briefly.

Each take raises the lane's term, and what is recorded under an older term is refused: a courier that was stopped in the
middle of its work, and wakes after another took over, changes nothing. Leases run by the database's own clock, so that
replicas whose clocks differ agree on them. How long a lane rests, whoever leaves it says by a clock that may be wrong: no
rest counts that is longer than any that we ask for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, bindparam, or_, select, tuple_, update

from storage.schema import EPOCH, Moment, lanes
from storage.statements import Insert, prepared
from storage.transaction import Transaction

LENGTH = timedelta(seconds=15)
# A moment further ahead was written by a clock that was wrong.
LONGEST_REST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Lease:
    """One take of a lane. Whoever takes it later has a higher term."""

    team: str
    lane: str
    owner: str
    term: int


def free(server_time: Any, owner: Any) -> ColumnElement[bool]:
    """Whether nobody else has it."""
    return or_(lanes.c.leased_until <= server_time, lanes.c.owner == owner)


def rested(now: Any, latest: Any) -> ColumnElement[bool]:
    """Whether its rest is over. None is rested that rests beyond the `latest`."""
    resume_at = lanes.c.resume_at
    return or_(resume_at.is_(None), resume_at <= now, resume_at > latest)


@prepared
def _lease(insert: Insert) -> Executable:
    lease = insert(lanes)
    return lease.on_conflict_do_update(
        index_elements=[lanes.c.team, lanes.c.lane],
        set_={
            "owner": lease.excluded.owner,
            "leased_until": lease.excluded.leased_until,
            "term": lanes.c.term + 1,
        },
        where=and_(
            free(bindparam("server_time", type_=Moment), bindparam("taker")),
            rested(bindparam("moment", type_=Moment), bindparam("latest", type_=Moment)),
        ),
    ).returning(lanes.c.term)


def take(tx: Transaction, lane: str, *, owner: str, now: datetime) -> Lease | None:
    """Lease a lane; None if another courier has it, or it rests."""
    server_time = tx.server_time()
    values = {
        "team": tx.team,
        "lane": lane,
        "owner": owner,
        "leased_until": server_time + LENGTH,
        "term": 1,
        "moment": now,
        "latest": now + LONGEST_REST,
        "server_time": server_time,
        "taker": owner,
    }
    term = tx.run(_lease, values).scalar()
    return None if term is None else Lease(tx.team, lane, owner, term)


_HOLD = prepared(
    lambda _insert: (
        select(lanes.c.term)
        .where(
            lanes.c.team == bindparam("of_team"),
            lanes.c.lane == bindparam("of_lane"),
            lanes.c.owner == bindparam("of_owner"),
            lanes.c.term == bindparam("of_term"),
        )
        .with_for_update()
    )
)


def hold(tx: Transaction, lease: Lease) -> bool:
    """Whether the lane is still had under this lease, which nobody can change before this transaction ends."""
    return tx.run(_HOLD, _of(lease)).first() is not None


def _of(lease: Lease) -> dict[str, object]:
    return {
        "of_team": lease.team,
        "of_lane": lease.lane,
        "of_owner": lease.owner,
        "of_term": lease.term,
    }


def renew(tx: Transaction, had: Sequence[Lease]) -> set[Lease]:
    """Keep these lanes of one owner, while he works them; give those that he still had."""
    if not had:
        return set()
    values = {"leased_until": tx.server_time() + LENGTH}
    kept = update(lanes).where(*_these(tx, had)).values(values)
    rows = tx.execute(kept.returning(lanes.c.lane, lanes.c.owner, lanes.c.term))
    return {Lease(tx.team, row.lane, row.owner, row.term) for row in rows}


def _these(tx: Transaction, had: Sequence[Lease]) -> tuple[ColumnElement[bool], ...]:
    terms = [(lease.lane, lease.term) for lease in had]
    return (
        lanes.c.team == tx.team,
        lanes.c.owner == had[0].owner,
        lanes.c.leased_until > EPOCH,
        tuple_(lanes.c.lane, lanes.c.term).in_(terms),
    )


_LEAVE = prepared(
    lambda _insert: (
        update(lanes)
        .where(
            lanes.c.team == bindparam("of_team"),
            lanes.c.lane == bindparam("of_lane"),
            lanes.c.owner == bindparam("of_owner"),
            lanes.c.term == bindparam("of_term"),
        )
        .values(leased_until=EPOCH, resume_at=bindparam("resume_at", type_=Moment))
    )
)


def leave(tx: Transaction, lease: Lease, *, resume_at: datetime | None = None) -> None:
    """Give the lane back; nobody works it before `resume_at`."""
    tx.run(_LEAVE, {**_of(lease), "resume_at": resume_at})


def leave_all(tx: Transaction, had: Sequence[Lease]) -> None:
    """Give back the lanes of one owner."""
    if had:
        tx.execute(update(lanes).where(*_these(tx, had)).values(leased_until=EPOCH))
