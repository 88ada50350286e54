"""What an action is and may be. Pure: no I/O, no clock, no Slack."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from config.business_time import BusinessHours
from config.calendars import moment_of
from storage.actions import Action

MORNING = time(9)
# Somebody who is asked on the day it is due has until the end of the next working day.
DAY = timedelta(days=1)


class Origin(StrEnum):
    """Out of what it came."""

    QUESTION = "question"
    COMMENT = "comment"
    IDEA = "idea"
    RATING = "rating"
    OTHER = "other"


class Decision(StrEnum):
    """What was decided. A reason goes with what isn't done, or not now."""

    UNDECIDED = "undecided"
    DO = "do"
    LATER = "later"
    NOT = "not"


class Reached(StrEnum):
    """Whom silence reaches: the owner on the day, then their head, then nobody further."""

    OWNER = "owner"
    HEAD = "head"


STEPS = (Reached.OWNER, Reached.HEAD)


def is_open(action: Action) -> bool:
    """Whether somebody still has to see to it."""
    return action.done_at is None and action.decision != Decision.NOT


def needs_reason(decision: str) -> bool:
    """Whether people are told why."""
    return decision in (Decision.LATER, Decision.NOT)


def next_word(action: Action, hours: BusinessHours) -> datetime | None:
    """When the next step is told of its silence: the owner in the morning of the day, their head in the morning after the
    next working day. None if there is no next one."""
    if not is_open(action) or action.step >= len(STEPS):
        return None
    day = action.due if action.step == 0 else _working_day_after(hours, action.due)
    return moment_of(datetime.combine(day, MORNING), ZoneInfo(hours.zone))


def _working_day_after(hours: BusinessHours, day: date) -> date:
    """The second working day after a day: the first one is left to whoever was asked."""
    left = 2
    for _n in range(60):
        day += DAY
        left -= hours.is_working_day(day)
        if not left:
            return day
    return day
