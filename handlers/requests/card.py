"""The department's card: a pure function of facts."""

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Element, Option
from handlers.blocks import Body, actions, body, button, context, option, overflow
from handlers.requests.ids import CardAction, More, RequestValue
from handlers.requests.rules import ENDED, RoutingReason, State, Via
from handlers.requests.views import (
    Shown,
    ago,
    behalf,
    given_fields,
    headed,
    in_place,
    is_all_title,
    joined,
    permalink,
    reference,
    title_line,
    urgency_mark,
    with_text,
    words,
)
from storage.requests import Request


def card(_: Words, shown: Shown) -> Body:
    """The department's card: state and title, the request, one line about it, and what can be done."""
    request = shown.request
    fallback = _.mrkdwn(
        "{ref} from {requester}: {summary}",
        ref=reference(request),
        requester=shown.requester,
        summary=shown.summary,
    )
    head = title_line(_, shown)
    if shown.custody_number != request.custody_number:
        moved = _("Handed over to {department}.", department=shown.department.name)
        return body(fallback, headed(head, in_place(moved)))
    below = [] if is_all_title(shown) else [words(_, shown)]
    blocks = [headed(head, *below), *with_text(_, shown), *given_fields(_, shown)]
    blocks.append(context(_about(_, shown)))
    if shown.requester_gone:
        gone = _.mrkdwn(
            ":warning: {requester} has left and won't see replies. Please resolve or close this.",
            requester=shown.requester,
        )
        blocks.append(context(gone))
    buttons = _buttons(_, request)
    return body(fallback, *blocks, *([actions(*buttons)] if buttons else []))


def _about(_: Words, shown: Shown) -> Mrkdwn:
    """How urgent it is, from whom, why here, how old."""
    request = shown.request
    return joined(
        urgency_mark(_, request),
        escape(shown.requester),
        behalf(_, shown),
        why_line(_, shown),
        _rating(_, request),
        _origin(_, shown),
        ago(_, request),
    )


def hint(_: Words, shown: Shown) -> Mrkdwn:
    """Who reads what is said in the thread, so that no remark goes astray."""
    if shown.department.internal_unless_sent:
        return _.mrkdwn(
            "Replies are internal. Start with 📨 to send one to {requester}.",
            requester=shown.requester,
        )
    return _.mrkdwn(
        "Replies go to {requester}. Start with 🔒 for an internal note.",
        requester=shown.requester,
    )


def _words_found(_: Words, shown: Shown) -> str:
    """The operator's keywords that routing found; of a text that was deleted, none is told."""
    if shown.text.taken_back:
        return _("keywords")
    return ", ".join(f"“{word}”" for word in shown.request.routing_reason.get("words", ()))


def why_line(_: Words, shown: Shown) -> Mrkdwn:
    """Why it is in this department, in plain sight."""
    routing_reason = shown.request.routing_reason
    given = {
        "department": shown.department.name,
        "who": shown.names.get(str(routing_reason.get("who")), ""),
        "origin": routing_reason.get("from", ""),
        "number": shown.request.follows or 0,
        "words": _words_found(_, shown),
        "requester": shown.requester,
    }
    match routing_reason.get("why"):
        case RoutingReason.NAMED:
            return _.mrkdwn("Sent straight to {department}", **given)
        case RoutingReason.CHANNEL:
            return _.mrkdwn("Asked in a channel of {department}", **given)
        case RoutingReason.KEYWORDS:
            return _.mrkdwn("Matched {words}", **given)
        case RoutingReason.EXAMPLES:
            return _.mrkdwn("Similar to past {department} requests", **given)
        case RoutingReason.CHOSEN:
            return _.mrkdwn("{requester} chose {department}", **given)
        case RoutingReason.SORTED:
            return _.mrkdwn("{requester} wasn't sure which team to ask", **given)
        case RoutingReason.UNSORTED:
            return _.mrkdwn("{requester} didn't choose a department", **given)
        case RoutingReason.HANDED_OVER:
            return _.mrkdwn("Handed over by {who} ({origin})", **given)
        case RoutingReason.FOLLOWS:
            return _.mrkdwn("Follow-up to #{number}", **given)
    return Mrkdwn("")


def _origin(_: Words, shown: Shown) -> Mrkdwn:
    request = shown.request
    if request.via not in (Via.MENTION, Via.SHORTCUT, Via.CHANNEL) or not (
        request.origin_channel and request.origin_ts
    ):
        return Mrkdwn("")
    url = permalink(shown.workspace_url, request.origin_channel, request.origin_ts)
    return Mrkdwn(f"<{url}|{escape(_('Original message'))}>")


def _rating(_: Words, request: Request) -> Mrkdwn:
    return (
        _.mrkdwn("rated {stars} out of 5", stars=request.rating) if request.rating else Mrkdwn("")
    )


def _buttons(_: Words, request: Request) -> list[Element]:
    value = RequestValue(number=request.number).pack()
    reply = button(_("Reply"), CardAction.REPLY, value)
    details = button(_("Details"), CardAction.DETAILS, value)
    if request.state == State.RESOLVED:
        return [reply, details]
    if request.state in ENDED:
        return [details]
    claim = button(_("Claim"), CardAction.CLAIM, value, style="primary")
    resolve = button(
        _("Resolve"),
        CardAction.RESOLVE,
        value,
        style=None if request.state == State.OPEN else "primary",
    )
    more = overflow(CardAction.MORE, _more(_, request))
    return [*([claim] if request.state == State.OPEN else []), reply, resolve, more]


def _more(_: Words, request: Request) -> list[Option]:
    choices = [
        (More.ASSIGN, _("Assign to…")),
        (More.HAND_OVER, _("Hand over to another department…")),
        (More.WAIT, _("Ask and wait for a reply…")),
        (More.EDIT, _("Edit…")),
        (More.DECLINE, _("Not a request…")),
    ]
    return [
        option(text, RequestValue(number=request.number, choice=choice).pack())
        for choice, text in choices
    ]
