"""A pulse that Acme has been asked for weeks, as it stands in storage when a round has closed."""

from datetime import timedelta

from handlers.desk import Desk
from handlers.pulse import keys
from handlers.pulse.making import bank_choices
from handlers.pulse.model import Audience, Life, Plan
from storage import messages, pulses
from storage.pulses import Pulse
from storage.transaction import Transaction
from tests.rounds import Histogram, closed

ASKED = ("enps", "workload-pace", "recognition-thanks", "growth-learned", "service-help:it")
INVITED, ROUNDS = 62, 9
GOOD: Histogram = {"2": 3, "3": 9, "4": 24, "5": 11}
SOME: Histogram = {"2": 8, "3": 14, "4": 18, "5": 7}
LOW: Histogram = {"1": 6, "2": 14, "3": 16, "4": 9, "5": 2}
NET: Histogram = {"3": 4, "6": 7, "7": 9, "8": 10, "9": 12, "10": 5}
# The last round, among eight that were as usual.
USUAL = dict(zip(ASKED, (NET, SOME, GOOD, SOME, GOOD), strict=True))
LAST = {**USUAL, "workload-pace": LOW, "recognition-thanks": {**GOOD, "5": 13, "2": 1}}
GROUPS: dict[str, dict[str, Histogram]] = {
    "department:it": {
        "enps": {"6": 5, "8": 4, "9": 3},
        "workload-pace": {"1": 5, "2": 5, "3": 2},
        "recognition-thanks": {"4": 7, "5": 5},
        "growth-learned": {"3": 6, "4": 6},
        "service-help:it": {"4": 8, "5": 4},
    },
    "department:hr": {
        "enps": {"7": 3, "9": 6, "10": 2},
        "workload-pace": {"2": 3, "3": 6, "4": 2},
        "recognition-thanks": {"3": 4, "4": 7},
        "service-help:it": {"2": 4, "3": 7},
    },
    "department:facilities": {
        "enps": {"3": 4, "7": 4, "9": 3},
        "workload-pace": {"3": 6, "4": 5},
        "recognition-thanks": {"2": 3, "3": 5, "4": 3},
        "growth-learned": {"2": 5, "3": 4, "4": 2},
        "service-help:it": {"4": 6, "5": 5},
    },
}


def keep(tx: Transaction, desk: Desk, owner: str, channel: str) -> None:
    """All of it, with its results to be shown in the channel and to whoever asked."""
    bank = {each.key: each for each in bank_choices(desk)}
    asked = tuple(bank[key] for key in ASKED)
    plan = Plan(
        name="How are you?",
        audience=Audience.CHANNEL,
        who=(channel,),
        questions=asked,
        days=3,
        cuts=True,
    )
    now = desk.clock.now()
    pulses.keep(tx, Pulse(1, owner, Life.RUNNING, plan.model_dump(mode="json"), now))
    for at in range(ROUNDS):
        is_last = at == ROUNDS - 1
        jitter = {"9": NET["9"] + at % 3, "8": NET["8"] - at % 3}
        figures = LAST if is_last else {**USUAL, "enps": {**NET, **jitter}}
        past = closed(
            at,
            asked,
            figures,
            ended=now - timedelta(days=14 * (ROUNDS - 1 - at)),
            invited=INVITED,
            left_out=3,
            groups=GROUPS if is_last else None,
        )
        pulses.keep_round(tx, past.round)
        pulses.release(tx, past.round.round, past.results)
    last = past.round.round
    for to in (channel, owner):
        messages.put(tx, {keys.results(last, to): messages.at(to)})
    messages.put(tx, {keys.guide(last): messages.at(owner)})
