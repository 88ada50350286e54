"""End a round. The order is what keeps a promise: nothing is published before the key is gone.

1. Presses are refused from the end on, by the clock.
2. The cells are opened in memory, and what may be shown is decided, once.
3. One transaction writes that, and deletes the cells and who was asked.
4. The key is destroyed, and its folder is on disk.
5. Only then is anything published.

A crash after any step goes on with the next one: the timer of the step is still there. A backup of an open round that is
restored later has no key, so it can't be closed a second time: it is lost.
"""

from datetime import timedelta

from config.pulses import MOST_REMINDERS
from handlers.desk import Desk
from handlers.pulse import keys
from handlers.pulse.comments import KEPT
from handlers.pulse.deciding import Decided, RoundEnded, decided
from handlers.pulse.model import NAMED_DAYS, RoundState
from handlers.pulse.past import roster_digest
from handlers.pulse.sealing import Seals, WrongKeyError, opened_cells
from handlers.pulse.words import tell_owner
from storage import cells, pulses, timers
from storage.transaction import Transaction

# A key that is missing for so long after the end is lost.
PATIENCE = timedelta(days=3)
AGAIN = timedelta(hours=1)


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
    return decided(facts, said_by, rules.threshold, rules.comments_threshold, seals.handle)


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
    if found.comments:
        timers.arm(tx, {keys.untag(round_): facts.round.closes_at + KEPT})
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
        roster=roster_digest(each.person for each in facts.roster),
    )
    timers.arm(tx, {keys.publish(round_): desk.clock.now()})


def _forget(tx: Transaction, round_: str) -> None:
    cells.forget(tx, round_)
    pulses.forget_roster(tx, round_)
    timers.cancel(tx, keys.watch(round_), keys.count(round_))
    timers.cancel(tx, *(keys.remind(round_, number) for number in range(1, MOST_REMINDERS + 1)))


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
