"""What carried words look like on the other side."""

from slack_sdk.models.blocks import Block

from config.catalogue import Mrkdwn, Words
from handlers.capability import Show
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.kit import Body, body, context, files_shared
from handlers.requests.messages import rest_of
from handlers.requests.rules import Side
from handlers.requests.service import department_of
from handlers.requests.told import ping
from handlers.text import mentioned, plain, shorten, spoken
from storage import entries, requests
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


def carried_entry(tx: Transaction, desk: Desk, number: str, seq: str) -> Body | None:
    """An entry on the other side, under the speaker's name."""
    request, entry = requests.get(tx, int(number)), entries.get(tx, int(number), int(seq))
    if request is None or entry is None or entry.taken_back:
        return None
    if entry.side == Side.DEPARTMENT:
        return _said(tx, desk.words_for(tx, request.requester), entry, _from(desk, request))
    called = request.assignee if request.assignee != entry.author else None
    return _said(tx, desk.words_here(department_of(desk, request).zone), entry, "", calls=called)


def entry_here(tx: Transaction, desk: Desk, number: str, seq: str) -> Body | None:
    """What was said in a form, for the colleagues in the card's thread."""
    request, entry = requests.get(tx, int(number)), entries.get(tx, int(number), int(seq))
    if request is None or entry is None or entry.taken_back:
        return None
    _ = desk.words_here(department_of(desk, request).zone)
    called = (
        request.assignee if entry.side == Side.ASKER and request.assignee != entry.author else None
    )
    note = _.mrkdwn(":lock: only the department reads this") if entry.internal else None
    if entry.side == Side.DEPARTMENT and not entry.internal:
        note = _.mrkdwn(":incoming_envelope: sent to the asker")
    return _said(tx, _, entry, "", calls=called, note=note)


def entry_rest(tx: Transaction, desk: Desk, number: str, seq: str, piece: str) -> Body | None:
    """What of an entry did not fit into its message."""
    request, entry = requests.get(tx, int(number)), entries.get(tx, int(number), int(seq))
    if request is None or entry is None or entry.taken_back:
        return None
    to_asker = entry.side == Side.DEPARTMENT
    _ = desk.words_for(tx, request.requester) if to_asker else desk.words_here()
    return rest_of(tx, _, entry, int(piece))


def unsent(tx: Transaction, desk: Desk, number: str, user: str, ts: str) -> Body | None:  # noqa: ARG001 # ts makes the key unique
    """Somebody answered in the thread of a card that is no longer the place to."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    _ = desk.words_for(tx, user)
    name = names_of(tx, [user])[user]
    return body(
        _.mrkdwn(
            "{name}, this was not sent to the asker: #{number} is with {department} now, or has ended. "
            "To reach the asker, write to them directly, or ask {department} to.",
            name=name,
            number=request.number,
            department=department_of(desk, request).name,
        )
    )


def _from(desk: Desk, request: Request) -> str:
    return department_of(desk, request).name


def _said(
    tx: Transaction,
    _: Words,
    entry: Entry,
    department: str,
    *,
    calls: str | None = None,
    note: Mrkdwn | None = None,
) -> Body:
    names = names_of(tx, {entry.author} | mentioned([entry.text]))
    who = f"{names[entry.author]} ({department})" if department else names[entry.author]
    text = _.mrkdwn("{who}: {text}", who=who, text=shorten(plain(entry.text, names), 300))
    blocks: list[Block] = [spoken(who, entry.text, names)]
    blocks += files_shared(_, entry.files)
    if note is not None:
        blocks.append(context(note))
    if calls is not None:
        blocks.append(ping(calls, _("– for you")))
    return body(text, *blocks)


SHOWS: dict[str, Show] = {
    "request/{number}/entry/{seq}": carried_entry,
    "request/{number}/entry/{seq}/here": entry_here,
    "request/{number}/entry/{seq}/rest/{piece}": entry_rest,
    "request/{number}/unsent/{user}/{ts}": unsent,
}
