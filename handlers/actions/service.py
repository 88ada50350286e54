"""Make an action, decide it anew, and finish it: each is announced to those who were asked."""

import secrets
from dataclasses import replace
from datetime import date
from typing import Any

from config.calendars import local_date
from handlers.actions import keys
from handlers.actions.ids import BoardField
from handlers.actions.origins import ActionSource, announce_to
from handlers.actions.rules import (
    STEPS,
    Decision,
    Origin,
    Reached,
    is_open,
    needs_reason,
    next_word,
)
from handlers.cover import stand_in, zone_of
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import departments_of, has_left, user_named
from handlers.errors import UserError
from handlers.hours import hours_of
from handlers.notify import notify
from handlers.packed import StaleValueError
from handlers.pulse.lists import heads_of
from handlers.pulse.sides import Side
from handlers.pulse.telling import tell_all
from handlers.topics import Topic
from storage import actions, comments, counters, messages, timers
from storage.actions import Action
from storage.messages import Place
from storage.transaction import Transaction

ADDRESS = ("C", "G")


class Decide(Incoming):
    """What is decided: for a new one with its source, for another one with its number."""

    source: ActionSource = ActionSource(origin=Origin.OTHER)
    action: int = 0
    text: str
    owner: str
    due: date
    decision: Decision
    reason: str = ""


class Finish(Incoming):
    """It is done, and what became of it."""

    action: int
    outcome: str = ""


def make(tx: Transaction, desk: Desk, act: Decide) -> Answer:
    """Keep it, announce it, and see to its date."""
    _require_sound(tx, desk, act)
    number = counters.following(tx, "action")
    kept = Action(
        action=number,
        text=act.text,
        origin=act.source.origin,
        refers=act.source.refers,
        made_by=act.actor,
        made_at=desk.clock.now(),
        owner=act.owner,
        due_on=act.due.isoformat(),
        decision=act.decision,
        reason=act.reason,
        pulse=act.source.pulse,
        round=act.source.round or None,
        question=act.source.question,
        channel=act.source.channel or None,
        person=act.source.person or None,
    )
    actions.keep(tx, kept)
    _note_with_comment(tx, desk, kept)
    _follow(tx, desk, kept, str(kept.turn), by=act.actor)
    return Answer(number=number)


def decide_anew(tx: Transaction, desk: Desk, act: Decide) -> Answer:
    """Another decision, owner or day. Whoever was asked is told; its silence begins anew."""
    before = of_actor(tx, desk, act.actor, act.action)
    _require_sound(tx, desk, act)
    after = replace(
        before,
        text=act.text,
        owner=act.owner,
        due_on=act.due.isoformat(),
        decision=act.decision,
        reason=act.reason,
        turn=before.turn + 1,
        step=0,
    )
    _save(tx, after)
    _follow(tx, desk, after, str(after.turn), by=act.actor)
    return Answer(number=after.action)


def finish(tx: Transaction, desk: Desk, act: Finish) -> Answer:
    """You said, we did. In the next round people are asked whether it worked."""
    before = of_actor(tx, desk, act.actor, act.action)
    if before.done_at is not None:
        return Answer(number=before.action)
    after = replace(before, done_at=desk.clock.now(), outcome=act.outcome)
    _save(tx, after)
    _follow(tx, desk, after, "done", by=act.actor)
    return Answer(number=after.action)


def of_actor(tx: Transaction, desk: Desk, user: str, number: int) -> Action:
    """An action of which somebody may decide: its owner, whoever made it, and the owner's head. Raises `UserError`."""
    found = actions.get(tx, number)
    if found is None:
        raise StaleValueError(str(number))
    if user in (found.owner, found.made_by) or user in heads_of(tx, desk, found.owner):
        return found
    _ = desk.words_for(tx, user)
    raise UserError(_.mrkdwn("Only its owner, their head, and whoever made it can do that."))


def _save(tx: Transaction, action: Action) -> None:
    changed: dict[str, Any] = {
        name: getattr(action, name)
        for name in (
            "text",
            "owner",
            "due_on",
            "decision",
            "reason",
            "turn",
            "step",
            "done_at",
            "outcome",
        )
    }
    actions.change(tx, action.action, **changed)


