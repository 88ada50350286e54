"""A closed round among the earlier ones of its pulse, as released: all that is said of change is computed from these figures,
and nothing from answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from handlers.pulse.alerts import falls
from handlers.pulse.model import Question, RoundState, Scale
from handlers.pulse.movement import Movement, is_thin, movements
from handlers.pulse.release import ALL
from handlers.pulse.samples import directed, sample_of
from storage import pulses
from storage.pulses import Result, Round
from storage.transaction import Transaction

# So many rounds are compared: Slack's charts have as many points. Of those looked at some were never asked.
ROUNDS, LOOKED_AT = 20, 60


@dataclass(frozen=True)
class Released:
    """A closed round with its figures."""

    round: Round
    results: Sequence[Result]

    @cached_property
    def questions(self) -> list[Question]:
        """What it asked."""
        return [Question.model_validate(each) for each in self.round.questions]

    @cached_property
    def whole(self) -> dict[str, Result]:
        """What everybody said, by question, where that may be shown."""
        return {each.question: each for each in self.results if each.group == ALL}

    @property
    def is_thin(self) -> bool:
        """Whether few took part."""
        round_ = self.round
        return is_thin(asked=round_.invited, left_out=round_.left_out, answered=round_.answered)

    def scale_of(self, key: str) -> Scale:
        """How a question of it was answered."""
        return next(each.scale for each in self.questions if each.key == key)


@dataclass(frozen=True)
class ChangeSince:
    """What became of a question since the earlier round that asked it."""

    movement: Movement
    before: Result
    since: datetime


@dataclass(frozen=True)
class PastRounds:
    """The rounds of a pulse up to this one, the oldest first."""

    rounds: Sequence[Released]
    changes: Mapping[str, ChangeSince] = field(default_factory=dict)
    fallen: Sequence[str] = ()

    @property
    def now(self) -> Released:
        """This one."""
        return self.rounds[-1]


def past_of(tx: Transaction, round_: Round, threshold: int | None) -> PastRounds:
    """Of a closed round; of those before it, what everybody said. `threshold` is None for a named pulse."""
    some = reversed(pulses.rounds_of(tx, round_.pulse, most=LOOKED_AT))
    closed = [each for each in some if each.state == RoundState.CLOSED]
    earlier = [each for each in closed if each.opens_at < round_.opens_at][-(ROUNDS - 1) :]
    results = pulses.results_in(tx, [each.round for each in earlier], group=ALL)
    before = [Released(each, results.get(each.round, ())) for each in earlier]
    rounds = [*before, Released(round_, pulses.results_of(tx, round_.round))]
    return PastRounds(rounds, changed(rounds, threshold), fallen(rounds))


def roster_digest(people: Iterable[str]) -> str:
    """Tells whether the same people were asked, and nothing else."""
    return sha256("\n".join(sorted(people)).encode()).hexdigest()


def changed(rounds: Sequence[Released], threshold: int | None) -> dict[str, ChangeSince]:
    """What became of each question since it was last asked. Nothing is said of a round in which few took part, nor since one;
    nor of so few people that what differs may be what somebody who left or came had said."""
    now = rounds[-1]
    if now.is_thin:
        return {}
    pairs: dict[str, tuple[Result, Released]] = {}
    for question in now.questions:
        before = _before(rounds, question.key)
        whole = now.whole.get(question.key)
        if directed(question.scale) and whole and before:
            earlier = before.whole[question.key]
            if threshold is None or not _may_tell(now, before, whole, earlier, threshold):
                pairs[question.key] = (earlier, before)
    told = movements(
        [
            (now.scale_of(key), earlier.histogram, now.whole[key].histogram)
            for key, (earlier, _before) in pairs.items()
        ]
    )
    return {
        key: ChangeSince(movement, earlier, before.round.closes_at)
        for (key, (earlier, before)), movement in zip(pairs.items(), told, strict=True)
    }


def _before(rounds: Sequence[Released], key: str) -> Released | None:
    """The latest earlier round that tells of a question, and isn't thin."""
    earlier = (each for each in reversed(rounds[:-1]) if key in each.whole and not each.is_thin)
    return next(earlier, None)


def _may_tell(
    now: Released, before: Released, whole: Result, earlier: Result, threshold: int
) -> bool:
    """Whether a change of so few may be somebody's who left or came. The rosters are gone, so unless the very same people were
    asked, some may have."""
    is_small = min(whole.n, earlier.n) < 2 * threshold
    return is_small and (now.round.roster is None or now.round.roster != before.round.roster)


def driver_of(question: Question) -> str:
    """What it is about; a question of one's own is about itself."""
    return question.driver or question.key


def fallen(rounds: Sequence[Released]) -> list[str]:
    """Which drivers are found, by this round, to be lower than usual."""
    now = rounds[-1]
    if now.is_thin:
        return []
    found = []
    for driver in dict.fromkeys(driver_of(each) for each in now.questions):
        asked = [
            {
                each.key: sample_of(each.scale, released.whole[each.key].histogram)
                for each in released.questions
                if driver_of(each) == driver and directed(each.scale) and each.key in released.whole
            }
            for released in rounds
            if not released.is_thin
        ]
        if asked and len(asked) - 1 in falls(asked):
            found.append(driver)
    return found
