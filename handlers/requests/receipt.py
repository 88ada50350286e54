"""The requester's receipt, and what the answer to a command repeats of it: pure functions of facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.blockkit import Block
from handlers.blocks import Body, actions, body, context, section
from handlers.offers import Offers, On
from handlers.requests.lifecycle import due_by
from handlers.requests.rules import (
    Deadline,
    RoutingReason,
    State,
    bound_for,
    helped_by,
    is_being_sorted,
    is_unanswered,
    is_undecided,
    needs_department,
)
from handlers.requests.views import (
    Shown,
    behalf_of_you,
    joined,
    reference,
    request_text,
    urgency_mark,
)
from storage.requests import Request


def receipt(_: Words, shown: Shown, offers: Offers, *, below: Sequence[Mrkdwn] = ()) -> Body:
    """What the requester keeps: the number, who works on it, what happens next and what others offer `below` that; and what
    is asked of them."""
    request = shown.request
    head = receipt_head(_, request, shown.department, shown.assignee)
    blocks: list[Block] = [section(head), *request_text(_, shown, own=True)]
    if not is_undecided(request):
        said = [what_next(_, shown), *below]
        # What may answer it already stands before what happens if it doesn't.
        blocks.append(section(Mrkdwn("\n".join(reversed(said) if bound_for(request) else said))))
    if not is_undecided(request) and not bound_for(request):
        why = joined(
            requester_why_line(_, shown), urgency_mark(_, request), behalf_of_you(_, shown)
        )
        blocks.append(context(why))
    for asked in offers.receipt:
        blocks += asked(_, request, shown.choices)
    buttons = offers.buttons_on(On.RECEIPT, _, request)
    return body(head, *blocks, *([actions(*buttons)] if buttons else []))


def receipt_head(_: Words, request: Request, department: Department, assignee: str = "") -> Mrkdwn:
    """Number and department in one sentence."""
    given = {"ref": reference(request), "department": department.name, "who": assignee}
    if unsent := _unsent_head(_, request):
        return unsent
    match State(request.state):
        case State.OPEN:
            return _.mrkdwn("Got it – request *{ref}* is with *{department}*.", **given)
        case State.CLAIMED if assignee:
            return _.mrkdwn("*{who} ({department})* is working on your request *{ref}*.", **given)
        case State.CLAIMED:
            return _.mrkdwn("*{department}* is working on your request *{ref}*.", **given)
        case State.WAITING:
            return _.mrkdwn("*{department}* needs your reply on *{ref}*.", **given)
        case State.RESOLVED:
            return _.mrkdwn("*{department}* has solved your request *{ref}*.", **given)
        case State.CLOSED:
            return (
                _.mrkdwn("Your request *{ref}* is closed: we didn't hear from you.", **given)
                if is_unanswered(request)
                else _.mrkdwn("Your request *{ref}* is solved and closed.", **given)
            )
        case State.CANCELLED:
            return _.mrkdwn("Your request *{ref}* is cancelled.", **given)
        case State.DECLINED:
            return _.mrkdwn("*{department}* closed your request *{ref}*.", **given)


def _unsent_head(_: Words, request: Request) -> Mrkdwn | None:
    """Of a request with which no department had any work."""
    ref = reference(request)
    if is_being_sorted(request):
        return _.mrkdwn("Got it – request *{ref}*. We're finding the right team for it.", ref=ref)
    if needs_department(request):
        return _.mrkdwn("Got it – request *{ref}*. Which team is this for?", ref=ref)
    if bound_for(request):
        return _.mrkdwn("Got it – request *{ref}*. Does this help already?", ref=ref)
    if helped_by(request):
        return _.mrkdwn("Request *{ref}* is done: an earlier answer helped you.", ref=ref)
    return None


def what_next(_: Words, shown: Shown) -> Mrkdwn:
    """What happens next, in the requester's words."""
    request = shown.request
    if bound_for(request):
        return _going_to(_, shown)
    if helped_by(request):
        return _.mrkdwn(
            "Not fixed after all? Reply and it goes to {department}.",
            department=shown.department.name,
        )
    return {
        State.OPEN: nobody_yet(_, shown),
        State.CLAIMED: _.mrkdwn("Reply in this thread to add anything."),
        State.WAITING: _.mrkdwn(
            "Waiting for your reply to {who}'s question in this thread.", who=shown.assignee
        ),
        State.RESOLVED: _.mrkdwn(
            "The answer is in this thread. Not fixed? Reply and we'll reopen it."
        ),
        State.CLOSED: anew(_, request),
        State.CANCELLED: _sentences(_no_longer_needed(_, shown), anew(_, request)),
        State.DECLINED: _sentences(_.mrkdwn("The reason is in this thread."), anew(_, request)),
    }[State(request.state)]