def _require_sound(tx: Transaction, desk: Desk, act: Decide) -> None:
    _ = desk.words_for(tx, act.actor)
    if not act.text.strip():
        raise UserError(_.mrkdwn("Say in a few words what is to be done."), field=BoardField.TEXT)
    if needs_reason(act.decision) and not act.reason.strip():
        raise UserError(
            _.mrkdwn("Say why: whoever asked for it reads the reason."), field=BoardField.REASON
        )
    if has_left(tx, act.owner):
        raise UserError(
            _.mrkdwn("They aren't here any more. Choose someone else."), field=BoardField.OWNER
        )
    today = local_date(desk.clock.now(), zone_of(tx, desk, act.owner))
    if act.due < today and act.decision != Decision.NOT:
        raise UserError(_.mrkdwn("This day has passed. Choose another."), field=BoardField.DUE)


def _note_with_comment(tx: Transaction, desk: Desk, action: Action) -> None:
    """Its author reads of it below what they wrote."""
    if action.origin not in (Origin.COMMENT, Origin.IDEA) or not action.refers:
        return
    _ = desk.words_here()
    text = _("It became an action: {text}", text=action.text)
    comments.say(tx, action.refers, secrets.token_hex(8), Side.LEAD, text)


def _follow(tx: Transaction, desk: Desk, action: Action, what: str, *, by: str) -> None:
    """Announce it, have its owner told, and set its timer."""
    to = announce_to(tx, desk, action)
    channels = {each for each in to if each.startswith(ADDRESS)}
    shown: dict[str, Place] = {
        keys.told(action.action, what, each): messages.at(each) for each in sorted(channels)
    }
    messages.put(tx, shown, forget_at=desk.passing())
    people = to - channels - {by, action.owner}
    tell_all(
        tx,
        desk,
        people,
        lambda person: keys.told(action.action, what, person),
        forget_at=desk.passing(),
        topic=Topic.PROGRESS,
    )
    if is_open(action):
        key = keys.told(action.action, what, action.owner)
        notify(tx, desk, action.owner, key, topic=Topic.NEEDED, passing=True, by=by)
    homes = [f"home/{user}" for user in dict.fromkeys((action.owner, action.made_by))]
    messages.refresh(tx, homes)
    _set_timer(tx, desk, action)


def _set_timer(tx: Transaction, desk: Desk, action: Action) -> None:
    at = next_word(action, hours_of(tx, desk, action.owner))
    if at is None:
        timers.cancel(tx, keys.due(action.action))
    else:
        timers.arm(tx, {keys.due(action.action): at})


def silent(tx: Transaction, desk: Desk, number: str) -> None:
    """A timer: it is due and nothing is said. Its owner is asked, then their head hears of it."""
    action = actions.get(tx, int(number))
    if action is None:
        return
    at = next_word(action, hours_of(tx, desk, action.owner))
    if at is None or at > desk.clock.now():
        _set_timer(tx, desk, action)
        return
    step = STEPS[action.step]
    to = _reached(tx, desk, action, step)
    if to is not None:
        key = keys.word(action.action, action.turn, step, to)
        notify(tx, desk, to, key, topic=Topic.REMINDERS, passing=True, prompt=True)
    after = replace(action, step=action.step + 1)
    actions.change(tx, action.action, step=after.step)
    messages.refresh(tx, [f"home/{action.owner}"])
    _set_timer(tx, desk, after)


def _reached(tx: Transaction, desk: Desk, action: Action, step: Reached) -> str | None:
    """Whom the step tells, or whoever stands in: the owner; then the head of a department of theirs, or, where that is the
    owner, whoever made it."""
    if step == Reached.OWNER and not has_left(tx, action.owner):
        return stand_in(tx, desk, action.owner)
    for department in departments_of(tx, desk.organisation, action.owner):
        head = user_named(tx, department.head)
        if head is not None and head != action.owner:
            return stand_in(tx, desk, head, department)
    if action.made_by != action.owner:
        return stand_in(tx, desk, action.made_by)
    return user_named(tx, desk.organisation.triage.head)
