"""What of a department's requests is due today, and what is overdue: in its morning line."""

from collections.abc import Iterator
from datetime import datetime

from config.calendars import local_date
from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.desk import Desk
from handlers.offers import MorningRow
from handlers.requests.lifecycle import due_by
from handlers.standards.rules import Promise, kept_with
from storage import requests
from storage.requests import Request, snoozed_until
from storage.transaction import Transaction

# More than that, and the number alone says enough.
MOST, PAGE, LISTED = 1000, 200, 10


def due_today(tx: Transaction, desk: Desk, _: Words, department: Department) -> MorningRow | None:
    """Nothing where nothing is due. What is snoozed is none of today's work, unless it is overdue."""
    now, today, overdue = desk.clock.now(), [], []
    for request in _open(tx, department):
        if is_late(request):
            overdue.append(request.number)
        elif snoozed_until(request) is None and _is_due(request, now, department.zone):
            today.append(request.number)
    lines = []
    if overdue:
        lines.append(_overdue(_, overdue))
    if today:
        lines.append(_today(_, today))
    return MorningRow(lines) if lines else None


def _overdue(_: Words, numbers: list[int]) -> Mrkdwn:
    listed = _listed(numbers)
    return _.plural("{n} overdue: {listed}.", "{n} overdue: {listed}.", len(numbers), listed=listed)


def _today(_: Words, numbers: list[int]) -> Mrkdwn:
    listed = _listed(numbers)
    return _.plural(
        "{n} due today: {listed}.", "{n} due today: {listed}.", len(numbers), listed=listed
    )


def _open(tx: Transaction, department: Department) -> Iterator[Request]:
    for index in range(MOST // PAGE):
        page = requests.page_of(tx, "queue", department.key, index=index, size=PAGE)
        yield from page.requests
        if not page.has_more:
            return


def is_late(request: Request) -> bool:
    """Whether something promised is late, and still owed."""
    kept = kept_with(request)
    return any(kept.is_missed(each, kept.since(each, request)) for each in Promise)


def _is_due(request: Request, now: datetime, zone: str) -> bool:
    by = due_by(request)
    today = local_date(now, zone)
    return any(local_date(by[each], zone) <= today for each in Promise if each in by)


def _listed(numbers: list[int]) -> Mrkdwn:
    more = " …" if len(numbers) > LISTED else ""
    return Mrkdwn(", ".join(f"#{number}" for number in numbers[:LISTED]) + more)
