"""Who held a request for how long, in the window that shows it whole."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta
from itertools import accumulate

from config.catalogue import Mrkdwn, Words, escape
from config.departments import Department
from handlers.conversation.rules import THANKED
from handlers.custody.rules import Holder, Holding, by_holder, custody, total
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.requests.rules import Event
from handlers.text import Names
from storage import history
from storage.requests import Request
from storage.transaction import Transaction

# What is said moves no request, and there may be much of it.
SAID = (Event.SAID, THANKED, Event.EDITED, Event.TAKEN_BACK)
MOST_EVENTS = 1000
# A block of text has room for 3000 characters.
ROOM = 2800
MINUTE = timedelta(minutes=1)


def who_had_it(
    tx: Transaction, desk: Desk, _: Words, request: Request, member: bool
) -> Mrkdwn | None:
    """Each who held it, with how long; where it is not the same, how much of that was working time."""
    events = history.of(tx, request.key, without=SAID, limit=MOST_EVENTS)
    times = by_holder(custody(events, desk.clock.now()))
    if not times:
        return None
    names = names_of(tx, [holding.person for holding in times if holding.person])
    names[request.requester] = names_of(tx, [request.requester])[request.requester]
    lines = []
    for holding, spans in times.items():
        if total(spans) < MINUTE and len(times) > 1:
            continue  # passed on at once
        department = desk.organisation.department(holding.department or "")
        hours = desk.organisation.hours(department or desk.organisation.triage)
        worked = sum((hours.between(*span) for span in spans), timedelta())
        who = _who(_, holding, department, names, request.requester if member else None)
        lines.append(Mrkdwn(f"• {who}: {_how_long(_, total(spans), worked)}"))
    whole = _.length(sum((total(spans) for spans in times.values()), timedelta()))
    head = _.mrkdwn("*Who had it*, {whole} in all:", whole=whole)
    return Mrkdwn("\n".join([head, *_first(_, lines)]))


def _first(_: Words, lines: Sequence[Mrkdwn]) -> list[Mrkdwn]:
    """As many as there is room for."""
    room = [0, *accumulate(len(line) + 1 for line in lines)]
    shown = bisect_right(room, ROOM) - 1
    more = len(lines) - shown
    return [*lines[:shown], *([_.plural("and {n} more", "and {n} more", more)] if more else [])]


def _how_long(_: Words, span: timedelta, worked: timedelta) -> Mrkdwn:
    long = _.length(span)
    if span - worked < MINUTE:
        return escape(long)
    if worked < MINUTE:
        return _.mrkdwn("{long} (outside working hours)", long=long)
    return _.mrkdwn("{long} ({worked})", long=long, worked=_.working(worked))


def _who(
    _: Words,
    holding: Holding,
    department: Department | None,
    names: Names,
    requester: str | None,
) -> Mrkdwn:
    """As the department reads it; without `requester`, as the requester does."""
    given = {
        "department": department.name if department else holding.department or "",
        "who": names.get(holding.person or "", ""),
        "requester": names.get(requester or "", ""),
    }
    match holding.by:
        case Holder.DEPARTMENT if not given["department"]:
            return _.mrkdwn("before it had a department")
        case Holder.DEPARTMENT:
            return _.mrkdwn("{department}, before anyone picked it up", **given)
        case Holder.PERSON if given["department"]:
            return _.mrkdwn("{who} ({department})", **given)
        case Holder.PERSON:
            return _.mrkdwn("{who}", **given)
        case Holder.REQUESTER if requester:
            return _.mrkdwn("waiting for {requester}", **given)
        case Holder.REQUESTER:
            return _.mrkdwn("waiting for your reply")
        case Holder.THIRD_PARTY:
            return _.mrkdwn("waiting for someone outside {department}", **given)
        case Holder.NOBODY:
            return _.mrkdwn("solved, before it was reopened")
