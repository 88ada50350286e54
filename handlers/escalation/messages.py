"""What whoever is on a ladder reads, and what card and history say of it."""

from datetime import datetime

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Block
from handlers.blocks import Body, actions, body, button, context, linked, section
from handlers.desk import Desk
from handlers.directory.rules import name_of, names_of
from handlers.escalation import keys
from handlers.escalation.ids import LadderAction
from handlers.escalation.rules import LADDER, Climb, LadderEvent, StepOutcome, climb_of
from handlers.notify import why_now
from handlers.offers import CardLine, HistoryView, PastEvent
from handlers.requests.calls import rings
from handlers.requests.changes import deadlines
from handlers.requests.departments import department_of
from handlers.requests.ids import RequestValue
from handlers.requests.keys import card as card_key
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


def step(tx: Transaction, desk: Desk, number: str, custody: str, turn: str) -> Body | None:
    """What is late, and the ways to answer; afterwards what became of it."""
    request = requests.get(tx, int(number))
    if request is None:
        return None
    told = {int(str(each.data["turn"])): each for each in keys.turns(tx, request, int(custody))}
    entry, climb = told.get(int(turn)), climb_of(request)
    if entry is None:
        return None
    _ = desk.words_for(tx, str(entry.data["to"]))
    shown = gather(tx, desk, request)
    is_last = climb is not None and climb.turn == int(turn) and str(climb.custody) == custody
    why = climb.why if climb and is_last else (int(str(entry.data["why"])),)
    what = Mrkdwn("; ".join(said_of(tx, desk, _, request, each) for each in why[-MOST_SAID:]))
    text = _.mrkdwn(
        "{ref} from {requester}: {what}.",
        ref=reference(request),
        requester=shown.requester,
        what=what,
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
