"""What was promised and what became of it, in the history of a request."""

from collections.abc import Mapping
from datetime import datetime

from config.catalogue import Mrkdwn, Words
from handlers.offers import HistoryView, PastEvent
from handlers.progress.events import ProgressEvent
from handlers.progress.rhythm import RHYTHMS


def _to(past: PastEvent, name: str = "to") -> str:
    user = str(past.data.get(name) or "")
    return past.names.get(user, user)


def _by(_: Words, past: PastEvent) -> str:
    by = past.data.get("by") or past.data.get("due")
    return _.moment(datetime.fromisoformat(str(by))) if by else ""


def _often(_: Words, past: PastEvent) -> str:
    rhythm = RHYTHMS.get(str(past.data.get("rhythm")))
    return rhythm.said(_) if rhythm else _("as often as usual")


def _prompted(_: Words, past: PastEvent) -> Mrkdwn:
    if not past.data.get("to"):
        return _.mrkdwn("an update is due")
    return _.mrkdwn("{to} was asked for an update", to=_to(past))


def _no_word(_: Words, past: PastEvent) -> Mrkdwn:
    if not _by(_, past):
        return _.mrkdwn("{requester} was told there is no news yet", requester=past.requester)
    return _.mrkdwn(
        "no update by {by}, and {requester} was told", by=_by(_, past), requester=past.requester
    )


def _news_wanted(_: Words, past: PastEvent) -> Mrkdwn:
    return _.mrkdwn("{who} asked for news", who=past.who)


HISTORY: Mapping[str, HistoryView] = {
    ProgressEvent.NO_WORD: _no_word,
    ProgressEvent.PROMPTED: _prompted,
    ProgressEvent.NO_NEWS: lambda _, past: _.mrkdwn(
        "{who} wrote that there is no news yet; next update by {by}", who=past.who, by=_by(_, past)
    ),
    ProgressEvent.AGREED: lambda _, past: _.mrkdwn(
        "{who} set updates: {often}", who=past.who, often=_often(_, past)
    ),
    ProgressEvent.ASKED_FOR: lambda _, past: _.mrkdwn(
        "{who} asked for updates: {often}", who=past.who, often=_often(_, past)
    ),
    ProgressEvent.ANY_NEWS: _news_wanted,
    ProgressEvent.TIME_PROMISED: lambda _, past: _.mrkdwn(
        "{who} promised it for {by}", who=past.who, by=_by(_, past)
    ),
    ProgressEvent.TIME_MOVED: lambda _, past: _.mrkdwn(
        "{who} moved the promised time to {by}", who=past.who, by=_by(_, past)
    ),
    ProgressEvent.TIME_SOON: lambda _, _past: _.mrkdwn("warning sent: the promised time is near"),
    ProgressEvent.TIME_PASSED: lambda _, past: _.mrkdwn(
        "not done by the promised {by}", by=_by(_, past)
    ),
    ProgressEvent.CLAIM_ASKED: lambda _, past: _.mrkdwn(
        "{to} was asked whether it is still theirs", to=_to(past)
    ),
    ProgressEvent.STILL_MINE: lambda _, past: _.mrkdwn("{who} keeps it", who=past.who),
    ProgressEvent.CLAIM_RELEASED: lambda _, past: _.mrkdwn("{who} released it", who=past.who),
    ProgressEvent.CLAIM_LAPSED: lambda _, past: _.mrkdwn(
        "no word from {holder}, so it is open again", holder=_to(past, "holder")
    ),
}
