"""What was said, in the history of a request."""

from collections.abc import Mapping

from handlers.conversation.rules import THANKED
from handlers.offers import HistoryView
from handlers.requests.lifecycle import ANY, Rule
from handlers.requests.rules import Event

RULES: Mapping[str, Rule] = {THANKED: Rule(ANY)}
HISTORY: Mapping[str, HistoryView] = {
    THANKED: lambda _, past: _.mrkdwn("{who} wrote", who=past.who),
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
