"""What an organisation file says of pulse surveys: who may make them, and from how many people on something is shown."""

from datetime import time
from typing import Annotated

import pydantic
from pydantic import BeforeValidator, field_validator

from config.configured import Configured
from config.texts import Label, Name
from config.values import Clock, Member, refusal

# Nobody may go below these: with fewer, a figure is somebody's answer.
LEAST, LEAST_FOR_COMMENTS = 3, 5
MOST = 100
LAST, MOST_REMINDERS, MOST_DAYS = "last", 5, 90


def _day(value: object) -> object:
    if value == LAST:
        return LAST
    written = str(value)
    if written.isdecimal() and 1 <= int(written) <= MOST_DAYS:
        return int(written)
    raise refusal(
        f"{value} is no day of a round.", f"Use a number from 1 to {MOST_DAYS}, or {LAST}."
    )


class Contact(Configured):
    """Whom people can talk to who are in danger, or are harassed."""

    name: Name
    reach: Label


class Pulses(Configured):
    # Besides the heads of departments.
    leads: tuple[Member, ...] = pydantic.Field(default=(), max_length=100)
    threshold: int = 5
    comments_threshold: int = 8
    # When people are asked on the day of a round, by their own clock.
    ask_at: Clock = time(10)
    # On which days of a round of a week or more those who said nothing are reminded, counted from its beginning.
    remind_on: tuple[Annotated[int | str, BeforeValidator(_day)], ...] = pydantic.Field(
        default=(3, LAST), max_length=MOST_REMINDERS
    )

    # Shown at once, and privately, to whoever writes of danger or harassment.
    contacts: tuple[Contact, ...] = pydantic.Field(default=(), max_length=10)

    @field_validator("threshold", mode="after")
    @classmethod
    def _protects(cls, threshold: int) -> int:
        return _within(threshold, LEAST, "answers")

    @field_validator("comments_threshold", mode="after")
    @classmethod
    def _protects_comments(cls, threshold: int) -> int:
        return _within(threshold, LEAST_FOR_COMMENTS, "comments")


def _within(threshold: int, least: int, of: str) -> int:
    if not least <= threshold <= MOST:
        raise refusal(
            f"With {threshold} people, {of} are not anonymous, or never shown.",
            f"Use a number from {least} to {MOST}.",
        )
    return threshold
