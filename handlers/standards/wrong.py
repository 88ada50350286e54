"""What went wrong for you? Asked once of a requester whose request was late, or handed over twice; the head reads it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation
from handlers.blocks import Body, actions, body, button, context, linked, section
from handlers.cover import head_or_cover
from handlers.desk import Answer, Desk
from handlers.directory.rules import name_of
from handlers.notify import notify
from handlers.offers import HistoryView, Show
from handlers.payloads import Form
from handlers.requests import keys as request_keys
from handlers.requests.changes import Change, apply, due
from handlers.requests.departments import department_of
from handlers.requests.forms import (
    About,
    about,
    on_form,
    open_form,
    request_form,
    typed,
    words_field,
)
from handlers.requests.ids import RequestValue
from handlers.requests.lifecycle import ANY, Rule, Term
from handlers.requests.messages import gather
from handlers.requests.rules import Event
from handlers.requests.service import OnRequest, find_as_requester, require_words
from handlers.requests.views import permalink, reference
from handlers.standards.rules import Promise
from handlers.text import carried
from handlers.topics import Topic
from handlers.working.messages import on_board
from storage import messages, requests
from storage.requests import Request
from storage.transaction import Transaction

# What the requester wrote is kept under this name, for the head alone.
NAME = "went_wrong"
PRESS, FORM, FIELD = "went_wrong", "went_wrong_form", "text"
ASKED, UNASKED, ANSWERED = "went_wrong_asked", "went_wrong_unasked", "went_wrong_answered"
RULES = {event: Rule(ANY) for event in (ASKED, UNASKED, ANSWERED)}
MISSED = frozenset(promise.missed for promise in Promise)
# The number of the card that a second hand-over begins.
SECOND_HAND_OVER = 3


class Wrong(OnRequest):
    """What went wrong, in the requester's words."""

    text: str


def _question(request: Request) -> str:
    return f"{request.key}/wrong"


def _answer(request: Request) -> str:
    return f"{request.key}/wrong/answer"


def head_of(tx: Transaction, desk: Desk, request: Request) -> str | None:
    """Who reads the answer: the department's head, or who stands in; never the requester."""
    reader = head_or_cover(tx, desk, department_of(desk, request))
    return reader if reader not in (request.requester, request.recorded_by) else None


def kept_of(
    _organisation: Organisation,
    event: str,
    _before: Request,
    after: Request,
    _actor: str | None,
    now: datetime,
) -> Mapping[str, Any] | None:
    """From the first thing that goes wrong, it is kept whether the requester was asked, and what they wrote."""
    kept: Mapping[str, Any] | None = after.facts.get(NAME)
    if kept is not None:
        return kept
    twice = event == Event.HANDED_OVER and after.custody_number >= SECOND_HAND_OVER
    return {"since": now.isoformat()} if twice or event in MISSED else None


def terms(request: Request, *_: object) -> Iterator[tuple[str, Term]]:
    """Asked at once."""
    kept = request.facts.get(NAME)
    if kept is not None and "head" not in kept:
        since = datetime.fromisoformat(kept["since"])
        yield NAME, Term(since, since)


def ask(tx: Transaction, desk: Desk, number: str) -> None:
    """Once for a request, whatever else goes wrong with it. Where no head could read it, nobody is asked."""
    request = due(tx, desk, number, NAME)
    if request is None:
        return
    head = head_of(tx, desk, request)
    kept = {**request.facts, NAME: {**request.facts[NAME], "head": head}}
    after, _entry = apply(tx, desk, request, ASKED if head else UNASKED, Change(facts=kept))
    if head is not None:
        place = request_keys.requester_thread(after) if after.channel is None else None
        notify(
            tx,
            desk,
            after.requester,
            _question(after),
            topic=Topic.RATINGS,
            place=place,
            prompt=True,
        )


def answer(tx: Transaction, desk: Desk, act: Wrong) -> Answer:
    """Keep it for the head, who is told. A second answer takes the place of the first."""
    request = find_as_requester(tx, desk, act)
    text = require_words(tx, desk, act.actor, act.text, field=FIELD)
    head = head_of(tx, desk, request)
    kept = {**request.facts, NAME: {**request.facts.get(NAME, {}), "text": text, "head": head}}
    after, _entry = apply(tx, desk, request, ANSWERED, Change(actor=act.actor, facts=kept))
    messages.refresh(tx, [_question(after)])
    if head is not None:
        notify(tx, desk, head, _answer(after), topic=Topic.RATINGS, by=act.actor)
    return Answer(number=request.number)


def question(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """To the requester; once answered, who reads it."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    _, said = desk.words_for(tx, request.requester), request.facts.get(NAME) or {}
    value = RequestValue(number=request.number).pack()
    if said.get("text"):
        head = name_of(tx, str(said.get("head") or ""))
        thanks = _.mrkdwn("Thanks – {head} will read what went wrong for you.", head=head)
        return body(thanks, section(thanks), actions(button(_("Change it"), PRESS, value)))
    text = _.mrkdwn("{ref} hasn't gone as it should.", ref=reference(request))
    ask = _.mrkdwn(
        "*What went wrong for you?* Only the head of {department} reads your answer.",
        department=department_of(desk, request).name,
    )
    return body(
        Mrkdwn(f"{text} {ask}"),
        section(Mrkdwn(f"{text} {ask}")),
        actions(button(_("Tell them"), PRESS, value)),
    )


def for_head(tx: Transaction, desk: Desk, number: str) -> Body | None:
    """To the head: what the requester wrote, with the way to the card."""
    request = requests.get(tx, int(number))
    said = (request.facts.get(NAME) or {}) if request else {}
    if request is None or not said.get("text"):
        return None
    _, shown = desk.words_for(tx, said.get("head")), gather(tx, desk, request)
    text = _.mrkdwn(
        "{requester} on what went wrong with {ref}:",
        requester=shown.requester,
        ref=reference(request),
    )
    place = messages.shown_at(tx, request_keys.card(request))
    link = linked(permalink(desk.workspace_url, *place), _("Open card")) if place else Mrkdwn("")
    only = _.mrkdwn("Only you can read this.")
    small = Mrkdwn(f"{only} {link}".strip())
    return body(
        text,
        section(text),
        carried(said["text"], shown.names),
        context(small),
        on_board(_, request),
    )


def wrong_form(_: Words, about: About) -> dict[str, Any]:
    """One question."""
    return request_form(
        _,
        about.request,
        FORM,
        _("What went wrong?"),
        _("Send"),
        words_field(
            FIELD,
            _("What went wrong for you?"),
            _("Only the head of {department} reads this.", department=about.department.name),
        ),
    )


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the button and its form."""

    async def pressed(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await open_form(desk, ack, body, client, about(find_as_requester), wrong_form)

    async def sent(ack: AsyncAck, body: dict[str, Any]) -> None:
        form = Form.parse(body)
        await desk.transact(answer, Wrong(**on_form(desk, form), text=typed(form, FIELD)))
        await ack()

    app.action(PRESS)(pressed)
    app.view(FORM)(sent)


SHOWS: dict[str, Show] = {
    "request/{number}/wrong": question,
    "request/{number}/wrong/answer": for_head,
}
# That somebody answered is between them and the head.
HISTORY: dict[str, HistoryView] = {
    ASKED: lambda _, past: _.mrkdwn(
        "{requester} was asked what went wrong", requester=past.requester
    )
}
