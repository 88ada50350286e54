"""Business time: when a department works, and the arithmetic of working time. Pure and exact: what elapses is real time, also
over a change of the clocks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import count
from zoneinfo import ZoneInfo

from config.calendars import moment_of

NONE, DAY = timedelta(), timedelta(days=1)
# From when to when, on the clock of the wall; midnight at the end is 24:00.
Block = tuple[time, time]
# From when to when, in UTC, the end not included.
Interval = tuple[datetime, datetime]
# Nobody waits longer for an opening: an organisation file without one is refused.
NEVER_OPEN = 60


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A length of working time as people say it: a day of it is as long as the calendar's working day is on average."""

    days: int = 0
    time: timedelta = NONE


@dataclass(frozen=True)
class BusinessHours:
    """When somebody works: blocks of hours for each day of the week, Monday first, in a zone, but for days off."""

    zone: str
    week: tuple[tuple[Block, ...], ...]
    closed: frozenset[date] = frozenset()

    @cached_property
    def day(self) -> timedelta:
        """How long a working day is on average."""
        anchor = date(2001, 1, 1)
        lengths = [_length(block, anchor) for blocks in self.week for block in blocks]
        open_days = sum(1 for blocks in self.week if blocks)
        return sum(lengths, NONE) / open_days if open_days else DAY

    def is_working_day(self, day: date) -> bool:
        """Whether there are open hours on a day."""
        return bool(self._blocks(day))

    def is_open(self, at: datetime) -> bool:
        """Whether a moment is within the hours."""
        return any(start <= at < end for start, end in self._intervals(self._local(at)))

    def next_opening(self, at: datetime) -> datetime:
        """The moment itself if it is within the hours, else when they next begin."""
        return next(self._open_from(at))[0]

    def add(
        self,
        at: datetime,
        span: WorkingTime | timedelta,
        pauses: Sequence[Interval] = (),
    ) -> datetime:
        """When so much working time has passed, pauses not counted. Nothing added at closing gives the next opening; what ends
        at closing gives the closing."""
        left = self.length(span)
        for start, end in self._open_from(at, pauses):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("openings never end")

    def between(self, start: datetime, end: datetime, pauses: Sequence[Interval] = ()) -> timedelta:
        """How much working time there is between two moments, pauses not counted; none if the second is earlier."""
        total = NONE
        if end <= start:
            return total
        for opens, closes in self._open_from(start, pauses):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def length(self, span: WorkingTime | timedelta) -> timedelta:
        """A span in hours of this calendar."""
        return span.days * self.day + span.time if isinstance(span, WorkingTime) else span

    def _open_from(self, at: datetime, pauses: Sequence[Interval] = ()) -> Iterator[Interval]:
        """What is open from a moment on, without the pauses, in order. Raises `ValueError` if nothing ever is."""
        first, closed_for = self._local(at) - DAY, 0
        for n in count():
            intervals = self._intervals(first + n * DAY)
            closed_for = 0 if intervals else closed_for + 1
            if closed_for > NEVER_OPEN:
                raise ValueError("nothing is open for sixty days")
            for start, end in intervals:
                if end > at:
                    yield from _without((max(start, at), end), pauses)

    def _local(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _blocks(self, day: date) -> tuple[Block, ...]:
        return () if day in self.closed else self.week[day.weekday()]

    def _intervals(self, day: date) -> list[Interval]:
        zone = ZoneInfo(self.zone)
        found = []
        for opens, closes in self._blocks(day):
            last = day + DAY if closes == time() else day
            start = moment_of(datetime.combine(day, opens), zone)
            end = moment_of(datetime.combine(last, closes), zone)
            if start < end:
                found.append((start, end))
        return found


def _length(block: Block, day: date) -> timedelta:
    opens, closes = block
    last = day + DAY if closes == time() else day
    return datetime.combine(last, closes, UTC) - datetime.combine(day, opens, UTC)


def _without(open_: Interval, pauses: Sequence[Interval]) -> Iterator[Interval]:
    start, end = open_
    for pause_start, pause_end in sorted(pauses):
        if pause_end <= start or pause_start >= end:
            continue
        if pause_start > start:
            yield start, pause_start
        start = max(start, pause_end)
        if start >= end:
            return
    if start < end:
        yield start, end
