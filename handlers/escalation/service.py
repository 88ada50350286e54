"""Tell the next step of a department's ladder that something is late; who was told answers that they have it, or later."""

from datetime import datetime, timedelta

from handlers.cover import stand_in
from handlers.desk import Answer, Desk
from handlers.directory.rules import name_of, user_named
from handlers.errors import UserError
from handlers.escalation import keys
from handlers.escalation.rules import LADDER, NAME, Climb, LadderEvent, StepOutcome, climb_of
from handlers.escalation.sheets import put_on, sheet_for, sheet_in
from handlers.notify import notify
from handlers.requests.calls import rings
from handlers.requests.changes import Change, apply, due
from handlers.requests.departments import department_of
from handlers.requests.keys import card_thread
from handlers.requests.rules import Party
from handlers.requests.service import (
    OnRequest,
    find,
    not_open_to,
    require_unresolved,
    require_words,
    write_down,
)
from handlers.topics import Topic
from storage import messages
from storage.requests import Request
from storage.transaction import Transaction

# For how long a step may be put off, in minutes.
SNOOZES = (30, 60, 120, 240)
# Nobody is asked more often; what was said earlier may stay as it is.
MOST_TOLD = 20


class Reasoned(OnRequest):
    """What whoever was told says to it."""

    reason: str = ""


class SnoozeStep(Reasoned):
    """Not now, and why. For how long is in minutes."""

    minutes: int


def escalate(
    tx: Transaction, desk: Desk, request: Request, why: int, *, until_word: bool = True
) -> Request:
    """Tell the next step of the ladder of the department that has a request; the first one, if the ladder is at its end.
    Whoever has been asked and has yet to answer reads of it where they were. `why` is the history entry that says what is
    late. With `until_word` it is settled once the requester has word of somebody."""
    climb = climb_of(request)
    if climb is not None and climb.reply == StepOutcome.NONE:
        return _told_too(tx, desk, request, climb, why, until_word=until_word)
    goes_on = climb is not None and climb.stands
    found = _reached(tx, desk, request, climb.step + 1) if climb and goes_on else None
    found = found or _reached(tx, desk, request, 0)
    return _climbed(tx, desk, request, (why,), found, until_word=until_word)


def _told_too(
    tx: Transaction, desk: Desk, request: Request, climb: Climb, why: int, *, until_word: bool
) -> Request:
    update = {"why": (*climb.why, why), "until_word": climb.until_word and until_word}
    facts = {**request.facts, NAME: climb.model_copy(update=update).kept()}
    change = Change(facts=facts, data={"why": why, "to": climb.to})
    after, _entry = apply(tx, desk, request, LadderEvent.ALSO, change)
    return after


def unanswered(tx: Transaction, desk: Desk, number: str) -> None:
    """Whoever was told has not answered: the next one is. What was put off is told again."""
    request = due(tx, desk, number, LADDER)
    climb = climb_of(request) if request else None
    if request is None or climb is None:
        return
    again = climb.reply == StepOutcome.SNOOZED
    step = climb.step if again else climb.step + 1
    found = _reached(tx, desk, request, step, but=None if again else climb.to)
    _climbed(tx, desk, request, climb.why, found, until_word=climb.until_word)


def _reached(
    tx: Transaction, desk: Desk, request: Request, begin: int, *, but: str | None = None
) -> tuple[int, str] | None:
    """The next step that can be told, and whom: not whoever works on it, who knows, nor the requester."""
    knows = {request.assignee, request.requester, request.recorded_by, but}
    department = department_of(desk, request)
    for step, name in enumerate(department.steps):
        named = user_named(tx, name) if step >= begin else None
        user = stand_in(tx, desk, named, department) if named else None
        if user is not None and user not in knows:
            return step, user
    return None


