"""A picture alone, and the words that explain it in the next message: one request."""

from dataclasses import replace

from handlers.asking.offices import placed
from handlers.asking.reading import reading_of
from handlers.asking.sending import send_to
from handlers.asking.service import Ask
from handlers.asking.sorting import routing_reason
from handlers.asking.urgency import urgency_of
from handlers.desk import Answer, Desk
from handlers.requests.changes import KEPT, Change, apply, show
from handlers.requests.rules import Event
from handlers.text import has_words
from storage import entries, requests
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


def is_unexplained(tx: Transaction, request: Request) -> bool:
    """Whether a request has no word in it yet, and so no department."""
    picture = entries.get(tx, request.number)
    if request.department is not None or picture is None or picture.taken_back:
        return False
    return not has_words(picture.text)


def explain(tx: Transaction, desk: Desk, request: Request, ask: Ask) -> Answer:
    """The words become the request's text, by which it is routed; the picture follows in the thread, like everything that
    somebody adds."""
    picture = entries.get(tx, request.number)
    assert picture is not None
    moved = _appended(tx, request, picture)
    channel, ts = ask.origin or (None, None)
    words = replace(
        picture,
        text=ask.text,
        files=ask.files,
        channel=channel,
        ts=ts,
        event_ts=ask.event_ts or ts,
    )
    entries.replace(tx, words)
    added = replace(request, added_at=desk.clock.now())
    requests.save(tx, request, added)
    later = routing_reason(route) if (route := reading_of(tx, desk, ask).route).later else KEPT
    change = Change(actor=ask.actor, data={"entry": moved.seq}, routing_reason=later)
    after, _entry = apply(tx, desk, added, Event.SAID, change)
    _route(tx, desk, after, ask)
    return Answer(number=request.number)


def _appended(tx: Transaction, request: Request, picture: Entry) -> Entry:
    """The picture, as the newest of what was said."""
    return entries.add(
        tx,
        request,
        author=picture.author,
        party=picture.party,
        internal=False,
        text=picture.text,
        files=picture.files,
        channel=picture.channel,
        ts=picture.ts,
        event_ts=picture.event_ts,
        at=picture.at,
    )


def _route(tx: Transaction, desk: Desk, request: Request, ask: Ask) -> None:
    routed = placed(tx, desk.organisation, request.requester, reading_of(tx, desk, ask).route)
    department = desk.organisation.department(routed.department or "")
    if department is not None:
        why, kind = routing_reason(routed), routed.request_type
        urgency = urgency_of(department, kind, request.urgency)
        send_to(
            tx,
            desk,
            request,
            department,
            why,
            actor=ask.actor,
            request_type=kind,
            urgency=urgency,
        )
        return
    requests.save(tx, request, replace(request, likely=routed.likely))
    show(tx, desk, request)
