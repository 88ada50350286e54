"""The department's card: a pure function of facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import IN_OVERFLOW, Element
from handlers.blocks import Body, actions, body, context, option, overflow, select
from handlers.offers import Offers, On
from handlers.requests.ids import CardAction, RequestValue
from handlers.requests.rules import UNRESOLVED, RoutingReason, Via
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


def card(
    _: Words,
    shown: Shown,
    offers: Offers,
    *,
    beside: Sequence[Mrkdwn] = (),
    below: Sequence[Mrkdwn] = (),
) -> Body:
    """The department's card: state and title, the request, one line about it, and what can be done. Facts that others offer
    stand `beside` those in that line, or `below` it."""
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
    quoted = [] if is_all_title(shown) else [words(_, shown)]
    blocks = [headed(head, *quoted), *with_text(_, shown), *given_fields(_, shown)]
    blocks.append(context(_about(_, shown, beside)))
    blocks += [context(line) for line in below]
    buttons = _buttons(_, request, offers)
    return body(fallback, *blocks, *([actions(*buttons)] if buttons else []))


def _about(_: Words, shown: Shown, beside: Sequence[Mrkdwn]) -> Mrkdwn:
    """How urgent it is, from whom, why here, how old."""
    request = shown.request
    return joined(
        urgency_mark(_, request),
        escape(shown.requester),
        behalf(_, shown),
        why_line(_, shown),
        *beside,
        _origin(_, shown),
        ago(_, request),
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
        case RoutingReason.KEYWORDS | RoutingReason.EXAMPLES:
            return _by_itself(_, routing_reason, given)
        case RoutingReason.CHOSEN:
            return _.mrkdwn("{requester} chose {department}", **given)
        case RoutingReason.SORTED:
            return _.mrkdwn("{requester} wasn't sure which team to ask", **given)
        case RoutingReason.UNSORTED:
            return _.mrkdwn("{requester} didn't choose a department", **given)
        case RoutingReason.HANDED_OVER:
            return _.mrkdwn("Handed over by {who} ({origin})", **given)
        case RoutingReason.SPLIT:
            return _.mrkdwn("One of two matters in a message", **given)
        case RoutingReason.FOLLOWS:
            return _.mrkdwn("Follow-up to #{number}", **given)
    return Mrkdwn("")


def _by_itself(_: Words, why: Mapping[str, Any], given: Mapping[str, object]) -> Mrkdwn:
    """Why Frontdesk sent it there without asking: by the operator's words, and by requests like it."""
    because = _because(_, why, given)
    if not why.get("office"):
        return because
    return _.mrkdwn("{because}; {office} office", because=because, office=why["office"])


def _because(_: Words, why: Mapping[str, Any], given: Mapping[str, object]) -> Mrkdwn:
    similar = int(why.get("similar", 0))
    if why.get("words"):
        if not similar:
            return _.mrkdwn("Matched {words}", **given)
        return _.plural(
            "Matched {words} and {n} similar request",
            "Matched {words} and {n} similar requests",
            similar,
            **given,
        )
    if not similar:
        return _.mrkdwn("Similar to past {department} requests", **given)
    return _.plural(
        "Similar to {n} past {department} request",
        "Similar to {n} past {department} requests",
        similar,
        **given,
    )


def _origin(_: Words, shown: Shown) -> Mrkdwn:
    request = shown.request
    if request.via not in (Via.MENTION, Via.SHORTCUT, Via.CHANNEL) or not (
        request.origin_channel and request.origin_ts
    ):
        return Mrkdwn("")
    url = permalink(shown.workspace_url, request.origin_channel, request.origin_ts)
    return Mrkdwn(f"<{url}|{escape(_('Original message'))}>")


def _buttons(_: Words, request: Request, offers: Offers) -> list[Element]:
    buttons = offers.buttons_on(On.CARD, _, request)
    if request.state in UNRESOLVED and offers.card_menu:
        buttons.append(_menu(_, request, offers))
    return buttons


def _menu(_: Words, request: Request, offers: Offers) -> Element:
    options = [
        option(label, RequestValue(number=request.number, choice=choice).pack())
        for choice, offered in offers.card_menu.items()
        if (label := offered.label(_, request)) is not None
    ]
    if len(options) > IN_OVERFLOW:
        return select(CardAction.MORE, options, placeholder=_("More…"))
    return overflow(CardAction.MORE, options)