def _climbed(
    tx: Transaction,
    desk: Desk,
    request: Request,
    why: tuple[int, ...],
    found: tuple[int, str] | None,
    *,
    until_word: bool,
) -> Request:
    """The next step is told, or the whole department that nobody of the ladder is left."""
    climb, department = climb_of(request), department_of(desk, request)
    step, to = found or (len(department.steps), "")
    urgency, told = rings(department, request), climb.told if climb else ()
    sheet = sheet_for(tx, desk, to, urgency) if found else sheet_in(tx, desk, department.key)
    now = Climb(
        custody=request.custody_number,
        turn=climb.turn + 1 if climb else 1,
        step=step,
        to=to,
        why=why,
        since=desk.clock.now(),
        until_word=until_word,
        reply=StepOutcome.NONE if found else StepOutcome.ENDED,
        told=(*told, sheet)[-MOST_TOLD:],
    )
    data = {"why": why[0], "turn": now.turn, "custody": now.custody, "to": to or None}
    event = LadderEvent.ESCALATED if found else LadderEvent.ENDED
    change = Change(facts={**request.facts, NAME: now.kept()}, data=data)
    after, _entry = apply(tx, desk, request, event, change)
    put_on(tx, sheet, after, now, now.since)
    if not found:
        place = {sheet: messages.at(department.channel)}
        messages.put(tx, place, forget_at=desk.passing())
    else:
        notify(
            tx,
            desk,
            to,
            sheet,
            topic=Topic.REMINDERS,
            urgency=urgency,
            passing=True,
            prompt=True,
        )
    return after


def may_answer(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if it is the actor whose answer is awaited."""
    request = find(tx, desk, act)
    climb = climb_of(request)
    if climb is None or act.actor not in keys.told(tx, request):
        raise not_open_to(tx, desk, act.actor, request.number)
    require_unresolved(tx, desk, request, act.actor)
    if climb.reply == StepOutcome.TAKEN and climb.to != act.actor:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "{who} is already seeing to #{number}.",
                who=name_of(tx, climb.to),
                number=request.number,
            ),
            title=_("Already taken care of"),
        )
    return request


def take(tx: Transaction, desk: Desk, act: Reasoned) -> Answer:
    """`I have it`: nobody else is told."""
    request = may_answer(tx, desk, act)
    if _is_theirs(request, act.actor, StepOutcome.TAKEN):
        return Answer(number=request.number)
    _answer(tx, desk, request, act, LadderEvent.TAKEN, StepOutcome.TAKEN)
    return Answer(number=request.number)


def snooze(tx: Transaction, desk: Desk, act: SnoozeStep) -> Answer:
    """Told again later, with the reason for colleagues to read."""
    request = may_answer(tx, desk, act)
    require_words(tx, desk, act.actor, act.reason, field="reason")
    until = desk.clock.now() + timedelta(minutes=act.minutes)
    _answer(tx, desk, request, act, LadderEvent.SNOOZED, StepOutcome.SNOOZED, until)
    return Answer(number=request.number)


def _is_theirs(request: Request, actor: str, reply: StepOutcome) -> bool:
    climb = climb_of(request)
    return climb is not None and climb.to == actor and climb.reply == reply


def _answer(
    tx: Transaction,
    desk: Desk,
    request: Request,
    act: Reasoned,
    event: LadderEvent,
    reply: StepOutcome,
    until: datetime | None = None,
) -> None:
    """Whoever was told answers, also one who was told earlier: it is theirs from now on."""
    climb = climb_of(request)
    assert climb is not None
    said = _note(tx, desk, request, act)
    answered = climb.model_copy(
        update={"to": act.actor, "reply": reply, "since": desk.clock.now(), "until": until}
    )
    data: dict[str, str | int | None] = {} if said is None else {"entry": said}
    if until is not None:
        data["until"] = until.isoformat()
    facts = {**request.facts, NAME: answered.kept()}
    apply(tx, desk, request, event, Change(actor=act.actor, facts=facts, data=data))


def _note(tx: Transaction, desk: Desk, request: Request, act: Reasoned) -> int | None:
    """What they say to it, for colleagues to read in the card's thread."""
    if not act.reason.strip():
        return None
    entry = write_down(
        tx, desk, request, actor=act.actor, text=act.reason, party=Party.DEPARTMENT, internal=True
    )
    thread = card_thread(request, department_of(desk, request).channel)
    messages.put(tx, {f"{entry.key}/here": thread})
    return entry.seq
