"""Business time: when somebody works, and the arithmetic of working time. Pure and exact: what elapses is real time, also over
a change of the clocks.

What a year holds is summed up once, by day; a moment and a span then cost two days and a look at the sums, however far apart.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from config.calendars import moment_of

NONE, DAY = timedelta(), timedelta(days=1)
# From when to when, on the clock of the wall; midnight at the end is 24:00.
Block = tuple[time, time]
Blocks = tuple[Block, ...]
# From when to when, in UTC, the end not included.
Interval = tuple[datetime, datetime]
# What a country or region says of the days of a year: whether one works, where that is not as usual.
Public = Callable[[int], Mapping[date, bool]]
# Nobody waits longer for an opening: an organisation file without one is refused.
NEVER_OPEN = 60
# From so many working days on, hours are not said.
LONG = 3
# No zone has put its clocks back within so many days after it put them on.
PROBED = 5


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A length of working time as people say it: a day of it is as long as the calendar's working day is on average."""

    days: int = 0
    time: timedelta = NONE


class _Year(NamedTuple):
    """`before[n]` is the working time before its day n: the last one is the whole year's."""

    first: date
    before: Sequence[timedelta]


def as_usual(_year: int) -> Mapping[date, bool]:
    """Where no public holidays count."""
    return {}


