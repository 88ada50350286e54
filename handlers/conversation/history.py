"""What was said, in the history of a request."""

from collections.abc import Mapping

from handlers.offers import HistoryView
from handlers.requests.rules import Event

HISTORY: Mapping[str, HistoryView] = {
    Event.SAID: lambda _, past: _.mrkdwn("{who} wrote", who=past.who),
    Event.EDITED: lambda _, past: _.mrkdwn("{who} edited a message", who=past.who),
    Event.TAKEN_BACK: lambda _, past: _.mrkdwn("{who} deleted a message", who=past.who),
    Event.MOVED: lambda _, past: _.mrkdwn(
        "{who} moved a message to #{to}", who=past.who, to=past.data.get("to", "")
    ),
    Event.ANSWERED: lambda _, past: _.mrkdwn("{who} replied", who=past.who),
    Event.UNANSWERED: lambda _, past: _.mrkdwn(
        "the question to {requester} is open again", requester=past.requester
    ),
}
