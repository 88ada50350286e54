"""Take a colleague's week, ask for a swap, answer."""

from config.departments import Department
from handlers.cover import day, last_day
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import is_member
from handlers.errors import UserError
from handlers.notify import notify
from handlers.requests.changes import show
from handlers.requests.rules import State
from handlers.rota import keys
from handlers.rota.weeks import Week, week_of
from handlers.topics import Topic
from storage import absences, history, messages, requests, swaps
from storage.history import HistoryEntry
from storage.transaction import Transaction

AT_ONCE = 200


class OnWeek(Incoming):
    """Somebody presses a button of a week. `of` is who had it when it was shown; `mine` the week that is given for it."""

    department: str
    week: str
    of: str
    mine: str | None = None


class OnSwap(Incoming):
    """Somebody answers the question for a swap."""

    department: str
    asked: int
    accepts: bool


def take(tx: Transaction, desk: Desk, act: OnWeek) -> Answer:
    """Take a colleague's week, who is told. Pressed twice, it is taken once."""
    department = _own(tx, desk, act)
    week = _theirs(tx, desk, act, department, act.week)
    if week.whose == act.actor:
        return Answer()
    _require_as_shown(tx, desk, act, week)
    _require_there(tx, desk, act.actor, week)
    swaps.put(tx, department.key, week.key, act.actor)
    data = {"week": week.key, "to": act.actor, "holder": week.whose}
    entry = _record(tx, desk, department, "taken", act.actor, **data)
    if week.whose is not None:
        notify(
            tx, desk, week.whose, keys.taken(department.key, entry), topic=Topic.DUTY, passing=True
        )
    shown_anew(tx, desk, department, week.whose, act.actor)
    return Answer()


def ask(tx: Transaction, desk: Desk, act: OnWeek) -> Answer:
    """Ask a colleague to swap a week of theirs for one of one's own."""
    department = _own(tx, desk, act)
    week = _theirs(tx, desk, act, department, act.week)
    mine = _theirs(tx, desk, act, department, act.mine or "")
    _require_as_shown(tx, desk, act, week)
    if week.whose is None or mine.whose != act.actor or week.whose == act.actor:
        raise _changed(tx, desk, act)
    _require_there(tx, desk, act.actor, week)
    data = {"week": week.key, "mine": mine.key, "to": week.whose}
    if week.key not in pending(tx, department, act.actor):
        entry = _record(tx, desk, department, "asked", act.actor, **data)
        notify(
            tx,
            desk,
            week.whose,
            keys.asked(department.key, entry),
            topic=Topic.DUTY,
            passing=True,
            prompt=True,
        )
    return Answer()


def answer(tx: Transaction, desk: Desk, act: OnSwap) -> Answer:
    """Swap, or not. Whoever asked is told; answered twice, the first counts."""
    department = desk.organisation.department(act.department)
    asked = history.entry(tx, keys.subject(act.department), act.asked)
    if department is None or asked is None or asked.data.get("to") != act.actor:
        raise _gone(tx, desk, act.actor)
    tx.hold(f"rota/{department.key}")
    if answer_to(tx, act.department, act.asked) is not None:
        return Answer()
    if act.accepts:
        _swap(tx, desk, act.actor, department, asked)
    event = "accepted" if act.accepts else "declined"
    _record(tx, desk, department, event, act.actor, asked=asked.id)
    messages.refresh(tx, [keys.asked(department.key, asked.id)])
    assert asked.actor is not None
    notify(
        tx,
        desk,
        asked.actor,
        keys.answered(department.key, asked.id),
        topic=Topic.NEEDED,
        passing=True,
    )
    return Answer()


def _swap(
    tx: Transaction, desk: Desk, actor: str, department: Department, asked: HistoryEntry
) -> None:
    week = week_of(tx, desk, department, str(asked.data["week"]))
    mine = week_of(tx, desk, department, str(asked.data["mine"]))
    if week is None or mine is None or (week.whose, mine.whose) != (actor, asked.actor):
        raise _gone(tx, desk, actor)
    assert asked.actor is not None
    _require_there(tx, desk, actor, mine)
    swaps.put(tx, department.key, week.key, asked.actor)
    swaps.put(tx, department.key, mine.key, actor)
    shown_anew(tx, desk, department, actor, asked.actor)


def answer_to(tx: Transaction, department: str, asked: int) -> HistoryEntry | None:
    """The answer to a question for a swap."""
    answers = (
        entry
        for event in ("accepted", "declined")
        for entry in history.of(tx, keys.subject(department), event=event)
    )
    return next((entry for entry in answers if entry.data.get("asked") == asked), None)


def shown_anew(tx: Transaction, desk: Desk, department: Department, *people: str | None) -> None:
    """What says who is on duty: homes, and the requests that nobody has claimed."""
    messages.refresh(tx, [f"home/{user}" for user in people if user])
    queue = requests.page_of(tx, "queue", department.key, index=0, size=AT_ONCE).requests
    for request in queue:
        if request.state == State.OPEN:
            show(tx, desk, request)


def _own(tx: Transaction, desk: Desk, act: OnWeek) -> Department:
    """The department, held for this transaction, if the actor works for it."""
    tx.hold(f"rota/{act.department}")
    department = desk.organisation.department(act.department)
    _ = desk.words_for(tx, act.actor)
    if department is None or department.rota is None:
        raise UserError(_.mrkdwn("That rota no longer exists."))
    if not is_member(tx, department, act.actor):
        raise UserError(
            _.mrkdwn(
                "Only {department} can change its rota. You can see who's on duty.",
                department=department.name,
            )
        )
    return department


def _theirs(tx: Transaction, desk: Desk, act: OnWeek, department: Department, day_: str) -> Week:
    week = week_of(tx, desk, department, day_) if day_ else None
    if week is None:
        raise _changed(tx, desk, act)
    return week


def _require_as_shown(tx: Transaction, desk: Desk, act: OnWeek, week: Week) -> None:
    if (week.whose or "") != act.of:
        raise _changed(tx, desk, act)


def _changed(tx: Transaction, desk: Desk, act: OnWeek) -> UserError:
    _ = desk.words_for(tx, act.actor)
    return UserError(
        _.mrkdwn("The rota has changed meanwhile. Type `/frontdesk duty` to see it as it is now.")
    )


def _gone(tx: Transaction, desk: Desk, actor: str) -> UserError:
    _ = desk.words_for(tx, actor)
    return UserError(_.mrkdwn("The rota has changed since this was asked, so it can't be swapped."))


def _require_there(tx: Transaction, desk: Desk, user: str, week: Week) -> None:
    """Nobody takes a week in which they are away."""
    turn = week.turn
    away = absences.overlapping(tx, user, max(turn.begins_at, desk.clock.now()), turn.ends_at)
    if away:
        _ = desk.words_for(tx, user)
        raise UserError(
            _.mrkdwn(
                "You're away until {day}, so you can't take that week.",
                day=day(_, last_day(tx, desk, away[0])),
            )
        )


def pending(tx: Transaction, department: Department, actor: str) -> frozenset[str]:
    """The weeks for which somebody has asked to swap, and nobody has answered yet."""
    return frozenset(
        str(entry.data["week"])
        for entry in history.of(tx, keys.subject(department.key), event="asked")
        if entry.actor == actor and answer_to(tx, department.key, entry.id) is None
    )


def _record(
    tx: Transaction,
    desk: Desk,
    department: Department,
    event: str,
    actor: str,
    **data: str | int | None,
) -> int:
    at = desk.clock.now()
    return history.record(tx, keys.subject(department.key), event, at=at, actor=actor, **data)
