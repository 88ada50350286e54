"""How long Frontdesk waits for a requester's reply, in working time of the department that asked."""

from datetime import timedelta
from typing import Self

from pydantic import model_validator

from config.business_time import WorkingTime
from config.configured import Configured
from config.values import WorkingDuration, refusal

# For comparing lengths where no calendar is known.
USUAL_DAY = timedelta(hours=8)


class WaitingTimes(Configured):
    """When the requester is reminded of a question, when they are told that the request will close, and when it then does."""

    remind_after: WorkingDuration = WorkingTime(days=2)
    warn_after: WorkingDuration = WorkingTime(days=5)
    close_after: WorkingDuration = WorkingTime(days=2)

    @model_validator(mode="after")
    def _reminded_before_warned(self) -> Self:
        if _usual(self.remind_after) >= _usual(self.warn_after):
            raise refusal(
                "Requesters would be reminded only when they are told that the request closes.",
                "Make remind_after shorter than warn_after, such as 2d and 5d.",
            )
        return self


def _usual(span: WorkingTime) -> timedelta:
    return span.days * USUAL_DAY + span.time
