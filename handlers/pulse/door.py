"""The one door through which somebody answers, changes an answer, skips, or is away.

It overwrites one sealed cell of constant size, and writes nothing else: no delivery seen, no message, timer, history or
counter, nobody's presence. That a delivery comes twice, or an older press after a newer one, is told by what is inside the
cell. So whoever holds the database learns that somebody acted, and not who, nor what.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from handlers.desk import Desk, Value
from handlers.errors import UserError
from handlers.packed import StaleValueError
from handlers.pulse.ballot import said
from handlers.pulse.model import Plan, Question, RoundState
from handlers.pulse.scales import accepts
from handlers.pulse.sealing import Cell, Seals, TooLongError, WrongKeyError, form_mark
from handlers.pulse.trials import not_saved, pulse_in
from storage import cells, pulses
from storage.pulses import Round
from storage.transaction import Transaction


class Response(StrEnum):
    """What somebody says to a round as a whole; short, because it takes room in a cell."""

    ANSWERED = "a"
    SKIPPED = "s"
    AWAY = "w"


class Act(Value):
    """What somebody does with their ballot. `at` is when, by Slack's time; `view` is the form it was done in, which says all
    there is to say."""

    person: str
    round: str
    said: Response
    at: str = ""
    view: str = ""
    answers: Mapping[int, str] = {}
    comments: Mapping[int, str] = {}
    # Whether they want to find what is said to what they wrote.
    replies: bool = True


def act(tx: Transaction, desk: Desk, done: Act) -> Round:
    """Overwrite the actor's cell; gives the round. Raises `UserError` when nothing is saved."""
    while True:
        round_, seals = opened(tx, desk, done.person, done.round)
        slot = seals.slot(done.person)
        before = cells.get(tx, done.round, slot)
        if before is None:
            raise _not_asked(tx, desk, done.person)
        after = _sealed(tx, desk, seals, round_, done, slot, before)
        if cells.replace(tx, done.round, slot, before=before, after=after):
            return round_


def _sealed(
    tx: Transaction,
    desk: Desk,
    seals: Seals,
    round_: Round,
    done: Act,
    slot: bytes,
    before: bytes,
) -> bytes:
    """If a newer act, or this very one, is in the cell, it is sealed anew as it is: that looks like any other act."""
    cell = _read(tx, desk, seals, done.person, slot, before)
    changed = _changed(round_, cell, done)
    try:
        return seals.seal(slot, changed or cell, round_.cell_bytes)
    except TooLongError as error:
        _ = desk.words_for(tx, done.person)
        field = f"comment:{max(done.comments, default=0)}"
        raise UserError(
            _.mrkdwn(
                "That's too long by about {n} characters in all. Please shorten it.", n=error.excess
            ),
            field=field,
        ) from None


def read(tx: Transaction, desk: Desk, person: str, round_: str) -> tuple[Round, Plan, Cell]:
    """What somebody said so far, for themself. Raises `UserError`."""
    found, seals = opened(tx, desk, person, round_)
    slot = seals.slot(person)
    sealed = cells.get(tx, round_, slot)
    if sealed is None:
        raise _not_asked(tx, desk, person)
    return found, plan_of(tx, found), _read(tx, desk, seals, person, slot, sealed)


def opened(tx: Transaction, desk: Desk, person: str, round_: str) -> tuple[Round, Seals]:
    """A round that takes answers, and its key. Raises `UserError`."""
    found = pulses.round_of(tx, round_)
    if pulse_in(round_) is not None:
        raise not_saved(desk.words_for(tx, person))
    if found is None:
        raise StaleValueError(round_)
    if (
        found.state not in (RoundState.OPEN, RoundState.PAUSED)
        or desk.clock.now() >= found.closes_at
    ):
        raise _closed(tx, desk, person, found)
    seals = seals_of(tx, desk, found)
    if seals is None:
        raise _not_saved(tx, desk, person)
    return found, seals


def seals_of(tx: Transaction, desk: Desk, round_: Round) -> Seals | None:
    """The key of a round, if it is there and the right one."""
    material = desk.keys.material(tx.team, round_.round, round_.salt)
    if material is None:
        return None
    seals = Seals(material, tx.team, round_.round)
    return seals if seals.check == round_.key_check else None


def plan_of(tx: Transaction, round_: Round) -> Plan:
    """What the pulse of a round is."""
    pulse = pulses.get(tx, round_.pulse)
    assert pulse is not None
    return Plan.model_validate(pulse.plan)


def _read(
    tx: Transaction, desk: Desk, seals: Seals, person: str, slot: bytes, sealed: bytes
) -> Cell:
    try:
        return seals.open(slot, sealed)
    except WrongKeyError:
        raise _not_saved(tx, desk, person) from None


def _changed(round_: Round, cell: Cell, done: Act) -> Cell | None:
    questions = [Question.model_validate(each) for each in round_.questions]
    if any(
        at >= len(questions) or not accepts(questions[at], answer)
        for at, answer in done.answers.items()
    ):
        raise StaleValueError(done.round)
    places = range(len(questions))
    if done.view:
        mark = form_mark(done.view)
        if mark == cell.form:
            return None
        answers = tuple(done.answers.get(at, "") for at in places)
        comments = tuple(done.comments.get(at, "") for at in places)
        # It said all there is to say when it was sent; what was pressed before it was opened is older.
        newest = max(cell.at, done.at, key=_seconds)
        return Cell(_said(answers, comments), answers, comments, newest, mark, done.replies)
    if cell.at and _seconds(done.at) <= _seconds(cell.at):
        return None
    given = tuple(done.answers.get(at, said(cell.answers, at)) for at in places)
    return replace(cell, said=done.said, answers=given, at=done.at)


def _said(answers: tuple[str, ...], comments: tuple[str, ...]) -> str:
    """A form from which everything was taken out says nothing."""
    return Response.ANSWERED if any(answers) or any(comments) else ""


def _seconds(ts: str) -> float:
    return float(ts or 0)


def _not_saved(tx: Transaction, desk: Desk, person: str) -> UserError:
    _ = desk.words_for(tx, person)
    return UserError(
        _.mrkdwn(
            "Not saved: the key of this round isn't there, so it is paused. Please try again later."
        ),
        title=_("Not saved"),
    )


def _not_asked(tx: Transaction, desk: Desk, person: str) -> UserError:
    _ = desk.words_for(tx, person)
    return UserError(_.mrkdwn("You weren't asked in this round, so there's nothing to save."))


def _closed(tx: Transaction, desk: Desk, person: str, round_: Round) -> UserError:
    _ = desk.words_for(tx, person)
    if round_.state == RoundState.PLANNED:
        return UserError(_.mrkdwn("This round hasn't begun yet."))
    if round_.state in (RoundState.CANCELLED, RoundState.LOST):
        return UserError(_.mrkdwn("This round was cancelled, so nothing is saved any more."))
    return UserError(
        _.mrkdwn(
            "This round closed on {when}, so nothing more is saved. Thank you all the same! "
            "Type `/pulse results` to see what came out.",
            when=_.moment(round_.closes_at),
        ),
        title=_("Closed"),
    )
