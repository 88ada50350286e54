"""Hand an absent person's requests to who stands in, and back. So many in a transaction; a timer goes on with the rest."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from handlers.absence import keys
from handlers.absence.rules import NAME, AbsenceEvent, given_back, handed, holders, is_theirs
from handlers.cover import absence_of, last_day, stand_in
from handlers.desk import Desk
from handlers.directory.rules import is_member
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.rules import UNRESOLVED
from storage import absences, messages, requests, timers
from storage.absences import Absence
from storage.requests import Request
from storage.transaction import Transaction

AT_ONCE = 200


def hand_out(tx: Transaction, desk: Desk, absence: Absence) -> bool:
    """Give what somebody absent has to who stands in for them. Whether there is more."""
    page = requests.page_of(tx, "held", absence.user, index=0, size=AT_ONCE)
    _give(tx, desk, absence, [each.number for each in page.requests])
    return page.has_more


def hand_on(tx: Transaction, desk: Desk, absence: Absence, after: int) -> int | None:
    """Give what an absence moved, after a number, to who stands in now. The number to go on after, None if that was all."""
    rows = absences.moved(tx, absence.id, after=after, limit=AT_ONCE)
    _give(tx, desk, absence, [row.number for row in rows])
    # Those who stood in until now read what they still have.
    before = {row.to for row in rows if row.to}
    messages.refresh(tx, [keys.brief(absence, cover) for cover in before])
    return rows[-1].number if len(rows) == AT_ONCE else None


def hand_back(tx: Transaction, desk: Desk, absence: Absence, after: int) -> int | None:
    """Give back what is as it was left. The number to go on after, None if that was all."""
    rows = absences.moved(tx, absence.id, after=after, limit=AT_ONCE)
    for row in rows:
        request = requests.get(tx, row.number, lock=True)
        if request is not None and _is_to_return(tx, desk, request, absence.user):
            left = given_back(request, absence.user)
            _apply(tx, desk, request, AbsenceEvent.RETURNED, absence, absence.user, left)
    return rows[-1].number if len(rows) == AT_ONCE else None


def _give(tx: Transaction, desk: Desk, absence: Absence, numbers: Iterable[int]) -> None:
    to_whom = cache(lambda key: stand_in(tx, desk, absence.user, desk.organisation.department(key)))
    for number in numbers:
        request = requests.get(tx, number, lock=True)
        if request is None or not _is_to_give(request, absence.user):
            continue
        to = to_whom(department_of(desk, request).key)
        if to != request.assignee:
            event = AbsenceEvent.COVERED if to else AbsenceEvent.UNCOVERED
            _apply(tx, desk, request, event, absence, to, handed(request, absence.user, to))
        absences.move(tx, absence.id, number, to)


def _is_to_give(request: Request, absent: str) -> bool:
    has = request.assignee == absent and request.state in UNRESOLVED
    return has or is_theirs(request, absent)


def _is_to_return(tx: Transaction, desk: Desk, request: Request, user: str) -> bool:
    """Whoever works elsewhere by now gets nothing back."""
    return is_theirs(request, user) and is_member(tx, department_of(desk, request), user)


def _apply(
    tx: Transaction,
    desk: Desk,
    request: Request,
    event: AbsenceEvent,
    absence: Absence,
    to: str | None,
    kept: Any,
) -> None:
    data = {"holder": absence.user, "to": to, "until": last_day(tx, desk, absence).isoformat()}
    facts = {name: fact for name, fact in request.facts.items() if name != NAME}
    facts = {**facts, NAME: kept} if kept else facts
    apply(tx, desk, request, event, Change(assignee=to, facts=facts, data=data))


def changed(tx: Transaction, desk: Desk, before: Request, after: Request) -> Iterator[str]:
    """If who stood in has left the company, somebody else is looked for. What lists the requests that were handed on, or came
    back, is shown anew."""
    left = [*holders(after)]
    if left and left[-1] is None and holders(before)[-1:] not in ([], [None]):
        for user in reversed(left[:-1]):
            absence = absence_of(tx, desk, user) if user else None
            if absence is not None:
                timers.arm_no_later(tx, keys.again(absence, 0), desk.clock.now())
                break
    yield from ()
