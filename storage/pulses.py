"""Pulse surveys and their rounds: what is asked, of whom, and what was released. The answers are in `storage/cells.py`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from storage.records import Records
from storage.schema import (
    pulse_comments,
    pulse_invited,
    pulse_named,
    pulse_results,
    pulse_rounds,
    pulses,
)
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Pulse:
    """A survey: `plan` says what is asked, of whom and when."""

    pulse: int
    owner: str
    state: str
    plan: Mapping[str, Any]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """One time that it is asked."""

    round: str
    pulse: int
    state: str
    opens_at: datetime
    closes_at: datetime
    questions: Sequence[Mapping[str, Any]]
    release_plan: Sequence[str]
    key_check: str | None = None
    salt: str | None = None
    cell_bytes: int = 0
    invited: int = 0
    left_out: int = 0
    answered: int = 0
    # Of who was asked: tells whether it was the same people as another time.
    roster: str | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is asked, and the shown groups they are in."""

    person: str
    groups: Sequence[str]


@dataclass(frozen=True, slots=True)
class Result:
    """How many of a group gave which answer to a question; the group is empty for everybody."""

    group: str
    question: str
    n: int
    histogram: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, under an id that says nothing. `group` is to whom, `tag` by what they find it again, `request` what
    was made of it."""

    comment: str
    question: str
    text: str
    group: str = ""
    tag: str | None = None
    request: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody said to a question of a named round."""

    person: str
    question: str
    answer: str
    comment: str


_pulse = Records(Pulse, pulses)
_named = Records(Named, pulse_named)
_round = Records(Round, pulse_rounds)
_invited = Records(Invited, pulse_invited)
_result = Records(Result, pulse_results)
_comment = Records(Comment, pulse_comments)


def keep(tx: Transaction, pulse: Pulse) -> None:
    """Store a new one."""
    tx.execute(insert(pulses), asdict(pulse) | {"team": tx.team})


def get(tx: Transaction, pulse: int) -> Pulse | None:
    """One by its number."""
    found = select(*_pulse.columns).where(pulses.c.team == tx.team, pulses.c.pulse == pulse)
    row = tx.execute(found).first()
    return None if row is None else _pulse(row)


def newest(tx: Transaction, *, most: int) -> list[Pulse]:
    """The newest, whoever made them."""
    found = select(*_pulse.columns).where(pulses.c.team == tx.team)
    return [_pulse(row) for row in tx.execute(found.order_by(pulses.c.pulse.desc()).limit(most))]


def change(tx: Transaction, pulse: int, **values: Any) -> None:
    """Set some of its columns."""
    of_it = (pulses.c.team == tx.team, pulses.c.pulse == pulse)
    tx.execute(update(pulses).where(*of_it).values(**values))


def remove(tx: Transaction, pulse: int) -> None:
    """A draft that came to nothing, or went into another."""
    tx.execute(delete(pulses).where(pulses.c.team == tx.team, pulses.c.pulse == pulse))


def in_state(tx: Transaction, state: str) -> list[Pulse]:
    """All in a state."""
    found = select(*_pulse.columns).where(pulses.c.team == tx.team, pulses.c.state == state)
    return [_pulse(row) for row in tx.execute(found.order_by(pulses.c.pulse))]


def owned_by(tx: Transaction, owner: str) -> list[Pulse]:
    """Those of one person."""
    found = select(*_pulse.columns).where(pulses.c.team == tx.team, pulses.c.owner == owner)
    return [_pulse(row) for row in tx.execute(found.order_by(pulses.c.pulse))]


def keep_round(tx: Transaction, planned: Round) -> None:
    """Store a new one."""
    tx.execute(insert(pulse_rounds), asdict(planned) | {"team": tx.team})


def round_of(tx: Transaction, round_: str) -> Round | None:
    """One by its id."""
    wanted = (pulse_rounds.c.team == tx.team, pulse_rounds.c.round == round_)
    row = tx.execute(select(*_round.columns).where(*wanted)).first()
    return None if row is None else _round(row)


def rounds_of(tx: Transaction, pulse: int, *, most: int = 1) -> list[Round]:
    """The latest of a pulse, the latest first."""
    wanted = (pulse_rounds.c.team == tx.team, pulse_rounds.c.pulse == pulse)
    found = select(*_round.columns).where(*wanted).order_by(pulse_rounds.c.opens_at.desc())
    return [_round(row) for row in tx.execute(found.limit(most))]


def rounds_asked(tx: Transaction, pulse: int, states: Iterable[str]) -> int:
    """How many of a pulse are in these states."""
    wanted = (pulse_rounds.c.team == tx.team, pulse_rounds.c.pulse == pulse)
    counted = select(func.count()).select_from(pulse_rounds)
    found = counted.where(*wanted, pulse_rounds.c.state.in_(list(states)))
    return int(tx.execute(found).scalar_one())


