"""What whoever is on a ladder reads, and what card and history say of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Block
from handlers.blocks import (
    Body,
    actions,
    body,
    button,
    context,
    linked,
    option,
    overflow,
    paragraphs,
    section,
)
from handlers.desk import Desk
from handlers.directory.rules import name_of, names_of
from handlers.escalation import keys
from handlers.escalation.ids import LadderAction
from handlers.escalation.rules import LADDER, Climb, LadderEvent, StepOutcome, climb_of
from handlers.escalation.sheets import IN_CHANNEL, SHEETS, listed
from handlers.notify import why_now
from handlers.offers import CardLine, HistoryView, PastEvent
from handlers.requests.calls import rings
from handlers.requests.changes import deadlines
from handlers.requests.departments import department_of
from handlers.requests.ids import RequestValue
from handlers.requests.keys import card as card_key
from handlers.requests.lifecycle import due_by
from handlers.requests.messages import gather
from handlers.requests.notices import Notice
from handlers.requests.rules import UNRESOLVED
from handlers.requests.views import Shown, permalink, reference, title
from storage import history, messages, requests
from storage.history import HistoryEntry
from storage.requests import Request
from storage.transaction import Transaction

# Of very much that is late, the latest.
MOST_SAID = 5
# What is asked of several requests is a list: so many rows to a message, and so many messages. What is beyond them moves up as
# the others are answered. Of those that were, so many are shown.
SEVERAL, ROWS, PAGES, SMALL = 2, 15, 4, 8
LISTED_HERE = 30


def step(tx: Transaction, desk: Desk, number: str, custody: str, turn: str) -> Body | None:
    """What an earlier version told of one request."""
    request = requests.get(tx, int(number))
    told = keys.turns(tx, request, int(custody)) if request else []
    entry = next((each for each in told if each.data["turn"] == int(turn)), None)
    return _one(tx, desk, request, entry) if request and entry else None


def _one(tx: Transaction, desk: Desk, request: Request, entry: HistoryEntry) -> Body:
    """What is late, and the ways to answer; afterwards what became of it."""
    climb = climb_of(request)
    _ = desk.words_for(tx, str(entry.data["to"]))
    shown = gather(tx, desk, request)
    text = _.mrkdwn(
        "{ref} from {requester}: {what}.",
        ref=reference(request),
        requester=shown.requester,
        what=_what(tx, desk, _, request, entry),
    )
    place = messages.shown_at(tx, card_key(request))
    card = [context(linked(permalink(desk.workspace_url, *place), _("Open card")))] if place else []
    if urgent := why_urgent(tx, desk, _, request, str(entry.data["to"]), entry.at):
        card.append(context(urgent))
    head: list[Block] = [section(title(_, shown)), section(text)]
    after = _after(tx, _, shown, entry, climb)
    if after is not None:
        return body(text, *head, context(after), *card)
    ask = _asks(_, shown, deadlines(desk, request).get(LADDER), climb)
    return body(Mrkdwn(f"{text} {ask}"), *head, section(ask), *card, _buttons(_, request))


def _what(tx: Transaction, desk: Desk, _: Words, request: Request, entry: HistoryEntry) -> Mrkdwn:
    """What is late, by the step that was told."""
    climb = climb_of(request)
    is_last = climb is not None and (climb.turn, climb.custody) == (
        entry.data["turn"],
        entry.data["custody"],
    )
    why = climb.why if climb and is_last else (int(str(entry.data["why"])),)
    return Mrkdwn("; ".join(said_of(tx, desk, _, request, each) for each in why[-MOST_SAID:]))


def sheet(
    tx: Transaction, desk: Desk, user: str, urgency: str, stamp: str
) -> Body | Sequence[Body] | None:
    """What one person was asked at once: one request, or a list with the ways to answer for each."""
    entries = listed(tx, f"{SHEETS}/{user}/{urgency}/{stamp}")
    known = requests.many(tx, list(entries))
    if len(known) < SEVERAL:
        return next((_one(tx, desk, known[n], entries[n]) for n in known), None)
    _ = desk.words_for(tx, user)
    open_ = [n for n in known if _is_asked(known[n], entries[n])]
    over = [n for n in known if not _is_asked(known[n], entries[n])][-SMALL:]
    rows = [_row(tx, desk, _, known[n], entries[n]) for n in open_[: ROWS * PAGES]]
    small = [_seen_to(tx, desk, _, known[n], entries[n]) for n in over]
    return list(_pages(_, _head(desk, _, [known[n] for n in open_]), rows, small))


def _is_asked(request: Request, entry: HistoryEntry) -> bool:
    """Whether whoever was told by this step is still to answer: before the next is asked, or when nobody is left to ask."""
    climb, told = climb_of(request), entry.data
    if climb is None or request.state not in UNRESOLVED or climb.custody != told["custody"]:
        return False
    return climb.reply == StepOutcome.ENDED or (climb.runs and climb.turn == told["turn"])


def _seen_to(
    tx: Transaction, desk: Desk, _: Words, request: Request, entry: HistoryEntry
) -> Mrkdwn:
    shown = gather(tx, desk, request)
    after = _after(tx, _, shown, entry, climb_of(request)) or _.mrkdwn("You've been asked again.")
    return Mrkdwn(f"{title(_, shown)} – {after}")


def _head(desk: Desk, _: Words, open_: Sequence[Request]) -> Mrkdwn:
    if not open_:
        return _.mrkdwn("There's nothing left to answer here.")
    head = _.plural(
        "*{n} request is late.* Can you see to it?",
        "*{n} requests are late.* Can you see to them?",
        len(open_),
    )
    by = min((at for each in open_ if (at := due_by(each).get(LADDER))), default=None)
    if by is None:
        return head
    ask = _.mrkdwn(
        "Of what you haven't answered by {by}, we'll ask the next person.",
        by=_.when(by, desk.clock.now()),
    )
    return Mrkdwn(f"{head} {ask}")


def _row(tx: Transaction, desk: Desk, _: Words, request: Request, entry: HistoryEntry) -> Block:
    shown, what = gather(tx, desk, request), _what(tx, desk, _, request, entry)
    place = messages.shown_at(tx, card_key(request))
    card = linked(permalink(desk.workspace_url, *place), _("Open card")) if place else ""
    climb = climb_of(request)
    until = climb.until if climb and climb.reply == StepOutcome.SNOOZED else None
    later = _.mrkdwn("reminder at {at}", at=_.when(until, shown.now)) if until else ""
    if climb and climb.reply == StepOutcome.ENDED:
        later = _.mrkdwn(
            "no one has answered, so everyone at {department} has been asked",
            department=shown.department.name,
        )
    line = Mrkdwn(" · ".join(each for each in (what, later, card) if each))
    choices = {LadderAction.TAKE: _("I have it"), LadderAction.SNOOZE: _("Snooze")}
    options = [
        option(text, RequestValue(number=request.number, choice=choice).pack())
        for choice, text in choices.items()
    ]
    accessory = overflow(LadderAction.CHOOSE, options)
    return section(Mrkdwn(f"{title(_, shown)}\n{line}"), accessory=accessory)


def _pages(_: Words, head: Mrkdwn, rows: Sequence[Block], over: Sequence[Mrkdwn]) -> Iterator[Body]:
    """The list goes on in further messages. What somebody has seen to comes last, in small print."""
    pages = [rows[at : at + ROWS] for at in range(0, len(rows), ROWS)] or [[]]
    small = [context(line) for line in over[-SMALL:]]
    for number, page in enumerate(pages, start=1):
        above = section(head) if number == 1 else context(_page(_, number, len(pages)))
        yield Body(head, [above, *page, *(small if number == len(pages) else [])])


def _page(_: Words, number: int, pages: int) -> Mrkdwn:
    return _.mrkdwn("Late requests, page {page} of {pages}", page=number, pages=pages)


def why_urgent(
    tx: Transaction, desk: Desk, _: Words, request: Request, user: str, at: datetime
) -> Mrkdwn | None:
    """Why something that was told at a moment did not wait for somebody's hours; None if it came within them."""
    department = department_of(desk, request)
    kind = department.request_type(request.request_type)
    if kind is not None and kind.urgent:
        why = _.mrkdwn("it's about “{type}”.", type=kind.name)
    else:
        why = _.mrkdwn("{ref} is marked as urgent.", ref=reference(request))
    return why_now(tx, desk, user, _, rings(department, request), at, why)