@dataclass(frozen=True, eq=False)
class BusinessHours:
    """When somebody works: blocks of hours for each day of the week, Monday first, in a zone. Before that come the hours of
    single dates, then the days on which they are closed, then the public holidays. A day at the weekend that is worked by law
    has the hours of the working day before it. They are known by identity: what they have summed up stays with them."""

    zone: str
    week: tuple[Blocks, ...]
    closed: frozenset[date] = frozenset()
    dates: Mapping[date, Blocks] = field(default_factory=dict)
    public: Public = as_usual

    @cached_property
    def day(self) -> timedelta:
        """How long a working day is on average."""
        lengths = [length for length in self._lengths if length]
        return sum(lengths, NONE) / len(lengths) if lengths else DAY

    def is_working_day(self, day: date) -> bool:
        """Whether there are open hours on a day."""
        return bool(self._intervals(day))

    def is_open(self, at: datetime) -> bool:
        """Whether a moment is within the hours."""
        return any(start <= at < end for start, end in self._intervals(self._day_of(at)))

    def next_opening(self, at: datetime) -> datetime:
        """The moment itself if it is within the hours, else when they next begin."""
        day = self._day_of(at)
        for start, end in self._intervals(day):
            if at < end:
                return max(start, at).astimezone(UTC)
        return self._intervals(self._next_working_day(day))[0][0]

    def add(
        self, at: datetime, span: WorkingTime | timedelta, pauses: Sequence[Interval] = ()
    ) -> datetime:
        """When so much working time has passed, pauses not counted. Nothing added at closing gives the next opening; what ends
        at closing gives the closing."""
        left = self.length(span)
        for start, end in _merged(pauses):
            until = self.between(at, start)
            if until > left or until == left > NONE:
                break
            left -= until
            at = max(at, end)
        return self._ahead(at, left) if left > NONE else self.next_opening(at)

    def between(self, start: datetime, end: datetime, pauses: Sequence[Interval] = ()) -> timedelta:
        """How much working time there is between two moments, pauses not counted; none if the second is earlier."""
        if end <= start:
            return NONE
        paused = (
            self._worked(max(start, since), min(end, until))
            for since, until in _merged(pauses)
            if since < end and start < until
        )
        return self._worked(start, end) - sum(paused, NONE)

    def length(self, span: WorkingTime | timedelta) -> timedelta:
        """A span in hours of this calendar."""
        return span.days * self.day + span.time if isinstance(span, WorkingTime) else span

    def in_days(self, measured: timedelta) -> WorkingTime:
        """What was measured, in whole working days if it is long."""
        days = round(measured / self.day)
        return WorkingTime(days) if days >= LONG else WorkingTime(time=measured)

    def _worked(self, start: datetime, end: datetime) -> timedelta:
        first, last = self._day_of(start), self._day_of(end)
        between = (self._year(year).before[-1] for year in range(first.year, last.year))
        return sum(between, self._since_new_year(last, end) - self._since_new_year(first, start))

    def _ahead(self, at: datetime, span: timedelta) -> datetime:
        """When the working time after a moment has become this much."""
        first, worked = self._worked_before(at)
        left, year = span + worked, self._year(first)
        while left > year.before[-1]:
            left -= year.before[-1]
            year = self._year(year.first.year + 1)
        # The first day at whose end that much has been worked.
        found = bisect_left(year.before, left) - 1
        left -= year.before[found]
        for start, end in self._intervals(year.first + found * DAY):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("a day is as long as its intervals")

    def _next_working_day(self, day: date) -> date:
        year = self._year(day.year)
        worked = year.before[(day - year.first).days + 1]
        while worked == year.before[-1]:
            year, worked = self._year(year.first.year + 1), NONE
        return year.first + (bisect_right(year.before, worked) - 1) * DAY

    @cached_property
    def _worked_before(self) -> Callable[[datetime], tuple[int, timedelta]]:
        """The year of a moment, and what was worked in it before. Several times usually count from one moment."""
        return lru_cache(maxsize=64)(self._in_its_year)

    def _in_its_year(self, at: datetime) -> tuple[int, timedelta]:
        day = self._day_of(at)
        return day.year, self._since_new_year(day, at)

    def _since_new_year(self, day: date, at: datetime) -> timedelta:
        """The working time of a year before a moment of one of its days."""
        year = self._year(day.year)
        today = (min(end, at) - start for start, end in self._intervals(day) if start < at)
        return sum(today, year.before[(day - year.first).days])

    def _day_of(self, at: datetime) -> date:
        """The day to whose hours a moment may belong: where the clock is put back over midnight, that is the new one,
        although the clock shows the old one again."""
        if at.tzinfo is None:
            raise ValueError("a moment needs its zone")
        local = at.astimezone(self._zone)
        day = local.date()
        if local.fold and moment_of(datetime.combine(day + DAY, time()), self._zone) <= at:
            return day + DAY
        return day

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _years(self) -> dict[int, _Year]:
        return {}

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            self._years[number] = self._summed_up(number)
        return self._years[number]

    def _summed_up(self, number: int) -> _Year:
        """The days as they usually are, but for those that are special, and those on which the clock changes."""
        first, beyond = date(number, 1, 1), date(number + 1, 1, 1)
        # A week that begins with the weekday of the first day, again and again.
        week = (*self._lengths[first.weekday() :], *self._lengths[: first.weekday()])
        lengths = [*(week * 53)[: (beyond - first).days]]
        special = [
            *self.closed,
            *self.dates,
            *self.public(number),
            *_clock_changes(self.zone, number),
        ]
        for day in special:
            if day.year == number:
                open_ = (end - start for start, end in self._open_on(day))
                lengths[(day - first).days] = sum(open_, NONE)
        year = _Year(first, [*accumulate(lengths, initial=NONE)])
        if not year.before[-1]:
            raise ValueError(f"nothing is open in {number}")
        return year

    @cached_property
    def _lengths(self) -> tuple[timedelta, ...]:
        """How long each day of the week is, where the clock does not change."""
        return tuple(sum(map(_length, blocks), NONE) for blocks in self.week)

    def _blocks(self, day: date) -> Blocks:
        if day in self.dates:
            return self.dates[day]
        works = False if day in self.closed else self.public(day.year).get(day)
        if works is None:
            return self.week[day.weekday()]
        return self._last_before(day.weekday()) if works else ()

    def _last_before(self, weekday: int) -> Blocks:
        """The hours of a weekday, or of the last one before it that has some."""
        return next((self.week[weekday - n] for n in range(7) if self.week[weekday - n]), ())

    @cached_property
    def _days(self) -> dict[date, Sequence[Interval]]:
        return {}

    def _intervals(self, day: date) -> Sequence[Interval]:
        if day not in self._days:
            self._days[day] = [*self._open_on(day)]
        return self._days[day]

    def _open_on(self, day: date) -> Iterator[Interval]:
        for opens, closes in self._blocks(day):
            start = moment_of(datetime.combine(day, opens), self._zone)
            end = moment_of(_closing(day, closes), self._zone)
            if start < end:
                yield start, end


def _closing(day: date, closes: time) -> datetime:
    return datetime.combine(day + DAY if closes == time() else day, closes)


def _length(block: Block) -> timedelta:
    anchor = date(2001, 1, 1)
    return _closing(anchor, block[1]) - datetime.combine(anchor, block[0])


@lru_cache(maxsize=1024)
def _clock_changes(zone: str, year: int) -> tuple[date, ...]:
    """The days of a year that are not as long as others."""
    midnight = datetime(year, 1, 1, tzinfo=ZoneInfo(zone))
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    probed = [*range(0, days, PROBED), days]
    offsets = [(midnight + n * DAY).utcoffset() for n in probed]
    return tuple(
        midnight.date() + n * DAY
        for first, beyond, was, becomes in zip(
            probed, probed[1:], offsets, offsets[1:], strict=False
        )
        if was != becomes
        for n in range(first, beyond)
        if (midnight + n * DAY).utcoffset() != (midnight + (n + 1) * DAY).utcoffset()
    )


def _merged(pauses: Sequence[Interval]) -> Sequence[Interval]:
    """In order, without what they share."""
    merged: list[Interval] = []
    for start, end in sorted(pauses):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        elif start < end:
            merged.append((start, end))
    return merged
