"""What notices are about: what people may want or not. What somebody must know is not theirs to choose."""

from enum import StrEnum


class Topic(StrEnum):
    """One thing that notices are about."""

    NEEDED = "needed"
    PROGRESS = "progress"
    REMINDERS = "reminders"
    RATINGS = "ratings"
    DUTY = "duty"
    PULSE = "pulse"


# What can be switched off.
OPTIONAL = tuple(topic for topic in Topic if topic not in (Topic.NEEDED, Topic.PULSE))
# Everybody is asked at once: they read of it a little apart from each other.
SPREAD = frozenset({Topic.PULSE})