def _after(
    tx: Transaction, _: Words, shown: Shown, entry: HistoryEntry, climb: Climb | None
) -> Mrkdwn | None:
    """What became of it; None while an answer is awaited of whoever reads this."""
    request, to = shown.request, str(entry.data["to"])
    ref = reference(request)
    if climb is None or climb.custody != entry.data.get("custody"):
        return _.mrkdwn(
            "{ref} is with {department} now.", ref=ref, department=shown.department.name
        )
    if request.state not in UNRESOLVED:
        return _.mrkdwn("{ref} is done.", ref=ref)
    if climb.reply == StepOutcome.TAKEN:
        if climb.to == to:
            return _.mrkdwn("You're seeing to it.")
        return _.mrkdwn("{who} is seeing to it.", who=name_of(tx, climb.to))
    if climb.reply == StepOutcome.SETTLED:
        return _.mrkdwn("{requester} has heard from us in the meantime.", requester=shown.requester)
    if climb.turn != entry.data["turn"] and climb.to != to and climb.to:
        return _.mrkdwn("No answer, so {who} has been asked.", who=name_of(tx, climb.to))
    return None


def _asks(_: Words, shown: Shown, by: datetime | None, climb: Climb | None) -> Mrkdwn:
    if climb is not None and climb.reply == StepOutcome.SNOOZED and climb.until is not None:
        return _.mrkdwn("You'll be reminded at {at}.", at=_.when(climb.until, shown.now))
    if by is None:
        return _.mrkdwn("Can you see to it?")
    last = climb is not None and climb.step + 1 >= len(shown.department.steps)
    if last:
        return _.mrkdwn(
            "Can you see to it? Without an answer by {by}, we'll ask everyone at {department}.",
            by=_.when(by, shown.now),
            department=shown.department.name,
        )
    return _.mrkdwn(
        "Can you see to it? Without an answer by {by}, we'll ask the next person.",
        by=_.when(by, shown.now),
    )


