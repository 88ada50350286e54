"""Digest: each department's morning line, at nine on working days, in its own zone. It re-arms itself in the transaction that
fires it. What it says is offered by others."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.calendars import local_date, next_daily
from config.catalogue import Mrkdwn
from config.departments import Department
from handlers.blocks import Body, body, section
from handlers.capability import Capability
from handlers.desk import Desk
from storage import messages, timers
from storage.transaction import Transaction


def prepare(tx: Transaction, desk: Desk) -> None:
    """Arm each department's next morning. One that came due while the process was down stays due, and fires once; one that
    the organisation file has moved to a later hour since then fires too early, sees it, and arms itself anew."""
    for department in desk.organisation.all:
        timers.arm_no_later(tx, _key(department), _next(desk, department, desk.clock.now()))


def morning(tx: Transaction, desk: Desk, key: str) -> None:
    """Declare today's line, and the next morning. One that fires late is shown while its day lasts; a day off, and a morning
    that has not come yet, have none, whatever was due before."""
    department = desk.organisation.department(key)
    if department is None:
        return
    now = desk.clock.now()
    timers.arm(tx, {_key(department): _next(desk, department, now)})
    today = local_date(now, department.zone)
    midnight = datetime.combine(today, time(), ZoneInfo(department.zone)).astimezone(UTC)
    if _next(desk, department, midnight - timedelta(seconds=1)) <= now:
        # Keyed by the day: fired twice in a day for whatever reason, it is one message.
        line = {f"digest/{department.key}/{today}": messages.at(department.channel)}
        messages.put(tx, line, forget_at=desk.passing(), refresh=False)


def _next(desk: Desk, department: Department, after: datetime) -> datetime:
    works = desk.organisation.hours(department).is_working_day
    return next_daily(after, department.digest_at, department.zone, works)


def _key(department: Department) -> str:
    return f"digest/{department.key}"


def digest(tx: Transaction, desk: Desk, department: str, date: str) -> Body | None:  # noqa: ARG001 # the date makes the key
    """Who it is for, then each row in order."""
    found = desk.organisation.department(department)
    if found is None:
        return None
    _ = desk.words_here(found.zone)
    offered = [each(tx, desk, _, found) for each in desk.offers.morning]
    rows = [row for row in offered if row is not None]
    if not rows:
        return None
    head = _.mrkdwn("*{department} today:*", department=found.name)
    lines = [line for row in rows for line in row.lines]
    return body(
        Mrkdwn(f"{head} {' '.join(lines)}"),
        section(Mrkdwn(head + " " + "\n".join(lines))),
        *(block for row in rows for block in row.blocks),
    )


CAPABILITY = Capability(
    name="digest",
    shows={"digest/{department}/{date}": digest},
    timers={"digest/{department}": morning},
    prepare=prepare,
)
