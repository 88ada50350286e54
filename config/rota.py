"""A duty rota: a department's people in weekly turns, from a stated day on. Pure arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pydantic
from pydantic import field_validator

from config.calendars import moment_of
from config.configured import Configured
from config.values import Clock, Day, Person, refusal

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """A week of duty, named by its first day; `index` is whose turn it is by the rota."""

    week: date
    begins_at: datetime
    ends_at: datetime
    index: int


class Rota(Configured):
    """Who is on duty, a week each. The first of them begins on the day `starts`; turns change on that day of the week."""

    people: tuple[Person, ...] = pydantic.Field(max_length=50)
    starts: Day
    at: Clock = time(9)

    @field_validator("people", mode="after")
    @classmethod
    def _takes_turns(cls, people: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(people)) < len(people):
            raise refusal("Somebody is in the rota twice.", "Name each person once.")
        if len(people) < 2:
            raise refusal(
                "A rota of one has nobody to swap with or to step in.",
                "Name at least two people, or remove the rota.",
            )
        return people

    def turn(self, moment: datetime, zone: str) -> Turn | None:
        """The turn that runs at a moment; None before the first."""
        local = moment.astimezone(ZoneInfo(zone))
        weeks = (local.date() - self.starts).days // 7
        found = self._numbered(weeks, zone)
        # On the day turns change it is still the week before's until the hour.
        if found.begins_at > moment:
            found = self._numbered(weeks - 1, zone)
        return found if found.week >= self.starts else None

    def turns(self, moment: datetime, zone: str, many: int) -> Iterator[Turn]:
        """The turn that runs at a moment, and those that follow; before the first, from the first on."""
        now = self.turn(moment, zone)
        first = 0 if now is None else (now.week - self.starts) // WEEK
        for number in range(first, first + many):
            yield self._numbered(number, zone)

    def on(self, week: date, zone: str) -> Turn | None:
        """The turn that begins on a day; None if none does."""
        weeks, rest = divmod(week - self.starts, WEEK)
        return None if rest or weeks < 0 else self._numbered(weeks, zone)

    def in_order(self, index: int) -> tuple[str, ...]:
        """Everybody, whose turn it is first, then those that follow."""
        return self.people[index:] + self.people[:index]

    def _numbered(self, number: int, zone: str) -> Turn:
        week = self.starts + number * WEEK
        begins, ends = (_moment(each, self.at, zone) for each in (week, week + WEEK))
        return Turn(week, begins, ends, number % len(self.people))


def _moment(day: date, at: time, zone: str) -> datetime:
    return moment_of(datetime.combine(day, at), ZoneInfo(zone))
