"""The window of a rehearsal: what is asked, how far it is, what came of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from config.catalogue import Mrkdwn, Words, escape
from config.faults import Fault
from config.organisation import Organisation
from handlers.blockkit import Block
from handlers.blocks import actions, button, context, form, paragraphs, section
from handlers.operations.views import refusal
from handlers.rehearsal.ids import HowMany, RehearsalAction, RehearsalForm
from handlers.rehearsal.rules import RehearsalReport, Replayed, Summary

CHOICES = (100, 300, 1000)
LISTED = 20
# A bar is so many signs long.
LONG = 20


def asked(_: Words, channel: str) -> dict[str, Any]:
    """How many past requests?"""
    buttons = [
        button(
            _("Last {n}", n=most),
            f"{RehearsalAction.REPLAY}:{at}",
            HowMany(most=most, channel=channel).pack(),
        )
        for at, most in enumerate(CHOICES)
    ]
    text = _.mrkdwn(
        "This replays past requests with the organisation file as it is on the server now, and shows what would be "
        "different. Nothing changes until you type `/frontdesk reload`."
    )
    note = _.mrkdwn("Confidential requests are left out.")
    return _window(_, [section(text), actions(*buttons), context(note)])


def under_way(_: Words, done: int, all_of: int) -> dict[str, Any]:
    """A bar."""
    full = round(LONG * done / max(all_of, 1))
    bar = Mrkdwn(f"`{'█' * full}{'░' * (LONG - full)}`")
    said = _.mrkdwn("Replaying requests: {done} of {all}", done=done, all=all_of)
    return _window(_, [section(Mrkdwn(f"{bar}\n{said}"))])


def faulty(_: Words, faults: Sequence[Fault]) -> dict[str, Any]:
    """What is wrong with the file."""
    return _window(_, refusal(_, faults))


def found(_: Words, report: RehearsalReport, changed: Organisation) -> dict[str, Any]:
    """By department, then what would go elsewhere, then what would be late."""
    asks_now, asks_then = report.asked
    head = _.plural(
        "*{n} past request*, now → with the changed file",
        "*{n} past requests*, now → with the changed file",
        len(report.replayed),
    )
    asks = _.mrkdwn("Not sent by themselves: {now} → {then}", now=asks_now, then=asks_then)
    lines = [head, *(_summary(_, each, changed) for each in report.departments), asks]
    blocks = [
        *paragraphs(lines),
        *paragraphs(_moved(_, report, changed)),
        *paragraphs(_late(_, report)),
    ]
    blocks += [context(_gone(_, key, many)) for key, many in report.gone[:LISTED]]
    return _window(_, blocks)


def _summary(_: Words, each: Summary, changed: Organisation) -> Mrkdwn:
    return _.mrkdwn(
        "• *{department}*: sent {sent} → {sent_then} (+{moves_in}, −{moves_out}), "
        "of these right {right} → {right_then}; late {late} → {late_then}",
        department=_name(_, changed, each.key),
        sent=each.sent_now,
        sent_then=each.sent_then,
        moves_in=each.moves_in,
        moves_out=each.moves_out,
        right=each.right_now,
        right_then=each.right_then,
        late=each.broken_now,
        late_then=each.broken_then,
    )


def _moved(_: Words, report: RehearsalReport, changed: Organisation) -> Iterator[Mrkdwn]:
    if not report.moved:
        yield _.mrkdwn("Nothing would go elsewhere.")
        return
    yield _.plural("*{n} would go elsewhere:*", "*{n} would go elsewhere:*", len(report.moved))
    for each in report.moved[-LISTED:]:
        yield _move(_, each, changed)
    if len(report.moved) > LISTED:
        yield _.mrkdwn("These are the newest; there are more.")


def _move(_: Words, each: Replayed, changed: Organisation) -> Mrkdwn:
    given = {
        "number": each.number,
        "now": _name(_, changed, each.now),
        "then": _name(_, changed, each.then),
        "ended": _name(_, changed, each.ended),
    }
    if each.ended is None:
        return _.mrkdwn("• #{number}: {now} → {then}", **given)
    return _.mrkdwn("• #{number}: {now} → {then}; it was for {ended}", **given)


def _late(_: Words, report: RehearsalReport) -> Iterator[Mrkdwn]:
    if not report.breaking:
        yield _.mrkdwn("No promise that was kept would be broken.")
        return
    yield _.plural(
        "*{n} would break a promise that was kept:*",
        "*{n} would break a promise that was kept:*",
        len(report.breaking),
    )
    listed = (f"#{each.number}" for each in report.breaking[-LISTED:])
    yield escape(", ".join(listed))


def _gone(_: Words, key: str, many: int) -> Mrkdwn:
    return _.mrkdwn(
        ":warning: No department has the key *{key}* any more: what its {n} requests taught no longer counts. If another "
        "takes over, name the old key there, under `formerly`.",
        key=key,
        n=many,
    )


def _name(_: Words, changed: Organisation, key: str | None) -> str:
    if key is None:
        return _("asked")
    department = changed.department(key)
    return _.own(department.name) if department else key


def _window(_: Words, blocks: Sequence[Block]) -> dict[str, Any]:
    return form(_("Rehearsal"), RehearsalForm.REPLAY, blocks, close=_("Close"))
