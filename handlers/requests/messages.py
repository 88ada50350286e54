"""What a request's durable messages show: read the facts, call the view. Run by the courier when it delivers."""

from collections.abc import Sequence
from dataclasses import replace

from config.catalogue import Mrkdwn, Words, escape
from handlers.blocks import Body, body, context
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.files import Attachment, attachments
from handlers.offers import Show
from handlers.requests import keys
from handlers.requests.calls import is_called, is_overtaken, news, urgent
from handlers.requests.card import card as card_view
from handlers.requests.changes import deadlines
from handlers.requests.departments import department_of, in_words
from handlers.requests.notices import Notice
from handlers.requests.receipt import receipt as receipt_view
from handlers.requests.rules import Deadline, Event, Party
from handlers.requests.views import Shown
from handlers.text import carried, mentioned, paged, pieces, plain, shorten, spoken
from storage import entries, history, messages, requests
from storage.entries import Entry
from storage.requests import Request
from storage.schema import EPOCH
from storage.transaction import Transaction

# So much of a text tells which one it is.
BEGINNING = 60
UNREADABLE = Entry(0, 0, "", Party.REQUESTER, False, "", (), None, None, EPOCH, True)


def gather(
    tx: Transaction,
    desk: Desk,
    request: Request,
    *,
    custody_number: int | None = None,
    also: tuple[Entry, ...] = (),
) -> Shown:
    """All that a view of a request needs."""
    text = entries.get(tx, request.number) or UNREADABLE
    people = {request.requester, request.recorded_by, text.author}
    people |= {who for who in (request.assignee, request.routing_reason.get("who")) if who}
    people |= {entry.author for entry in also}
    people |= mentioned([text.text, request.rating_comment or "", *(entry.text for entry in also)])
    routing_reason = in_words(desk, request.routing_reason)
    office = desk.organisation.office(str(routing_reason.get("office", "")))
    if office is not None:
        routing_reason["office"] = office.name
    due = deadlines(desk, request)
    return Shown(
        request=replace(request, routing_reason=routing_reason),
        text=text,
        department=department_of(desk, request),
        names=names_of(tx, people),
        choices=desk.organisation.likeliest_first(request.likely),
        custody_number=request.custody_number if custody_number is None else custody_number,
        workspace_url=desk.workspace_url,
        now=desk.clock.now(),
        claim_by=due.get(Deadline.UNCLAIMED),
        closes_at=due.get(Deadline.CLOSE),
    )


def card(tx: Transaction, desk: Desk, number: str, custody_number: str) -> list[Body | Attachment]:
    """A department's card; what of the text does not fit on it goes on in its thread, and so do its files."""
    request = requests.get(tx, int(number))
    if request is None:
        return []
    shown = gather(tx, desk, request, custody_number=int(custody_number))
    _, lines = desk.words_here(shown.department.zone), desk.offers.card_lines
    said = [(each, each.show(tx, desk, _, request)) for each in lines]
    due = [found for each in desk.offers.card_due if (found := each(tx, desk, _, request))]
    first = card_view(
        _,
        shown,
        desk.offers,
        beside=[
            *(text for each, text in said if text and each.beside),
            *(text for _at, text in sorted(due)[:1]),
        ],
        below=[text for each, text in said if text and not each.beside],
    )
    if shown.text.taken_back:
        return [first]
    return [first, *rest_of(tx, desk.words_here(), shown.text), *attachments(_, shown.text.files)]


