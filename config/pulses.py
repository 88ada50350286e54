"""What an organisation file says of pulse surveys: who may make them, and from how many people on something is shown."""

from datetime import time

import pydantic
from pydantic import field_validator

from config.configured import Configured
from config.values import Clock, Member, refusal

# Nobody may go below these: with fewer, a figure is somebody's answer.
LEAST, LEAST_FOR_COMMENTS = 3, 5
MOST = 100


class Pulses(Configured):
    # Besides the heads of departments.
    leads: tuple[Member, ...] = pydantic.Field(default=(), max_length=100)
    threshold: int = 5
    comments_threshold: int = 8
    # When people are asked on the day of a round, by their own clock.
    ask_at: Clock = time(10)

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
