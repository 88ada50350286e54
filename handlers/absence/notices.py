"""What a requester reads when their request goes to a cover, and comes back; and how the history tells it."""

from collections.abc import Mapping

from config.catalogue import Mrkdwn, Words
from handlers.absence.rules import AbsenceEvent
from handlers.absence.words import until
from handlers.blocks import Body, body
from handlers.offers import HistoryView, NoticeView, PastEvent
from handlers.requests.notices import Notice
from handlers.requests.rules import Party
from handlers.requests.views import reference


def _covered(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn(
            "{absent} is away until {day}. {who} ({department}) is looking after {ref} now.",
            **_given(_, notice),
        )
    )


def _uncovered(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn(
            "{absent} is away until {day}. We've asked {department} to find someone for {ref} and will let you know here.",
            **_given(_, notice),
        )
    )


def _returned(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn("{who} is back and working on {ref} again.", **_given(_, notice)),
    )


def _given(_: Words, notice: Notice) -> dict[str, object]:
    data, names = notice.entry.data, notice.shown.names
    return {
        "absent": names.get(str(data.get("holder")), ""),
        "who": names.get(str(data.get("to")), ""),
        "department": notice.shown.department.name,
        "ref": reference(notice.shown.request),
        "day": until(_, data["until"]),
    }


def _names(past: PastEvent) -> dict[str, str]:
    return {
        "absent": past.names.get(str(past.data.get("holder")), ""),
        "who": past.names.get(str(past.data.get("to")), ""),
    }


def _history_covered(_: Words, past: PastEvent) -> Mrkdwn:
    return _.mrkdwn("{who} covers while {absent} is away", **_names(past))


def _history_uncovered(_: Words, past: PastEvent) -> Mrkdwn:
    return _.mrkdwn("{absent} is away and no one covers, so it is open again", **_names(past))


def _history_returned(_: Words, past: PastEvent) -> Mrkdwn:
    return _.mrkdwn("{who} is back and has it again", **_names(past))


NOTICES: Mapping[tuple[str, str], NoticeView] = {
    (Party.REQUESTER, AbsenceEvent.COVERED): _covered,
    (Party.REQUESTER, AbsenceEvent.UNCOVERED): _uncovered,
    (Party.REQUESTER, AbsenceEvent.RETURNED): _returned,
}
HISTORY: Mapping[str, HistoryView] = {
    AbsenceEvent.COVERED: _history_covered,
    AbsenceEvent.UNCOVERED: _history_uncovered,
    AbsenceEvent.RETURNED: _history_returned,
}
