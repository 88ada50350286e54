"""Asking in the history of a request."""

from collections.abc import Mapping

from config.catalogue import Mrkdwn, Words
from handlers.offers import HistoryView, PastEvent
from handlers.requests.rules import Event


def _routed(_: Words, past: PastEvent) -> Mrkdwn:
    key = str(past.data.get("department", ""))
    to = past.departments.get(key, key)
    return _.mrkdwn("{who} sent it to {to}", who=past.who, to=to)


HISTORY: Mapping[str, HistoryView] = {
    Event.ASKED: lambda _, past: _.mrkdwn("{who} asked", who=past.who),
    Event.ROUTED: _routed,
    Event.OFFERED: lambda _, past: _.mrkdwn("{who} was shown earlier answers", who=past.who),
    Event.HELPED: lambda _, past: _.mrkdwn(
        "{who} was helped by the answer to #{number}",
        who=past.who,
        number=str(past.data.get("solved", "")),
    ),
}
