"""What carried words look like on the other side."""

from dataclasses import replace

from config.catalogue import Mrkdwn, Words
from handlers.asking.rules import is_thanks
from handlers.blockkit import Block
from handlers.blocks import Body, Speaker, body, context, files_shared
from handlers.conversation.rules import Unsent
from handlers.conversation.views import hint as hint_view
from handlers.desk import Desk
from handlers.directory.rules import name_of, names_of
from handlers.files import Attachment, attachments
from handlers.offers import Show
from handlers.requests.calls import is_called
from handlers.requests.departments import department_of
from handlers.requests.messages import rest_of
from handlers.requests.notices import ping
from handlers.requests.rules import Party
from handlers.text import mentioned, plain, shorten, spoken, words_of_their_own
from storage import directory, entries, requests
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction

# Slack cuts a longer one.
LONGEST_NAME = 80


def carried_entry(tx: Transaction, desk: Desk, number: str, seq: str) -> list[Body | Attachment]:
    """An entry on the other side, under the speaker's name. What the requester says mentions the assignee, but for a thanks."""
    found = _readable(tx, number, seq)
    if found is None or found[1].internal:
        return []
    request, entry = found
    if entry.party == Party.DEPARTMENT:
        _ = desk.words_for(tx, request.requester)
        first = _said(tx, _, entry, department_of(desk, request).name)
        return [first, *rest_of(tx, _, entry), *attachments(_, entry.files)]
    needless = request.assignee == entry.author or (is_thanks(entry.text) and not entry.files)
    assignee = None if needless else request.assignee
    called = assignee and is_called(tx, request, assignee, entry.at)
    _ = desk.words_here(department_of(desk, request).zone)
    first = _said(tx, _, entry, "", calls=assignee if called else None)
    return [first, *rest_of(tx, _, entry), *attachments(_, entry.files)]


def entry_here(tx: Transaction, desk: Desk, number: str, seq: str) -> list[Body | Attachment]:
    """What was said in a form, or in public, for the side that said it; and where it went."""
    found = _readable(tx, number, seq)
    if found is None:
        return []
    request, entry = found
    department = department_of(desk, request)
    if entry.party == Party.REQUESTER:
        _ = desk.words_for(tx, request.requester)
        note = _.mrkdwn(":incoming_envelope: sent to {department}", department=department.name)
    else:
        _ = desk.words_here(department.zone)
        note = _where_it_went(_, entry, name_of(tx, request.requester))
    first = _said(tx, _, entry, "", note=note)
    return [first, *rest_of(tx, _, entry), *attachments(_, entry.files)]


def _where_it_went(_: Words, entry: Entry, requester: str) -> Mrkdwn:
    if entry.internal:
        return _.mrkdwn(":lock: Internal – {requester} can't see this", requester=requester)
    if entry.ts is not None:
        return _.mrkdwn(
            ":incoming_envelope: sent in the thread where {requester} asked", requester=requester
        )
    return _.mrkdwn(":incoming_envelope: sent to {requester}", requester=requester)


def _readable(tx: Transaction, number: str, seq: str) -> tuple[Request, Entry] | None:
    request, entry = requests.get(tx, int(number)), entries.get(tx, int(number), int(seq))
    return None if request is None or entry is None or entry.taken_back else (request, entry)


def unsent(
    tx: Transaction,
    desk: Desk,
    number: str,
    why: str,
    user: str,
    thread: str,  # noqa: ARG001 # it makes the key
) -> Body | None:
    """Somebody wrote to the requester where that no longer, or never, reaches them."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    _ = desk.words_for(tx, user)
    given = {
        "name": name_of(tx, user),
        "requester": name_of(tx, request.requester),
        "number": request.number,
        "department": department_of(desk, request).name,
    }
    match Unsent(why):
        case Unsent.MOVED:
            return body(
                _.mrkdwn(
                    "Not sent: #{number} is with {department} now. Message {requester} directly, or tell {department}.",
                    **given,
                )
            )
        case Unsent.ENDED:
            return body(
                _.mrkdwn(
                    "Not sent: #{number} is closed. To reach {requester}, message them directly.",
                    **given,
                )
            )
        case Unsent.OUTSIDE:
            return body(
                _.mrkdwn(
                    "Thanks, {name} – {department} can see this. Only {department}'s replies go to {requester}.",
                    **given,
                )
            )
        case Unsent.NOBODY:
            return body(
                _.mrkdwn("No one sees replies here. Message {requester} directly.", **given)
            )


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
    beside: list[Block] = [*files_shared(_, entry.files)]
    if note is not None:
        beside.append(context(note))
    if calls is not None:
        beside.append(ping(calls, _("– {who} replied", who=names[entry.author])))
    person = directory.person(tx, entry.author)
    speaker = Speaker(
        shorten(who, LONGEST_NAME),
        person.image if person else None,
        [words_of_their_own(entry.text, names), *beside],
    )
    return replace(body(text, spoken(who, entry.text, names), *beside), speaker=speaker)


def hint(tx: Transaction, desk: Desk, number: str, custody_number: str) -> Body | None:
    """Who reads what is said in a card's thread, while the card is the present one."""
    request = requests.get(tx, int(number))
    if request is None or request.custody_number != int(custody_number):
        return None
    department = department_of(desk, request)
    _ = desk.words_here(department.zone)
    text = hint_view(_, department, name_of(tx, request.requester))
    return body(text, context(text))


SHOWS: dict[str, Show] = {
    "request/{number}/hint/{custody}": hint,
    "request/{number}/entry/{seq}": carried_entry,
    "request/{number}/entry/{seq}/here": entry_here,
    "request/{number}/unsent/{why}/{user}/{thread}": unsent,
}
