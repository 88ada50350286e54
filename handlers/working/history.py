"""How a request was worked, in its history."""

from collections.abc import Mapping

from config.catalogue import Mrkdwn, Words
from handlers.offers import HistoryView, PastEvent
from handlers.requests.rules import Event, Urgency


def _assigned(_: Words, past: PastEvent) -> Mrkdwn:
    to = str(past.data.get("to", ""))
    return _.mrkdwn("{who} assigned it to {to}", who=past.who, to=past.names.get(to, to))


def _handed_over(_: Words, past: PastEvent) -> Mrkdwn:
    person = str(past.data.get("assignee") or "")
    given = {
        "who": past.who,
        "origin": past.data.get("from", ""),
        "to": past.data.get("to", ""),
        "wanted": past.data.get("wanted", ""),
        "person": past.names.get(person, person),
    }
    if given["wanted"]:
        return _.mrkdwn(
            "{who} wanted to hand it over from {origin} to {wanted}; it had come back before, so {to} decides",
            **given,
        )
    if past.data.get("returned"):
        return _.mrkdwn("{who} sent it back from {origin} to {to}", **given)
    if person:
        return _.mrkdwn("{who} handed it over from {origin} to {person} ({to})", **given)
    return _.mrkdwn("{who} handed it over from {origin} to {to}", **given)


def _urgency(_: Words, past: PastEvent) -> Mrkdwn:
    words = {Urgency.HIGH: _("urgent"), Urgency.NORMAL: _("normal"), Urgency.LOW: _("low")}
    to = str(past.data.get("to", ""))
    said = words[Urgency(to)] if to in set(Urgency) else to
    return _.mrkdwn("{who} changed the urgency to {to}", who=past.who, to=said)


def _released(_: Words, past: PastEvent) -> Mrkdwn:
    holder = past.names.get(str(past.data.get("holder")), "")
    return _.mrkdwn("{holder} left, so it is open again", holder=holder)


HISTORY: Mapping[str, HistoryView] = {
    Event.CLAIMED: lambda _, past: _.mrkdwn("{who} claimed it", who=past.who),
    Event.ASSIGNED: _assigned,
    Event.HANDED_OVER: _handed_over,
    Event.WAITING: lambda _, past: _.mrkdwn(
        "{who} asked {requester} a question", who=past.who, requester=past.requester
    ),
    Event.URGENCY: _urgency,
    Event.TITLE: lambda _, past: _.mrkdwn("{who} changed the title", who=past.who),
    Event.TYPE: lambda _, past: _.mrkdwn("{who} changed the type", who=past.who),
    Event.RESOLVED: lambda _, past: _.mrkdwn("{who} resolved it", who=past.who),
    Event.REOPENED: lambda _, past: _.mrkdwn("{who} reopened it", who=past.who),
    Event.CLOSED: lambda _, _past: _.mrkdwn("closed automatically"),
    Event.CANCELLED: lambda _, past: _.mrkdwn("{who} cancelled it", who=past.who),
    Event.DECLINED: lambda _, past: _.mrkdwn("{who} closed it as not a request", who=past.who),
    Event.RATED: lambda _, past: _.mrkdwn(
        "{who} rated it {stars} out of 5", who=past.who, stars=past.data.get("stars", 0)
    ),
    Event.COMMENTED: lambda _, past: _.mrkdwn("{who} added a comment", who=past.who),
    Event.RELEASED: _released,
    Event.UNCLAIMED: lambda _, _past: _.mrkdwn("reminder sent: not claimed in time"),
}
