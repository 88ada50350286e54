"""What a request's durable messages show: read the facts, call the view. Run by the courier when it delivers."""

from collections.abc import Mapping

from config.catalogue import Mrkdwn
from handlers.capability import Show
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.kit import Body, body, context, section
from handlers.requests import views
from handlers.requests.keys import card as card_key
from handlers.requests.rules import Side, What
from handlers.requests.service import department_of
from handlers.requests.told import VIEWS, Told
from handlers.requests.views import Shown
from handlers.text import carried, literal, mentioned, pieces, spoken
from storage import entries, history, messages, requests
from storage.entries import Entry
from storage.requests import Request
from storage.schema import EPOCH
from storage.transaction import Transaction

UNREADABLE = Entry(0, 0, "", Side.ASKER, False, "", (), None, None, EPOCH, True)


def gather(
    tx: Transaction,
    desk: Desk,
    request: Request,
    *,
    custody: int | None = None,
    also: tuple[Entry, ...] = (),
) -> Shown:
    """All that a view of a request needs."""
    text = entries.get(tx, request.number) or UNREADABLE
    people = {request.requester, request.recorded_by, text.author}
    people |= {who for who in (request.assignee, request.because.get("who")) if who}
    people |= {entry.author for entry in also}
    people |= mentioned([text.text, *(entry.text for entry in also)])
    likely = [desk.organisation.department(key) for key in request.likely]
    return Shown(
        request=request,
        text=text,
        department=department_of(desk, request),
        names=names_of(tx, people),
        choices=[department for department in likely if department],
        custody=request.custody if custody is None else custody,
        files=[file["name"] for file in text.files],
        workspace_url=desk.workspace_url,
    )


def card(tx: Transaction, desk: Desk, number: str, custody: str) -> Body | None:
    """A department's card."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    shown = gather(tx, desk, request, custody=int(custody))
    return views.card(desk.words_here(shown.department.zone), shown)


def receipt(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """The asker's receipt."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    return views.receipt(desk.words_for(tx, request.requester), gather(tx, desk, request))


def told(tx: Transaction, desk: Desk, number: str, side: str, line: str) -> Body | None:
    """A line of history, told to one side."""
    request = requests.get(tx, int(number))
    happening = history.line(tx, f"request/{number}", int(line))
    if request is None or happening is None:
        return None
    seq = happening.data.get("entry")
    said = entries.get(tx, request.number, int(seq)) if seq is not None else None
    shown = gather(tx, desk, request, also=(said,) if said else ())
    actor, to = happening.actor or "", str(happening.data.get("to", ""))
    shown_names = {**shown.names, **names_of(tx, [user for user in (actor, to) if user])}
    view = VIEWS.get((Side(side), What(happening.what)))
    if view is None:
        return None
    _ = (
        desk.words_for(tx, request.requester)
        if side == Side.ASKER
        else desk.words_here(shown.department.zone)
    )
    return view(
        _,
        Told(
            shown=with_names(shown, shown_names),
            line=happening,
            said=said,
            who=shown_names.get(actor, ""),
            card_at=messages.shown_at(tx, card_key(request)),
        ),
    )


def with_names(shown: Shown, names: Mapping[str, str]) -> Shown:
    """The same facts, with more people known by name."""
    return Shown(
        **{name: getattr(shown, name) for name in Shown.__dataclass_fields__} | {"names": names}
    )


def rest(tx: Transaction, desk: Desk, number: str, piece: str) -> Body | None:
    """What did not fit into the card of a long text, a piece for each message."""
    text = entries.get(tx, int(number))
    if text is None or text.taken_back:
        return None
    cut = pieces(text.text, names_of(tx, mentioned([text.text])))
    if int(piece) >= len(cut):
        return None
    _ = desk.words_here()
    label = _.mrkdwn(
        "Text of #{number}, part {piece} of {all}",
        number=number,
        piece=int(piece) + 1,
        all=len(cut),
    )
    return body(label, literal(cut[int(piece)]), context(label))


def story(tx: Transaction, desk: Desk, number: str, custody: str) -> Body | None:  # noqa: ARG001 # it makes the key
    """What was said before, for a department that has just been given the request."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    said = [
        entry
        for entry in entries.all_of(tx, request.number, before=request.entries, limit=20)
        # What was for colleagues only stays with the colleagues it was for.
        if entry.seq and not entry.taken_back and not entry.internal
    ]
    if not said:
        return None
    names = names_of(tx, {entry.author for entry in said} | mentioned(entry.text for entry in said))
    _ = desk.words_here(department_of(desk, request).zone)
    head: Mrkdwn = _.mrkdwn("What was said on #{number} before", number=number)
    return body(
        head, context(head), *(spoken(names[entry.author], entry.text, names) for entry in said)
    )


def earlier(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """What stood in the thread before the asker called us."""
    said = entries.of_side(tx, int(number), Side.EARLIER)
    if not said:
        return None
    names = names_of(tx, {entry.author for entry in said} | mentioned(entry.text for entry in said))
    _ = desk.words_here()
    head = _.mrkdwn("Earlier in the thread where #{number} was asked", number=number)
    return body(
        head, context(head), *(spoken(names[entry.author], entry.text, names) for entry in said)
    )


def recorded(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """For the one who recorded a request for somebody else."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    _ = desk.words_for(tx, request.recorded_by)
    asker = names_of(tx, [request.requester])[request.requester]
    department = department_of(desk, request).name
    return body(
        _.mrkdwn(
            "You recorded *#{number}* for {asker}; it is with {department}. {asker} has the receipt and is kept informed.",
            number=request.number,
            asker=asker,
            department=department,
        )
    )


def low_rating(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """For the department head, when somebody was not content."""
    request = requests.get(tx, int(number))
    if request is None or request.rating is None:
        return None
    shown = gather(tx, desk, request)
    _ = desk.words_here(shown.department.zone)
    text = _.mrkdwn(
        "{asker} rated {department}'s help with #{number} {stars} of 5. You may want to talk to them.",
        asker=shown.asker,
        department=shown.department.name,
        number=request.number,
        stars=request.rating,
    )
    if not request.rating_comment:
        return body(text)
    return body(text, section(text), carried(request.rating_comment, shown.names))


SHOWS: dict[str, Show] = {
    "request/{number}/card/{custody}": card,
    "request/{number}/receipt": receipt,
    "request/{number}/told/{side}/{line}": told,
    "request/{number}/rest/{piece}": rest,
    "request/{number}/story/{custody}": story,
    "request/{number}/earlier": earlier,
    "request/{number}/recorded": recorded,
    "request/{number}/low_rating": low_rating,
}
