"""What is due on an absence: it begins, it ends, who stands in has changed, it is forgotten. Fired twice, or late, it does no
harm: each looks at what is so now."""

from collections.abc import Mapping
from datetime import timedelta

from handlers.absence import keys
from handlers.absence.feeds import FEED
from handlers.absence.handing import hand_back, hand_on, hand_out
from handlers.cover import stand_in
from handlers.desk import PASSING, Desk
from handlers.directory.rules import departments_of, has_left, user_named
from handlers.notify import notify
from handlers.offers import Due, Prepared
from handlers.requests.departments import department_of
from handlers.rota.service import shown_anew
from handlers.topics import Topic
from storage import absences, messages, requests, timers
from storage.absences import Absence
from storage.transaction import Transaction

DAY = timedelta(days=1)


def begins(tx: Transaction, desk: Desk, key: str) -> None:
    """Their requests go to who stands in. One that was slept through moves nothing."""
    absence, now = absences.get(tx, int(key), lock=True), desk.clock.now()
    if absence is None or absence.over or absence.ends_at <= now:
        return
    if now < absence.begins_at:
        timers.arm(tx, {keys.begins(absence): absence.begins_at})
        return
    if not absence.begun:
        absences.save(tx, absence.id, begun=True)
        _show_duty(tx, desk, absence)
    if hand_out(tx, desk, absence):
        timers.arm(tx, {keys.begins(absence): now})
    else:
        _tell(tx, desk, absence)


def again(tx: Transaction, desk: Desk, key: str, after: str) -> None:
    """What was moved goes to who stands in now."""
    absence, now = absences.get(tx, int(key), lock=True), desk.clock.now()
    if absence is None or absence.over or not absence.begins_at <= now < absence.ends_at:
        return
    further = hand_on(tx, desk, absence, int(after))
    if further is None:
        _tell(tx, desk, absence)
    else:
        timers.arm(tx, {keys.again(absence, further): now})


def ends(tx: Transaction, desk: Desk, key: str, after: str) -> None:
    """What was moved comes back, unless another absence begins where this one ends: then that one has it."""
    absence, now = absences.get(tx, int(key), lock=True), desk.clock.now()
    if absence is None:
        return
    if not absence.over and now < absence.ends_at:
        timers.arm(tx, {keys.ends(absence): absence.ends_at})
        return
    absences.save(tx, absence.id, over=True)
    following = absences.now_of(tx, [absence.user], now).get(absence.user)
    if following is not None:
        absences.pass_on(tx, absence.id, following.id)
        timers.arm(tx, {keys.again(following, 0): now})
    elif not has_left(tx, absence.user):
        further = hand_back(tx, desk, absence, int(after))
        if further is not None:
            timers.arm(tx, {keys.ends(absence, further): now})
            return
        _tell_back(tx, desk, absence)
    timers.cancel(tx, keys.begins(absence))
    timers.arm(tx, {keys.forget(absence): now + PASSING + DAY})
    _show_duty(tx, desk, absence)


def forget(tx: Transaction, desk: Desk, key: str) -> None:  # noqa: ARG001 # a timer's shape
    """Who was away when is nobody's business for ever."""
    absences.forget(tx, int(key))


def _show_duty(tx: Transaction, desk: Desk, absence: Absence) -> None:
    """Somebody else may be on duty from now on."""
    messages.refresh(tx, [f"home/{absence.user}"])
    for department in departments_of(tx, desk.organisation, absence.user):
        if department.rota is not None:
            shown_anew(tx, desk, department)


def _tell(tx: Transaction, desk: Desk, absence: Absence) -> None:
    """One message for each who stands in, and one for the head of each department in which nobody does."""
    left: set[str] = set()
    for row in absences.moved(tx, absence.id):
        request = requests.get(tx, row.number)
        if row.to is None and request is not None and request.assignee is None:
            left.add(department_of(desk, request).key)
    for cover in absences.covers(tx, absence.id):
        notify(
            tx, desk, cover, keys.brief(absence, cover), topic=Topic.DUTY, passing=True, prompt=True
        )
    for department in left:
        _tell_head(tx, desk, absence, department)


def _tell_head(tx: Transaction, desk: Desk, absence: Absence, department: str) -> None:
    """In the department's channel, if the head is not there either."""
    found = desk.organisation.department(department) or desk.organisation.triage
    head = user_named(tx, found.head)
    reader = stand_in(tx, desk, head, found) if head else None
    key = keys.uncovered(absence, found.key)
    if reader is None:
        messages.put(tx, {key: messages.at(found.channel)}, forget_at=desk.passing())
    else:
        notify(tx, desk, reader, key, topic=Topic.DUTY, passing=True, prompt=True)


def _tell_back(tx: Transaction, desk: Desk, absence: Absence) -> None:
    covers = absences.covers(tx, absence.id)
    messages.refresh(tx, [keys.brief(absence, cover) for cover in covers])
    if absences.moved(tx, absence.id, limit=1):
        notify(tx, desk, absence.user, keys.back(absence), topic=Topic.NEEDED, passing=True)


TIMERS: Mapping[str, Due | Prepared] = {
    "feed/{user}": FEED,
    "absence/{absence}/begins": begins,
    "absence/{absence}/again/{after}": again,
    "absence/{absence}/ends/{after}": ends,
    "absence/{absence}/forget": forget,
}
