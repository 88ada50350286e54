"""A ballot that a pulse's maker sends to themself before anybody else gets it: of a round that is none."""

from datetime import datetime, timedelta

from config.catalogue import Words
from handlers.errors import UserError
from handlers.pulse.model import Plan, RoundState
from storage.pulses import Round

TRIAL = "trial-"


def trial_of(plan: Plan, pulse: int, now: datetime) -> Round:
    """The round it looks like."""
    return Round(
        round=f"{TRIAL}{pulse}",
        pulse=pulse,
        state=RoundState.PLANNED,
        opens_at=now,
        closes_at=now + timedelta(days=plan.days),
        questions=[each.model_dump(mode="json") for each in plan.asks(0)],
        release_plan=(),
    )


def pulse_in(round_: str) -> int | None:
    """Which draft it is of; None if it is no trial."""
    number = round_.removeprefix(TRIAL)
    return int(number) if number != round_ and number.isdecimal() else None


def not_saved(_: Words) -> UserError:
    """Whatever is pressed in it."""
    return UserError(
        _.mrkdwn("This is how others will see it. Nothing that you press here is saved."),
        title=_("Only for you"),
    )
