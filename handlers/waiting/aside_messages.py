"""What is said of a third party and of a snooze: notices, lines of the card and of the receipt, history."""

from collections.abc import Mapping
from datetime import datetime

from config.catalogue import Mrkdwn, Words, escape
from handlers.blocks import Body, body, section
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.offers import CardLine, HistoryView, NoticeView, PastEvent, ReceiptLine
from handlers.requests.notices import Notice
from handlers.requests.rules import Party
from handlers.requests.views import reference
from handlers.text import carried, mentioned, plain, shorten
from handlers.waiting.aside import THIRD_PARTY, Aside, WaitsFor
from storage import entries
from storage.requests import SNOOZED, Request
from storage.transaction import Transaction

# So much of what is waited for, or why, tells enough.
BEGINNING = 120


def _until(notice: Notice) -> datetime:
    return datetime.fromisoformat(str(notice.entry.data["until"]))


def _third_party(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{department} is waiting for others on {ref}. You'll have an update by {by}.",
        department=notice.shown.department.name,
        ref=reference(notice.shown.request),
        by=_.when(_until(notice), notice.shown.now),
    )
    return _with_said(notice, text)


def _third_party_department(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{who} is waiting for others. {requester} was promised an update by {by}.",
        who=notice.who,
        requester=notice.shown.requester,
        by=_.when(_until(notice), notice.shown.now),
    )
    return _with_said(notice, text)


def _third_party_over(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn(
            "{department} has what it was waiting for, and continues with {ref}.",
            department=notice.shown.department.name,
            ref=reference(notice.shown.request),
        )
    )


def _snoozed(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{who} ({department}) will continue with {ref} on {day}. If it can't wait, write here.",
        who=notice.who,
        department=notice.shown.department.name,
        ref=reference(notice.shown.request),
        day=_.date(_until(notice)),
    )
    return _with_said(notice, text)


def _snoozed_department(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{who} snoozed this until {day}. {requester} was told:",
        who=notice.who,
        day=_.date(_until(notice)),
        requester=notice.shown.requester,
    )
    return _with_said(notice, text)


def _awake(_: Words, notice: Notice) -> Body:
    request = notice.shown.request
    text = _(
        "{ref} was snoozed until today, and {requester} knows that you continue with it now.",
        ref=reference(request),
        requester=notice.shown.requester,
    )
    return Body(escape(text), [notice.call(request.assignee, text)])


def _with_said(notice: Notice, text: Mrkdwn) -> Body:
    said = notice.said
    if said is None or said.taken_back:
        return body(text)
    return body(text, section(text), carried(said.text, notice.shown.names))


NOTICES: Mapping[tuple[str, str], NoticeView] = {
    (Party.REQUESTER, Aside.THIRD_PARTY): _third_party,
    (Party.DEPARTMENT, Aside.THIRD_PARTY): _third_party_department,
    (Party.REQUESTER, Aside.THIRD_PARTY_OVER): _third_party_over,
    (Party.REQUESTER, Aside.SNOOZED): _snoozed,
    (Party.DEPARTMENT, Aside.SNOOZED): _snoozed_department,
    (Party.DEPARTMENT, Aside.AWAKE): _awake,
}


def _day_in(_: Words, past: PastEvent) -> str:
    return _.date(datetime.fromisoformat(str(past.data["until"])))


HISTORY: Mapping[str, HistoryView] = {
    Aside.THIRD_PARTY: lambda _, past: _.mrkdwn(
        "{who} is waiting for others; next update by {day}", who=past.who, day=_day_in(_, past)
    ),
    Aside.THIRD_PARTY_OVER: lambda _, past: _.mrkdwn(
        "{who} is no longer waiting for others", who=past.who
    ),
    Aside.SNOOZED: lambda _, past: _.mrkdwn(
        "{who} snoozed it until {day}", who=past.who, day=_day_in(_, past)
    ),
    Aside.AWAKE: lambda _, _past: _.mrkdwn("the snooze is over"),
}


def _what(tx: Transaction, request: Request, waits: WaitsFor) -> str:
    """Who is waited for, or why it was snoozed, in one line."""
    said = entries.get(tx, request.number, waits.entry)
    if said is None or said.taken_back:
        return "…"
    return shorten(plain(said.text, names_of(tx, mentioned([said.text]))), BEGINNING)


def _others(tx: Transaction, _desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    waits = WaitsFor.of(request, THIRD_PARTY)
    if waits is None:
        return None
    return _.mrkdwn("Waiting for others: “{what}”", what=_what(tx, request, waits))


def _sleeps(tx: Transaction, _desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    waits = WaitsFor.of(request, SNOOZED)
    if waits is None:
        return None
    given = {"day": _.date(waits.until), "why": _what(tx, request, waits)}
    return _.mrkdwn(":zzz: Snoozed until {day}: “{why}”", **given)


def _sleeps_receipt(tx: Transaction, _desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    waits = WaitsFor.of(request, SNOOZED)
    if waits is None:
        return None
    given = {"day": _.date(waits.until), "why": _what(tx, request, waits)}
    return _.mrkdwn("On hold until {day}: “{why}”", **given)


CARD_LINES = (CardLine(_others, order=42), CardLine(_sleeps, order=44))
RECEIPT_LINES = (ReceiptLine(_others, order=42), ReceiptLine(_sleeps_receipt, order=44))
