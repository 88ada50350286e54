"""End a round. The order is what keeps a promise: nothing is published before the key is gone.

1. Presses are refused from the end on, by the clock.
2. The cells are opened in memory, and what may be shown is decided, once.
3. One transaction writes that, and deletes the cells and who was asked.
4. The key is destroyed, and its folder is on disk.
5. Only then is anything published.

A crash after any step goes on with the next one: the timer of the step is still there. A backup of an open round that is
restored later has no key, so it can't be closed a second time: it is lost.
"""

import asyncio
import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from handlers.desk import Desk
from handlers.pulse import keys
from handlers.pulse.ballot import said
from handlers.pulse.door import Response, plan_of, seals_of
from handlers.pulse.figures import in_fives
from handlers.pulse.lists import heads_of
from handlers.pulse.model import LIVE, NAMED_DAYS, Plan, Question, RoundState, Scale, See
from handlers.pulse.opening import count_every
from handlers.pulse.release import ALL, released
from handlers.pulse.repeating import asked
from handlers.pulse.sealing import Cell, Seals, WrongKeyError
from handlers.pulse.words import tell_owner
from storage import cells, messages, pulses, timers
from storage.messages import Place
from storage.pulses import Comment, Invited, Named, Pulse, Result, Round
from storage.transaction import Transaction

