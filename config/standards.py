"""By when a department answers, gives news and resolves, in its working time: its standards, as an operator writes them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from config.business_time import WorkingTime
from config.configured import Configured
from config.values import DURATION, Key, refusal, rhythm, working_time

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Standard:
    """What holds for a request. None: nothing is promised."""

    first_response: WorkingTime | None = None
    next_reply: WorkingTime | None = None
    next_update: WorkingTime | None = None
    resolution: WorkingTime | None = None


TIMES = ("first_response", "next_reply", "next_update", "resolution")


def _a_minute_at_least(given: Any) -> Any:
    """Leaves anything but text to pydantic, so that code can pass a WorkingTime."""
    written = given.replace(" ", "").lower() if isinstance(given, str) else ""
    parts = DURATION.fullmatch(written)
    seconds = written.endswith("s") and written[:-1].isdigit()
    if seconds or (written and parts and not any(int(part or 0) for part in parts.groups())):
        raise refusal(
            f'"{given}" is shorter than a minute.', "Use 1m or more, such as 30m, 4h or 2d."
        )
    return working_time(given)


Promised = Annotated[WorkingTime | None, BeforeValidator(_a_minute_at_least)]
Updates = Annotated[Promised, AfterValidator(rhythm)]


class StandardFor(Configured):
    """The times for all requests of a department, or for those of a type, of an urgency, or of both."""

    type: Key | None = None
    urgency: Literal["high", "normal", "low"] | None = None
    first_response: Promised = None
    next_reply: Promised = None
    next_update: Updates = None
    resolution: Promised = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) is None for name in TIMES):
            raise refusal(
                "This standard has no time.", f"Add one of: {', '.join(TIMES)}; or remove it."
            )
        return self

    def holds_for(self, request_type: str, urgency: str) -> bool:
        """Whether it is for such a request."""
        return self.type in (None, request_type) and self.urgency in (None, urgency)

    def __hash__(self) -> int:
        """Computed once: what holds for a request is looked for by all of a department's standards."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.type, self.urgency, *(getattr(self, name) for name in TIMES)))

    @property
    def narrowness(self) -> int:
        """Type and urgency together are narrower than an urgency, and that is narrower than a type."""
        return (self.type is not None) + 2 * (self.urgency is not None)


@lru_cache(maxsize=1024)
def standard_of(given: tuple[StandardFor, ...], request_type: str, urgency: str) -> Standard:
    """What holds for a request, each time from the narrowest standard that has it."""
    found = Standard()
    for each in sorted(given, key=lambda each: each.narrowness):
        if each.holds_for(request_type, urgency):
            times = {name: it for name in TIMES if (it := getattr(each, name)) is not None}
            found = replace(found, **times)
    return found