def _buttons(_: Words, request: Request) -> Block:
    value = RequestValue(number=request.number).pack()
    return actions(
        button(_("I have it"), LadderAction.TAKE, value, style="primary"),
        button(_("Snooze"), LadderAction.SNOOZE, value),
    )


def said_of(tx: Transaction, desk: Desk, _: Words, request: Request, entry_id: int) -> Mrkdwn:
    """What an entry of its history says."""
    entry = history.entry(tx, request.key, entry_id)
    view = desk.offers.history.get(entry.event) if entry else None
    if entry is None or view is None:
        return _.mrkdwn("something is late")
    people = [entry.actor, entry.data.get("to"), entry.data.get("holder"), request.requester]
    names = names_of(tx, [str(user) for user in people if user])
    past = PastEvent(
        who=names.get(entry.actor or "", "") or _("Frontdesk"),
        data=entry.data,
        requester=names[request.requester],
        names=names,
        departments={each.key: each.name for each in desk.organisation.all},
    )
    return view(_, past)


def ended(_: Words, notice: Notice) -> Body:
    """The department reads that nobody on its ladder has answered."""
    shown = notice.shown
    text = _.mrkdwn(
        "{ref} is late, and no one we could ask has answered. Please see to it: “{summary}”",
        ref=reference(shown.request),
        summary=shown.summary,
    )
    if shown.request.state not in UNRESOLVED:
        return body(_.mrkdwn("{ref} is done.", ref=reference(shown.request)))
    if notice.card_at is None:
        return body(text)
    link = linked(permalink(shown.workspace_url, *notice.card_at), _("Open card"))
    return body(text, section(text), context(link))


def in_channel(tx: Transaction, desk: Desk, department: str, stamp: str) -> Body | None:
    """The same of what became late at once; afterwards what of it is left."""
    known = requests.many(tx, list(listed(tx, f"{IN_CHANNEL}/{department}/{stamp}")))
    found = desk.organisation.department(department) or desk.organisation.triage
    _ = desk.words_here(found.zone)
    left = [each for each in known.values() if _is_left(each)]
    if not left:
        return body(_.mrkdwn("What was late here is taken care of.")) if known else None
    head = _.plural(
        "{n} request is late, and no one we could ask has answered. Please see to it:",
        "{n} requests are late, and no one we could ask has answered. Please see to them:",
        len(left),
    )
    more = len(left) - LISTED_HERE
    rest = [_.plural("and {n} more", "and {n} more", more)] if more > 0 else []
    lines = [_line(tx, desk, _, each) for each in left[:LISTED_HERE]]
    return body(head, section(head), *paragraphs([*lines, *rest]))


def _is_left(request: Request) -> bool:
    climb = climb_of(request)
    ended = climb is not None and climb.reply == StepOutcome.ENDED
    return ended and request.state in UNRESOLVED


def _line(tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn:
    shown, place = gather(tx, desk, request), messages.shown_at(tx, card_key(request))
    ref = f"#{request.number}"
    link = linked(permalink(desk.workspace_url, *place), ref) if place else Mrkdwn(ref)
    return _.mrkdwn("• {link}: “{summary}”", link=link, summary=shown.summary)


def _on_card(tx: Transaction, _desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    climb = climb_of(request)
    if climb is None or request.state not in UNRESOLVED:
        return None
    if climb.reply == StepOutcome.TAKEN:
        return _.mrkdwn(":warning: {who} is seeing to it", who=name_of(tx, climb.to))
    if climb.runs:
        return _.mrkdwn(
            ":warning: Late – {who} has been asked to see to it", who=name_of(tx, climb.to)
        )
    return None


CARD_LINES = (CardLine(_on_card),)


def _escalated(_: Words, past: PastEvent) -> Mrkdwn:
    to = str(past.data.get("to"))
    return _.mrkdwn("{to} was asked to see to it", to=past.names.get(to, to))


def _also(_: Words, past: PastEvent) -> Mrkdwn:
    to = str(past.data.get("to"))
    return _.mrkdwn("{to} reads of this, too", to=past.names.get(to, to))


def _snoozed(_: Words, past: PastEvent) -> Mrkdwn:
    until = datetime.fromisoformat(str(past.data["until"]))
    return _.mrkdwn("{who} put it off until {until}", who=past.who, until=_.moment(until))


HISTORY: dict[str, HistoryView] = {
    LadderEvent.ESCALATED: _escalated,
    LadderEvent.ALSO: _also,
    LadderEvent.TAKEN: lambda _, past: _.mrkdwn("{who} is seeing to it", who=past.who),
    LadderEvent.SNOOZED: _snoozed,
    LadderEvent.ENDED: lambda _, _past: _.mrkdwn(
        "everyone on the ladder was asked, and no one answered"
    ),
}
