"""The same question, asked again soon of almost the same people: what differs between the two results is what a few said."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from handlers.desk import Desk
from handlers.pulse import keys
from handlers.pulse.model import Question, RoundState
from storage import messages, pulses
from storage.transaction import Transaction

SOON = timedelta(days=14)
ASKED = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED)


def asked(tx: Transaction, round_: str) -> set[str]:
    """Who was asked in a round, as their ballots tell."""
    begin = keys.ballots(round_)
    return {key.removeprefix(begin) for key in messages.keys_under(tx, begin)}


def too_alike(
    tx: Transaction, desk: Desk, questions: Iterable[Question], people: Collection[str]
) -> set[str]:
    """Keys of the questions that were asked in the last two weeks of an audience that differs by fewer people than the
    threshold, and not by none."""
    wanted, now = {each.key for each in questions}, set(people)
    found: set[str] = set()
    for earlier in pulses.rounds_since(tx, desk.clock.now() - SOON):
        repeated = wanted & {str(each["key"]) for each in earlier.questions}
        if earlier.state not in ASKED or not repeated:
            continue
        if 0 < len(now ^ asked(tx, earlier.round)) < desk.organisation.pulses.threshold:
            found |= repeated
    return found
