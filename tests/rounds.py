"""Closed rounds of pulses, as storage has them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.pulse.model import Question, RoundState, Scale
from handlers.pulse.past import Released
from handlers.pulse.release import ALL
from storage.pulses import Result, Round

Histogram = Mapping[str, int]


def question(key: str, scale: Scale = Scale.AGREE, driver: str = "") -> Question:
    return Question(key=key, scale=scale, text={"": f"How about {key}?"}, driver=driver)


def closed(
    at: int,
    questions: Sequence[Question],
    figures: Mapping[str, Histogram],
    *,
    ended: datetime,
    pulse: int = 1,
    invited: int = 60,
    left_out: int = 0,
    roster: str | None = None,
    groups: Mapping[str, Mapping[str, Histogram]] | None = None,
) -> Released:
    """A round with what everybody said to each question, and some groups."""
    results = [
        Result(group, key, sum(each.values()), each)
        for group, some in {ALL: figures, **(groups or {})}.items()
        for key, each in some.items()
    ]
    round_ = Round(
        round=f"{at:016}",
        pulse=pulse,
        state=RoundState.CLOSED,
        opens_at=ended - timedelta(days=3),
        closes_at=ended,
        questions=[each.model_dump(mode="json") for each in questions],
        release_plan=sorted(groups or ()),
        invited=invited,
        left_out=left_out,
        answered=max((each.n for each in results), default=0),
        roster=roster,
    )
    return Released(round_, results)
