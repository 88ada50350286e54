"""What a request's durable messages show: read the facts, call the view. Run by the courier when it delivers."""

from collections.abc import Sequence
from dataclasses import replace

from config.catalogue import Mrkdwn, Words, escape
from handlers.blocks import Body, body, context
from handlers.desk import EARLIER, Desk
from handlers.directory.rules import names_of
from handlers.offers import Show
from handlers.requests.card import card as card_view
from handlers.requests.keys import card as card_key
from handlers.requests.keys import timer as timer_key
from handlers.requests.notices import Notice
from handlers.requests.receipt import receipt as receipt_view
from handlers.requests.rules import Event, Party
from handlers.requests.service import department_of, in_words
from handlers.requests.views import Shown
from handlers.text import carried, mentioned, paged, pieces, spoken
from storage import entries, history, messages, requests, timers
from storage.entries import Entry
from storage.requests import Request
from storage.schema import EPOCH
from storage.transaction import Transaction

# A hand-over takes along the newest of what was said, more than anybody reads.
ALONG = 100
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
    return Shown(
        request=replace(request, routing_reason=routing_reason),
        text=text,
        department=department_of(desk, request),
        names=names_of(tx, people),
        choices=desk.organisation.likeliest_first(request.likely),
        custody_number=request.custody_number if custody_number is None else custody_number,
        workspace_url=desk.workspace_url,
        claim_by=timers.due_at(tx, timer_key(request, "unclaimed")),
        word_by=timers.due_at(tx, timer_key(request, "silence")),
        closes_at=timers.due_at(tx, timer_key(request, "close")),
    )


def card(tx: Transaction, desk: Desk, number: str, custody_number: str) -> Body | None:
    """A department's card."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    shown = gather(tx, desk, request, custody_number=int(custody_number))
    _, lines = desk.words_here(shown.department.zone), desk.offers.card_lines
    said = [(each, each.show(tx, desk, _, request)) for each in lines]
    return card_view(
        _,
        shown,
        desk.offers,
        beside=[text for each, text in said if text and each.beside],
        below=[text for each, text in said if text and not each.beside],
    )


def receipt(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """The requester's receipt."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    _ = desk.words_for(tx, request.requester)
    return receipt_view(_, gather(tx, desk, request), desk.offers)


def notice(tx: Transaction, desk: Desk, number: str, party: str, line: str) -> Body | None:
    """An event, as one side reads of it."""
    request = requests.get(tx, int(number))
    event = history.line(tx, f"request/{number}", int(line))
    if request is None or event is None:
        return None
    if event.event == Event.HANDED_OVER:
        event = replace(event, data=in_words(desk, event.data))
    seq = event.data.get("entry")
    said = entries.get(tx, request.number, int(seq)) if seq is not None else None
    shown = gather(tx, desk, request, also=(said,) if said else ())
    actor = event.actor or ""
    others = (actor, event.data.get("to"), event.data.get("holder"))
    shown_names = {**shown.names, **names_of(tx, [str(user) for user in others if user])}
    view = desk.offers.notices.get((party, event.event))
    if view is None:
        return None
    _ = (
        desk.words_for(tx, request.requester)
        if party == Party.REQUESTER
        else desk.words_here(shown.department.zone)
    )
    return view(
        _,
        Notice(
            shown=replace(shown, names=shown_names),
            line=event,
            said=said,
            who=shown_names.get(actor, ""),
            card_at=messages.shown_at(tx, card_key(request)),
        ),
    )


def rest(tx: Transaction, desk: Desk, number: str, custody_number: str, piece: str) -> Body | None:  # noqa: ARG001 # makes the key
    """What did not fit into the card of a long text, a piece for each message."""
    text = entries.get(tx, int(number))
    if text is None or text.taken_back:
        return None
    return rest_of(tx, desk.words_here(), text, int(piece))


def rest_of(tx: Transaction, _: Words, said: Entry, piece: int) -> Body | None:
    """A further piece of a long text; None when the text was shortened meanwhile."""
    cut = pieces(said.text)
    if piece >= len(cut):
        return None
    names = names_of(tx, {said.author} | mentioned([said.text]))
    label = _.mrkdwn(
        "{who}, part {piece} of {all}", who=names[said.author], piece=piece + 1, all=len(cut)
    )
    return body(label, carried(cut[piece], names), context(label))


def transcript(tx: Transaction, desk: Desk, number: str, before: str, page: str) -> Body | None:
    """A page of what was said before, for a department that was given the request then."""
    request = requests.get(tx, int(number))
    pages = paged(said_before(tx, int(number), int(before)))
    if request is None or int(page) >= len(pages):
        return None
    _ = desk.words_here(department_of(desk, request).zone)
    head = _.mrkdwn("Conversation on #{number} so far", number=number)
    return _page(tx, head, pages[int(page)])


def said_before(tx: Transaction, number: int, before: int) -> list[tuple[str, str]]:
    """Authors and texts that go along with a request. What was for colleagues only stays with them."""
    return [
        (
            entry.author,
            with_files(entry),
        )
        for entry in entries.all_of(tx, number, before=before, limit=ALONG)
        if not entry.taken_back and not entry.internal
    ]


def with_files(entry: Entry) -> str:
    """What was said, with the names of what was shared."""
    return "\n".join([entry.text, *(f":paperclip: {escape(file['name'])}" for file in entry.files)])


def _page(tx: Transaction, head: Mrkdwn, said: Sequence[tuple[str, str]]) -> Body:
    names = names_of(
        tx, {author for author, _text in said} | mentioned(text for _author, text in said)
    )
    return body(head, context(head), *(spoken(names[author], text, names) for author, text in said))


def said_earlier(tx: Transaction, number: int) -> list[tuple[str, str]]:
    """Authors and texts of what stood in the thread before, without what they took back."""
    return [
        (entry.author, entry.text)
        for entry in entries.of_party(tx, number, Party.EARLIER)
        if not entry.taken_back
    ]


def earlier(tx: Transaction, desk: Desk, number: str, page: str) -> Body | None:
    """A page of what stood in the thread before the requester called us."""
    said = entries.of_party(tx, int(number), Party.EARLIER)
    pages = paged(said_earlier(tx, int(number)))
    if int(page) >= len(pages):
        return None
    _ = desk.words_here()
    head = _.mrkdwn("Earlier in the thread")
    if len(said) >= EARLIER and page == "0":
        limit = _.mrkdwn(
            "(first and latest messages, up to {count} – see the thread for the rest)",
            count=EARLIER,
        )
        head = Mrkdwn(f"{head} {limit}")
    return _page(tx, head, pages[int(page)])


SHOWS: dict[str, Show] = {
    "request/{number}/card/{custody}": card,
    "request/{number}/receipt": receipt,
    "request/{number}/notice/{side}/{line}": notice,
    "request/{number}/card/{custody}/rest/{piece}": rest,
    "request/{number}/transcript/{before}/{page}": transcript,
    "request/{number}/earlier/{page}": earlier,
}
