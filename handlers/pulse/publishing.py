"""The last two steps of a close: the key is destroyed, and only then is anything published."""

from handlers.desk import Desk
from handlers.pulse import keys
from handlers.pulse.guide import guide_owner
from handlers.pulse.lists import heads_of
from handlers.pulse.model import Plan, RoundState, See
from handlers.pulse.planning import with_owner
from handlers.pulse.repeating import asked
from storage import messages, pulses
from storage.messages import Place
from storage.pulses import Pulse, Round
from storage.transaction import Transaction


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
    pulse = with_owner(tx, desk, pulse)
    if Plan.model_validate(pulse.plan).poll:
        messages.refresh(tx, [keys.poll(round_)])
    else:
        messages.put(tx, readers(tx, desk, pulse, round_))
        guide_owner(tx, desk, pulse, round_)


def readers(tx: Transaction, desk: Desk, pulse: Pulse, round_: str) -> dict[str, Place]:
    """Where the results are read."""
    plan = Plan.model_validate(pulse.plan)
    to = {pulse.owner}
    if plan.see == See.HEAD:
        to |= heads_of(tx, desk, pulse.owner)
    if plan.see == See.ASKED:
        to |= {plan.who[0]} if plan.audience == "channel" else asked(tx, round_)
    return {keys.results(round_, each): messages.at(each) for each in sorted(to)}
