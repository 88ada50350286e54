"""What is said while a requester's reply is waited for: notices, lines of the card and of the receipt, history."""

from collections.abc import Mapping

from config.catalogue import Mrkdwn, Words
from handlers.blocks import Body, body
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.offers import CardLine, HistoryView, NoticeView, ReceiptLine
from handlers.requests.lifecycle import due_by
from handlers.requests.notices import Notice
from handlers.requests.rules import Party
from handlers.requests.views import reference
from handlers.waiting.rules import Due, WaitingEvent
from storage.requests import Request
from storage.transaction import Transaction


def _reminded(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn(
            "{ref} is still waiting for your reply to {department}. No longer needed? Cancel it above.",
            ref=reference(notice.shown.request),
            department=notice.shown.department.name,
        )
    )


def _warned(_: Words, notice: Notice) -> Body:
    request = notice.shown.request
    given = {"ref": reference(request), "department": notice.shown.department.name}
    closes = due_by(request).get(Due.CLOSE)
    if closes is None:
        return body(_.mrkdwn("{department} was waiting for your reply on {ref}.", **given))
    by = _.when(closes, notice.shown.now)
    return body(
        _.mrkdwn(
            "{department} hasn't heard from you on {ref}, so it closes on {by} unless you reply here. "
            "A later reply opens it again.",
            **given,
            by=by,
        )
    )


def _closed(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn(
            "{ref} is closed, because {department} didn't hear from you. Reply here at any time to open it again.",
            ref=reference(notice.shown.request),
            department=notice.shown.department.name,
        )
    )


def _closed_department(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn(
            "Closed: {requester} was reminded and didn't reply. A reply opens it again.",
            requester=notice.shown.requester,
        )
    )


NOTICES: Mapping[tuple[str, str], NoticeView] = {
    (Party.REQUESTER, WaitingEvent.REMINDED): _reminded,
    (Party.REQUESTER, WaitingEvent.AGAIN): _reminded,
    (Party.REQUESTER, WaitingEvent.WARNED): _warned,
    (Party.REQUESTER, WaitingEvent.CLOSED): _closed,
    (Party.DEPARTMENT, WaitingEvent.CLOSED): _closed_department,
}
HISTORY: Mapping[str, HistoryView] = {
    WaitingEvent.REMINDED: lambda _, past: _.mrkdwn(
        "{who} was reminded to reply", who=past.requester
    ),
    WaitingEvent.AGAIN: lambda _, past: _.mrkdwn("{who} was reminded to reply", who=past.requester),
    WaitingEvent.WARNED: lambda _, past: _.mrkdwn(
        "{who} was told that it closes without a reply", who=past.requester
    ),
    WaitingEvent.CLOSED: lambda _, past: _.mrkdwn("closed: {who} didn't reply", who=past.requester),
}


def _what_happens(tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """On the card: what happens if the requester does not reply."""
    due = due_by(request)
    requester, now = name_of(tx, request.requester), desk.clock.now()
    if at := due.get(Due.CLOSE):
        return _.mrkdwn(
            "Closes {when} unless {requester} replies", when=_.when(at, now), requester=requester
        )
    if at := due.get(Due.REMIND):
        return _.mrkdwn("{requester} is reminded {when}", when=_.when(at, now), requester=requester)
    if at := due.get(Due.WARN):
        return _.mrkdwn(
            "{requester} was reminded; {when} they're told that it will close",
            when=_.when(at, now),
            requester=requester,
        )
    return None


def _reply_by(_tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """On the receipt: by when it closes."""
    at = due_by(request).get(Due.CLOSE)
    if at is None:
        return None
    return _.mrkdwn(
        "Without your reply it closes on {by}. A later reply opens it again.",
        by=_.when(at, desk.clock.now()),
    )


CARD_LINES = (CardLine(_what_happens, order=40),)
RECEIPT_LINES = (ReceiptLine(_reply_by, order=40),)