def _going_to(_: Words, shown: Shown) -> Mrkdwn:
    """Where it goes, and by when it does so by itself."""
    by = due_by(shown.request).get(Deadline.SORT, shown.now)
    return _.mrkdwn(
        "This is how *{department}* resolved requests like yours. If it isn't what you need, yours goes to {department} as you "
        "wrote it – by itself after {by}.",
        department=shown.department.name,
        by=_.when(by, shown.now),
    )


def _no_longer_needed(_: Words, shown: Shown) -> Mrkdwn:
    if shown.request.department is None:
        return Mrkdwn("")
    return _.mrkdwn(
        "{department} has been told it's no longer needed.", department=shown.department.name
    )


def nobody_yet(_: Words, shown: Shown) -> Mrkdwn:
    """By when the department is reminded of a request that no one has picked up; or that it was."""
    department = shown.department.name
    if shown.claim_by is None:
        return _.mrkdwn(
            "No one has picked it up yet, so we've reminded {department}.", department=department
        )
    return _.mrkdwn(
        "Waiting for someone to pick it up. If no one has by {by}, we'll remind {department}.",
        by=_.when(shown.claim_by, shown.now),
        department=department,
    )


def anew(_: Words, request: Request) -> Mrkdwn:
    """How to go on after the end. Where others talk too, only a mention is meant for us."""
    if is_unanswered(request):
        return _.mrkdwn("Reply in this thread at any time to open it again.")
    if request.channel is not None:
        return _.mrkdwn("Need more help? Mention me in this thread to open a follow-up.")
    return _.mrkdwn("Need more help? Reply here to open a follow-up.")


def requester_why_line(_: Words, shown: Shown) -> Mrkdwn:
    """Why this department, as the requester reads it."""
    routing_reason = shown.request.routing_reason
    given = {
        "department": shown.department.name,
        "origin": routing_reason.get("from", ""),
        "number": shown.request.follows or 0,
        "words": ", ".join(f"“{word}”" for word in routing_reason.get("words", ())),
    }
    match routing_reason.get("why"):
        case RoutingReason.NAMED:
            return _.mrkdwn("Sent to {department}, as you asked", **given)
        case RoutingReason.CHANNEL:
            return _.mrkdwn("Sent to {department} because you asked in its channel", **given)
        case RoutingReason.KEYWORDS if shown.text.taken_back:
            return _.mrkdwn("Sent to {department}", **given)
        case RoutingReason.KEYWORDS | RoutingReason.EXAMPLES:
            return _by_itself(_, routing_reason, given)
        case RoutingReason.CHOSEN:
            return _.mrkdwn("Sent to {department}, as you chose", **given)
        case RoutingReason.SORTED | RoutingReason.UNSORTED:
            return _.mrkdwn("{department} will find the right department for you", **given)
        case RoutingReason.HANDED_OVER:
            return _.mrkdwn("Passed to {department} by {origin}", **given)
        case RoutingReason.SPLIT:
            return _.mrkdwn("Sent to {department} as one of two matters in your message", **given)
        case RoutingReason.FOLLOWS:
            return _.mrkdwn("Sent to {department} as a follow-up to #{number}", **given)
    return Mrkdwn("")


def _by_itself(_: Words, why: Mapping[str, Any], given: Mapping[str, object]) -> Mrkdwn:
    """Why Frontdesk sent it there without asking: by the operator's words, and by requests like it."""
    because = _because(_, why, given)
    if not why.get("office"):
        return because
    return _.mrkdwn(
        "{because}; it serves the {office} office", because=because, office=why["office"]
    )


def _because(_: Words, why: Mapping[str, Any], given: Mapping[str, object]) -> Mrkdwn:
    similar = int(why.get("similar", 0))
    if why.get("words"):
        if not similar:
            return _.mrkdwn("Sent to {department} because you mentioned {words}", **given)
        return _.plural(
            "Sent to {department} because of {words} and {n} similar request that it had",
            "Sent to {department} because of {words} and {n} similar requests that it had",
            similar,
            **given,
        )
    if not similar:
        return _.mrkdwn("Sent to {department} because it handles requests like this", **given)
    return _.plural(
        "Sent to {department} because of {n} similar request that it had",
        "Sent to {department} because of {n} similar requests that it had",
        similar,
        **given,
    )


def _sentences(*sentences: Mrkdwn) -> Mrkdwn:
    return Mrkdwn(" ".join(sentence for sentence in sentences if sentence))
