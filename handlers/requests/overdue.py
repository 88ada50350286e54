"""When the organisation file changes, the deadlines of open requests are derived again: some at a time, once it is in force.

What was promised moves no later (see `lifecycle`). What a new, shorter time puts into the past is one message for each
department, not one for each request.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from config.catalogue import Mrkdwn
from handlers.blocks import Body, body, linked, section
from handlers.desk import Desk
from handlers.requests import keys
from handlers.requests.changes import apply, by_time, derive_again
from handlers.requests.departments import department_of
from handlers.requests.lifecycle import due_by
from handlers.requests.rules import Deadline, Event, Party
from handlers.requests.views import permalink
from storage import derivations, history, messages, requests, timers
from storage.requests import Request
from storage.transaction import Transaction

# To be raised when other terms follow from the same facts and the same file.
RULES = 2
# Whoever waits for the writer waits for so many. Without anyone, a transaction does some times as many.
# Each looks among so many numbers, so that none passes over all that is closed.
AT_ONCE, ROUNDS, NUMBERS = 40, 5, 1000
LISTED = 20
OVERDUE = "overdue"
LATE: Mapping[str, str] = {Deadline.UNCLAIMED: Event.UNCLAIMED}


def prepare(tx: Transaction, desk: Desk) -> None:
    """Have the deadlines derived again if the file or the rules differ from those by which they were."""
    if derivations.is_new(tx, "deadlines", _basis(desk)) and requests.is_any_unresolved(tx):
        timers.arm(tx, {_timer(0): desk.clock.now()})


def _basis(desk: Desk) -> str:
    return sha256(f"{RULES} {desk.organisation.model_dump_json()}".encode()).hexdigest()[:16]


def _timer(number: int) -> str:
    return f"deadlines/{number}"


def derive_deadlines(tx: Transaction, desk: Desk, after: str) -> None:
    """Those of the next requests after one, until somebody waits; the timer goes on with those that follow."""
    overdue: dict[str, list[int]] = defaultdict(list)
    last, newest = int(after), requests.newest(tx)
    for _round in range(ROUNDS):
        batch = requests.unresolved_in(tx, last, last + NUMBERS, AT_ONCE)
        for request in derive_again(tx, desk, batch):
            if _is_late(tx, desk, request):
                overdue[department_of(desk, request).key].append(request.number)
        last = batch[-1].number if len(batch) == AT_ONCE else last + NUMBERS
        if last >= newest or tx.others_wait():
            break
    if last < newest:
        timers.arm(tx, {_timer(last): desk.clock.now()})
    for department, numbers in overdue.items():
        _sum_up(tx, desk, department, numbers)


def _is_late(tx: Transaction, desk: Desk, request: Request) -> bool:
    """Whether a department is late with a request by its new deadlines. Its requester is told what there is to tell."""
    now, late, due = desk.clock.now(), False, due_by(request)
    for deadline, event in desk.offers.late.items():
        at = due.get(deadline)
        if at is not None and at <= now:
            change = by_time(request, deadline, untold=frozenset({Party.DEPARTMENT}))
            request, _entry = apply(tx, desk, request, event, change)
            late, due = True, due_by(request)
    return late


def _sum_up(tx: Transaction, desk: Desk, department: str, numbers: Iterable[int]) -> None:
    now, subject, run = desk.clock.now(), _subject(department), _basis(desk)
    listed = " ".join(str(number) for number in numbers)
    history.record(tx, subject, OVERDUE, at=now, run=run, requests=listed)
    found = desk.organisation.department(department) or desk.organisation.triage
    told = {f"{subject}/{OVERDUE}/{run}": messages.at(found.channel)}
    messages.put(tx, told, forget_at=desk.passing())


def _subject(department: str) -> str:
    return f"department/{department}"


def purge(tx: Transaction, desk: Desk, *, before: datetime) -> None:
    """Forget what became late by a change of the file, once the message that tells it is forgotten too."""
    subjects = [_subject(department.key) for department in desk.organisation.all]
    history.purge(tx, subjects, before=before)


def overdue(tx: Transaction, desk: Desk, department: str, run: str) -> Body | None:
    """Which requests a change of the file made late."""
    found = desk.organisation.department(department)
    entries = history.of(tx, _subject(department), event=OVERDUE)
    numbers = [
        int(number)
        for entry in entries
        if entry.data.get("run") == run
        for number in str(entry.data["requests"]).split()
    ]
    if found is None or not numbers:
        return None
    _ = desk.words_here(found.zone)
    head = _.plural(
        "The times in Frontdesk's settings have changed, and {n} request of {department} is now overdue:",
        "The times in Frontdesk's settings have changed, and {n} requests of {department} are now overdue:",
        len(numbers),
        department=found.name,
    )
    listed = Mrkdwn(", ".join(_linked(tx, desk, number) for number in numbers[:LISTED]))
    more = len(numbers) - LISTED
    rest = Mrkdwn(f" {_.plural('and {n} more', 'and {n} more', more)}") if more > 0 else ""
    ask = _.mrkdwn("Please claim those that nobody has, and send the others a short update.")
    return body(Mrkdwn(f"{head} {ask}"), section(Mrkdwn(f"{head} {listed}{rest}")), section(ask))


def _linked(tx: Transaction, desk: Desk, number: int) -> Mrkdwn:
    request = requests.get(tx, number)
    place = messages.shown_at(tx, keys.card(request)) if request else None
    if place is None:
        return Mrkdwn(f"#{number}")
    return linked(permalink(desk.workspace_url, *place), f"#{number}")