def rounds_in(tx: Transaction, states: Iterable[str]) -> list[Round]:
    """All in these states."""
    wanted = (pulse_rounds.c.team == tx.team, pulse_rounds.c.state.in_(list(states)))
    return [_round(row) for row in tx.execute(select(*_round.columns).where(*wanted))]


def rounds_since(tx: Transaction, since: datetime) -> list[Round]:
    """All that were opened since a moment."""
    wanted = (pulse_rounds.c.team == tx.team, pulse_rounds.c.opens_at >= since)
    return [_round(row) for row in tx.execute(select(*_round.columns).where(*wanted))]


def change_round(tx: Transaction, round_: str, **values: Any) -> None:
    """Set some of its columns."""
    wanted = (pulse_rounds.c.team == tx.team, pulse_rounds.c.round == round_)
    tx.execute(update(pulse_rounds).where(*wanted).values(**values))


def invite(tx: Transaction, round_: str, roster: Iterable[Invited]) -> None:
    """Write down who is asked, in the order of their ids."""
    rows = [
        {"team": tx.team, "round": round_, "person": each.person, "groups": list(each.groups)}
        for each in sorted(roster, key=lambda each: each.person)
    ]
    if rows:
        tx.execute(insert(pulse_invited), rows)


def roster(tx: Transaction, round_: str) -> list[Invited]:
    """Who is asked."""
    wanted = (pulse_invited.c.team == tx.team, pulse_invited.c.round == round_)
    found = select(*_invited.columns).where(*wanted).order_by(pulse_invited.c.person)
    return [_invited(row) for row in tx.execute(found)]


def is_invited(tx: Transaction, round_: str, person: str) -> bool:
    """Whether somebody is asked."""
    wanted = (pulse_invited.c.team == tx.team, pulse_invited.c.round == round_)
    found = select(pulse_invited.c.person).where(*wanted, pulse_invited.c.person == person)
    return tx.execute(found).first() is not None


def forget_roster(tx: Transaction, round_: str) -> None:
    """Who was asked is not kept."""
    wanted = (pulse_invited.c.team == tx.team, pulse_invited.c.round == round_)
    tx.execute(delete(pulse_invited).where(*wanted))


def release(tx: Transaction, round_: str, results: Iterable[Result]) -> None:
    """Keep what may be shown."""
    rows = [asdict(each) | {"team": tx.team, "round": round_} for each in results]
    if rows:
        tx.execute(insert(pulse_results), rows)


def results_of(tx: Transaction, round_: str) -> list[Result]:
    """What may be shown of a round."""
    wanted = (pulse_results.c.team == tx.team, pulse_results.c.round == round_)
    return [_result(row) for row in tx.execute(select(*_result.columns).where(*wanted))]


def results_in(
    tx: Transaction, rounds: Sequence[str], *, group: str | None = None
) -> dict[str, list[Result]]:
    """What may be shown of several rounds, by round; of one group only, if one is given."""
    wanted = [pulse_results.c.team == tx.team, pulse_results.c.round.in_(rounds)]
    if group is not None:
        wanted.append(pulse_results.c.group == group)
    found: dict[str, list[Result]] = defaultdict(list)
    for row in tx.execute(select(pulse_results.c.round, *_result.columns).where(*wanted)):
        found[row[0]].append(_result(row[1:]))
    return found


def keep_comments(tx: Transaction, round_: str, comments: Iterable[Comment]) -> None:
    """In the order of their random ids."""
    rows = [
        asdict(each) | {"team": tx.team, "round": round_}
        for each in sorted(comments, key=lambda each: each.comment)
    ]
    if rows:
        tx.execute(insert(pulse_comments), rows)


def comments_of(tx: Transaction, round_: str) -> list[Comment]:
    """All of a round, in an order that says nothing."""
    wanted = (pulse_comments.c.team == tx.team, pulse_comments.c.round == round_)
    found = select(*_comment.columns).where(*wanted).order_by(pulse_comments.c.comment)
    return [_comment(row) for row in tx.execute(found)]


def keep_named(tx: Transaction, round_: str, said: Iterable[Named]) -> None:
    """Who said what in a named round."""
    rows = [asdict(each) | {"team": tx.team, "round": round_} for each in said]
    if rows:
        tx.execute(insert(pulse_named), rows)


def named_of(tx: Transaction, round_: str) -> list[Named]:
    """By person, as long as it is kept."""
    wanted = (pulse_named.c.team == tx.team, pulse_named.c.round == round_)
    found = select(*_named.columns).where(*wanted).order_by(pulse_named.c.person)
    return [_named(row) for row in tx.execute(found)]


def forget_named(tx: Transaction, round_: str) -> None:
    """Its time is over: only the figures stay."""
    wanted = (pulse_named.c.team == tx.team, pulse_named.c.round == round_)
    tx.execute(delete(pulse_named).where(*wanted))