def receipt(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """The requester's receipt."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    _ = desk.words_for(tx, request.requester)
    below = receipt_lines(tx, desk, _, request)
    return receipt_view(_, gather(tx, desk, request), desk.offers, below=below)


def receipt_lines(tx: Transaction, desk: Desk, _: Words, request: Request) -> list[Mrkdwn]:
    """What others offer to say to its requester."""
    lines = (each.show(tx, desk, _, request) for each in desk.offers.receipt_lines)
    return [line for line in lines if line]


def notice(tx: Transaction, desk: Desk, number: str, party: str, entry: str) -> Body | None:
    """An event, as one side reads of it."""
    request = requests.get(tx, int(number))
    event = history.entry(tx, f"request/{number}", int(entry))
    if request is None or event is None:
        return None
    if party == Party.REQUESTER and is_overtaken(tx, desk, request, event):
        return None
    if event.event == Event.HANDED_OVER:
        event = replace(event, data=in_words(desk, event.data))
    seq = event.data.get("entry")
    said = entries.get(tx, request.number, int(seq)) if seq is not None else None
    shown = gather(tx, desk, request, also=(said,) if said else ())
    actor = event.actor or ""
    others = (actor, *(event.data.get(name) for name in ("to", "holder", "assignee")))
    shown_names = {**shown.names, **names_of(tx, [str(user) for user in others if user])}
    view = desk.offers.notices.get((party, event.event))
    if view is None:
        return None
    _ = (
        desk.words_for(tx, request.requester)
        if party == Party.REQUESTER
        else desk.words_here(shown.department.zone)
    )
    told = view(
        _,
        Notice(
            shown=replace(shown, names=shown_names),
            entry=event,
            said=said,
            who=shown_names.get(actor, ""),
            card_at=messages.shown_at(tx, keys.card(request)),
            off=frozenset(
                user
                for user in (request.assignee, str(event.data.get("to") or ""))
                if user and not is_called(tx, request, user, event.at)
            ),
        ),
    )
    below = desk.offers.notice_lines.get((party, event.event))
    lines = [
        below(tx, desk, _, request, event) if below else None,
        urgent(tx, desk, _, request, party, event),
    ]
    return replace(told, blocks=[*told.blocks, *(context(line) for line in lines if line)])


def rest_of(tx: Transaction, _: Words, said: Entry) -> list[Body]:
    """The further pieces of a long text, a message for each."""
    first, *further = pieces(said.text)
    if not further:
        return []
    names = names_of(tx, {said.author} | mentioned([said.text]))
    begins = shorten(plain(first, names), BEGINNING)
    shown: list[Body] = []
    for piece, text in enumerate(further, start=2):
        given = {"who": names[said.author], "piece": piece, "all": 1 + len(further)}
        label = _.mrkdwn("{who}, part {piece} of {all}", **given)
        continues = _.mrkdwn("{label} – continues “{begins}”", label=label, begins=begins)
        words = carried(text, names)
        apart = (words, context(continues))
        shown.append(replace(body(label, words, context(label)), apart=apart))
    return shown


def with_files(entry: Entry) -> str:
    """What was said, with the names of what was shared."""
    return "\n".join([entry.text, *(f":paperclip: {escape(file['name'])}" for file in entry.files)])


def pages_of(
    tx: Transaction,
    _: Words,
    head: Mrkdwn,
    said: Sequence[Entry],
    note: Mrkdwn | None = None,
) -> list[Body | Attachment]:
    """What several people said, page by page, then what they shared. The first page has the note beside its head."""
    names = names_of(tx, {entry.author for entry in said} | mentioned(entry.text for entry in said))
    pages = paged((entry.author, with_files(entry)) for entry in said)
    shown: list[Body | Attachment] = []
    for number, page in enumerate(pages, start=1):
        turns = [spoken(names[author], text, names) for author, text in page]
        told = Mrkdwn(f"{head} {note}") if note is not None and number == 1 else head
        apart = _.mrkdwn("{head}, page {page} of {pages}", head=head, page=number, pages=len(pages))
        standing = body(told, context(told), *turns)
        shown.append(replace(standing, apart=(context(apart), *turns)))
    return [*shown, *attachments(_, (file for entry in said for file in entry.files))]


SHOWS: dict[str, Show] = {
    "request/{number}/card/{custody}": card,
    "request/{number}/receipt": receipt,
    "request/{number}/notice/{party}/{entry}": notice,
    "request/{number}/news/{user}/{morning}": news,
}
