"""How long a department's requests of a type took, as it was measured: half within this, nine in ten within that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from config.business_time import BusinessHours, WorkingTime
from config.departments import Department
from config.organisation import Organisation
from handlers.desk import Desk
from handlers.standards.rules import kept_with
from storage import taken
from storage.requests import Request
from storage.transaction import Transaction

# As many requests in as many days tell something; of more, the latest do.
ENOUGH, RECENT, MOST = 20, timedelta(days=60), 200


@dataclass(frozen=True, slots=True)
class Measured:
    """Of so many requests."""

    number: int
    half: WorkingTime | timedelta
    most: WorkingTime | timedelta


def measured_of(spans: Sequence[timedelta], hours: BusinessHours) -> Measured | None:
    """None of too few. Half of them, and nine in ten, took no longer than is said."""
    if len(spans) < ENOUGH:
        return None
    in_order = sorted(spans)
    half, most = (in_order[ceil(len(spans) * share) - 1] for share in (0.5, 0.9))
    return Measured(len(spans), _said(half, hours), _said(most, hours))


def _said(span: timedelta, hours: BusinessHours) -> WorkingTime | timedelta:
    whole = hours.in_days(span)
    return whole if whole.days else span


def measured(
    tx: Transaction, desk: Desk, department: Department, request_type: str
) -> Measured | None:
    """What was measured of a department's requests of a type in the last sixty days."""
    since = desk.clock.now() - RECENT
    spans = taken.latest(tx, department.key, request_type, since=since, most=MOST)
    return measured_of(spans, desk.organisation.hours(department))


def took(organisation: Organisation, department: Department, request: Request) -> timedelta | None:
    """How much working time passed until it was resolved, without that in which the requester was waited for."""
    if request.resolved_at is None:
        return None
    hours, pauses = organisation.hours(department), kept_with(request).pauses
    return hours.between(request.created_at, request.resolved_at, pauses)
