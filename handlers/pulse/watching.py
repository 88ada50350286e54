"""While a round runs: look whether its key is there, and count once a day how many answered. And what is forgotten in time."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

from handlers.desk import Desk
from handlers.pulse import keys
from handlers.pulse.door import Response, plan_of, seals_of
from handlers.pulse.figures import in_fives
from handlers.pulse.model import LIVE, RoundState
from handlers.pulse.opening import count_every
from handlers.pulse.planning import with_owner
from handlers.pulse.sealing import Seals, WrongKeyError, opened_cells
from handlers.pulse.words import tell_owner
from storage import cells, messages, pulses, timers
from storage.pulses import Invited, Round
from storage.transaction import Transaction

AGAIN = timedelta(hours=1)


def watch(tx: Transaction, desk: Desk, round_: str) -> None:
    """A timer, once an hour: without its key a round is paused, and with it, it goes on."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    if found is None or pulse is None or found.state not in (RoundState.OPEN, RoundState.PAUSED):
        return
    pulse = with_owner(tx, desk, pulse)
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