# A key that is missing for so long after the end is lost.
PATIENCE = timedelta(days=3)
AGAIN = timedelta(hours=1)
COMMENT_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class RoundEnded:
    """What a close depends on: the same before and in its transaction, or it begins again."""

    round: Round
    pulse: Pulse
    roster: Sequence[Invited]
    sealed: Mapping[bytes, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is kept of a round: nothing in it is one person's."""

    results: Sequence[Result]
    comments: Sequence[Comment]
    answered: int
    away: int
    named: Sequence[Named] = ()


def ended(tx: Transaction, desk: Desk, round_: str) -> RoundEnded | None:
    """The facts; None if it isn't to be closed."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    if found is None or pulse is None or found.state not in (RoundState.OPEN, RoundState.PAUSED):
        return None
    if desk.clock.now() < found.closes_at:
        return None
    # A press that is under way now waits for this transaction, and then finds no cell.
    sealed = cells.all_of(tx, round_)
    return RoundEnded(found, pulse, pulses.roster(tx, round_), sealed)


def decide(desk: Desk, facts: RoundEnded | None, _round: str) -> Decided | None:
    """Open the cells and decide, off the loop and out of any transaction. None if the key is not there."""
    if facts is None:
        return None
    found = facts.round
    material = desk.keys.material(desk.team, found.round, found.salt)
    if material is None:
        return None
    seals = Seals(material, desk.team, found.round)
    if seals.check != found.key_check:
        return None
    try:
        said_by = opened_cells(seals, facts.roster, facts.sealed)
    except WrongKeyError:
        return None
    rules = desk.organisation.pulses
    return decided(facts, said_by, rules.threshold, rules.comments_threshold)


def opened_cells(
    seals: Seals, roster: Sequence[Invited], sealed: Mapping[bytes, bytes]
) -> dict[str, Cell]:
    """By person, in memory only. Raises `WrongKeyError`."""
    slots = {each.person: seals.slot(each.person) for each in roster}
    return {
        person: seals.open(slot, sealed[slot]) for person, slot in slots.items() if slot in sealed
    }


def decided(
    facts: RoundEnded, said_by: Mapping[str, Cell], threshold: int, for_comments: int
) -> Decided:
    """What may be shown of every question, and of what people wrote."""
    plan = Plan.model_validate(facts.pulse.plan)
    sets: dict[str, list[str]] = defaultdict(list)
    for each in facts.roster:
        for group in each.groups:
            if group in facts.round.release_plan:
                sets[group].append(each.person)
    results: list[Result] = []
    comments: list[Comment] = []
    for at, raw in enumerate(facts.round.questions):
        question = Question.model_validate(raw)
        answers = {
            person: given for person, cell in said_by.items() if (given := said(cell.answers, at))
        }
        results += _results(question, answers, sets, threshold if plan.anonymous else None)
        written = [text for cell in said_by.values() if (text := said(cell.comments, at))]
        respondents = sum(cell.said == Response.ANSWERED for cell in said_by.values())
        if respondents >= for_comments and plan.anonymous:
            comments += [_comment(question, text) for text in written]
    secrets.SystemRandom().shuffle(comments)
    answered = sum(cell.said == Response.ANSWERED for cell in said_by.values())
    away = sum(cell.said == Response.AWAY for cell in said_by.values())
    named = [] if plan.anonymous else _named(facts, said_by)
    return Decided(results, comments, answered, away, named)


def _named(facts: RoundEnded, said_by: Mapping[str, Cell]) -> list[Named]:
    """Who said what, where people were told so when they were asked."""
    found = []
    for person, cell in said_by.items():
        for at, raw in enumerate(facts.round.questions):
            answer, comment = said(cell.answers, at), said(cell.comments, at)
            if answer or comment:
                found.append(Named(person, str(raw["key"]), answer, comment))
    return found


def _comment(question: Question, text: str) -> Comment:
    return Comment(secrets.token_hex(COMMENT_ID_BYTES), question.key, text)


def _results(
    question: Question,
    answers: Mapping[str, str],
    sets: Mapping[str, Sequence[str]],
    threshold: int | None,
) -> list[Result]:
    """Of a named round, which has no threshold, everything is shown."""
    people = {ALL: set(answers)} | {key: set(some) & answers.keys() for key, some in sets.items()}
    everything = frozenset(key for key, some in people.items() if some)
    shown = everything if threshold is None else released(answers, sets, threshold)
    return [
        Result(key, question.key, len(people[key]), _histogram(question, answers, people[key]))
        for key in sorted(shown)
    ]


def _histogram(question: Question, answers: Mapping[str, str], people: set[str]) -> dict[str, int]:
    given = [answers[person] for person in people]
    if question.scale == Scale.SEVERAL:
        given = [one for each in given for one in each.split(",")]
    return dict(sorted(Counter(given).items()))


def finish(tx: Transaction, desk: Desk, round_: str, found: Decided | None) -> None:
    """The transaction of the third step."""
    facts = ended(tx, desk, round_)
    if facts is None:
        return
    if found is None:
        _wait_for_key(tx, desk, facts)
        return
    pulses.release(tx, round_, found.results)
    pulses.keep_comments(tx, round_, found.comments)
    pulses.keep_named(tx, round_, found.named)
    if found.named:
        timers.arm(tx, {keys.forget(round_): desk.clock.now() + timedelta(days=NAMED_DAYS)})
    _forget(tx, round_)
    pulses.change_round(
        tx,
        round_,
        state=RoundState.CLOSING,
        answered=found.answered,
        invited=facts.round.invited - found.away,
        left_out=facts.round.left_out + found.away,
        salt=None,
    )
    timers.arm(tx, {keys.publish(round_): desk.clock.now()})


def _forget(tx: Transaction, round_: str) -> None:
    cells.forget(tx, round_)
    pulses.forget_roster(tx, round_)
    timers.cancel(tx, keys.watch(round_), keys.count(round_))
    timers.cancel(tx, keys.remind(round_, 1), keys.remind(round_, 2))


def _wait_for_key(tx: Transaction, desk: Desk, facts: RoundEnded) -> None:
    round_, now = facts.round.round, desk.clock.now()
    if now < facts.round.closes_at + PATIENCE:
        pulses.change_round(tx, round_, state=RoundState.PAUSED)
        tell_owner(tx, desk, facts.pulse, round_, "paused")
        timers.arm(tx, {keys.close(round_): now + AGAIN})
        return
    _forget(tx, round_)
    pulses.change_round(tx, round_, state=RoundState.LOST, salt=None)
    tell_owner(tx, desk, facts.pulse, round_, "lost")


def to_publish(tx: Transaction, _desk: Desk, round_: str) -> Round | None:
    """The facts of the last two steps."""
    found = pulses.round_of(tx, round_)
    return found if found and found.state == RoundState.CLOSING else None


def destroy_key(desk: Desk, found: Round | None, round_: str) -> bool:
    """Raises `OSError` if it can't be: then nothing is published, and it is tried again."""
    if found is None:
        return False
    desk.keys.destroy(desk.team, round_)
    return True


def publish(tx: Transaction, desk: Desk, round_: str, destroyed: bool) -> None:
    """Nobody's single answer is left anywhere: now it may be shown."""
    found = to_publish(tx, desk, round_)
    if found is None or not destroyed:
        return
    pulses.change_round(tx, round_, state=RoundState.CLOSED)
    pulse = pulses.get(tx, found.pulse)
    assert pulse is not None
    if Plan.model_validate(pulse.plan).poll:
        messages.refresh(tx, [keys.poll(round_)])
    else:
        messages.put(tx, readers(tx, desk, pulse, round_))


def readers(tx: Transaction, desk: Desk, pulse: Pulse, round_: str) -> dict[str, Place]:
    """Where the results are read."""
    plan = Plan.model_validate(pulse.plan)
    to = {pulse.owner}
    if plan.see == See.HEAD:
        to |= heads_of(tx, desk, pulse.owner)
    if plan.see == See.ASKED:
        to |= {plan.who[0]} if plan.audience == "channel" else asked(tx, round_)
    return {keys.results(round_, each): messages.at(each) for each in sorted(to)}


def watch(tx: Transaction, desk: Desk, round_: str) -> None:
    """A timer, once an hour: without its key a round is paused, and with it, it goes on."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    if found is None or pulse is None or found.state not in (RoundState.OPEN, RoundState.PAUSED):
        return
    there = seals_of(tx, desk, found) is not None
    if not there and found.state == RoundState.OPEN:
        pulses.change_round(tx, round_, state=RoundState.PAUSED)
        tell_owner(tx, desk, pulse, round_, "paused")
    if there and found.state == RoundState.PAUSED:
        pulses.change_round(tx, round_, state=RoundState.OPEN)
        unseen = messages.keys_under(tx, keys.ballots(round_), unshown=True)
        messages.refresh(tx, unseen)
    timers.arm(tx, {keys.watch(round_): desk.clock.now() + AGAIN})


def running(tx: Transaction, _desk: Desk, round_: str) -> str | None:
    """The facts of a count: whether there is still something to count."""
    found = pulses.round_of(tx, round_)
    return found.round if found and found.state == RoundState.OPEN else None


async def count(desk: Desk, facts: str | None, round_: str) -> int | None:
    """How many answered by now, in fives: opened in memory, once a day."""
    if facts is None:
        return None
    found, roster, sealed = await desk.read(_cells_now, round_)
    return await asyncio.to_thread(_counted, desk, found, roster, sealed)


def _cells_now(
    tx: Transaction, _desk: Desk, round_: str
) -> tuple[Round | None, Sequence[Invited], Mapping[bytes, bytes]]:
    return pulses.round_of(tx, round_), pulses.roster(tx, round_), cells.all_of(tx, round_)


def _counted(
    desk: Desk, found: Round | None, roster: Sequence[Invited], sealed: Mapping[bytes, bytes]
) -> int | None:
    material = desk.keys.material(desk.team, found.round, found.salt) if found else None
    if found is None or material is None:
        return None
    try:
        said_by = opened_cells(Seals(material, desk.team, found.round), roster, sealed)
    except WrongKeyError:
        return None
    return in_fives(sum(cell.said == Response.ANSWERED for cell in said_by.values()))


def keep_count(tx: Transaction, desk: Desk, round_: str, answered: int | None) -> None:
    """The transaction: once a day, whatever it is."""
    if running(tx, desk, round_) is None:
        return
    found = pulses.round_of(tx, round_)
    assert found is not None
    if answered is not None and answered != found.answered:
        pulses.change_round(tx, round_, answered=answered)
        messages.refresh(tx, [keys.poll(round_)])
    timers.arm(tx, {keys.count(round_): desk.clock.now() + count_every(plan_of(tx, found))})


def forget(tx: Transaction, _desk: Desk, round_: str) -> None:
    """A timer: who said what is no longer kept."""
    pulses.forget_named(tx, round_)


def remove_old_keys(tx: Transaction, desk: Desk) -> None:
    """At every start: a key without cells protects nothing."""
    live = {each.round for each in pulses.rounds_in(tx, LIVE)}
    for round_ in desk.keys.kept(tx.team):
        if round_ not in live:
            desk.keys.destroy(tx.team, round_)
