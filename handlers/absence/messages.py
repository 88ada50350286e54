"""What an absence is told with: to who covers, to the head where nobody does, and to who comes back."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from config.catalogue import Mrkdwn, Words, escape
from handlers.absence.rules import AbsenceEvent
from handlers.absence.words import days_of, why_not
from handlers.blockkit import Block
from handlers.blocks import Body, body, linked, paragraphs, section
from handlers.desk import Desk
from handlers.directory.rules import name_of, names_of, user_named
from handlers.offers import PastEvent, Show
from handlers.requests.keys import card as card_key
from handlers.requests.messages import gather
from handlers.requests.privacy import listed_title
from handlers.requests.rules import UNRESOLVED
from handlers.requests.views import Shown, joined, permalink, state_line
from handlers.text import carried, mentioned, shorten
from storage import absences, feeds, history, messages, requests
from storage.absences import Absence
from storage.requests import Request
from storage.transaction import Transaction

# So many requests are listed in one message; the rest goes on in others.
IN_A_MESSAGE = 20
# Of each request so much of what happened last.
HAPPENED = 3
TITLE = 80


def ahead(tx: Transaction, desk: Desk, absence: str, cover: str) -> Body | None:
    """For whoever will cover."""
    found = absences.get(tx, int(absence))
    if found is None:
        return None
    _ = desk.words_for(tx, cover)
    given = {"who": name_of(tx, found.user), "days": days_of(tx, desk, _, found)}
    if found.over or found.cover != cover:
        return body(_.mrkdwn("You no longer cover for {who} {days}.", **given))
    text = _.mrkdwn(
        "{who} is away {days}, and you cover. When it starts, you'll get a list of the open requests.",
        **given,
    )
    return body(text, section(text), *_note(tx, found))


def cover_away(tx: Transaction, desk: Desk, absence: str, cover: str) -> Body | None:
    """For somebody whose cover is away too, as long as that is so."""
    found, theirs = absences.get(tx, int(absence)), absences.get(tx, int(cover))
    if found is None or theirs is None or found.over or theirs.over or found.cover != theirs.user:
        return None
    _ = desk.words_for(tx, found.user)
    return body(
        _.mrkdwn(
            "{who}, who covers for you {days}, is away {theirs}. Choose someone else with `/frontdesk absent`, "
            "or leave it: {who}'s cover, or whoever is on duty, steps in.",
            who=name_of(tx, theirs.user),
            days=days_of(tx, desk, _, found),
            theirs=days_of(tx, desk, _, theirs),
        )
    )


def entered(tx: Transaction, desk: Desk, absence: str) -> Body | None:
    """For somebody of whom another, or their calendar, says that they are away."""
    found = absences.get(tx, int(absence))
    if found is None:
        return None
    _ = desk.words_for(tx, found.user)
    given = {
        "who": name_of(tx, found.set_by) if found.set_by else "",
        "days": days_of(tx, desk, _, found),
    }
    if found.over and found.set_by is None:
        return body(
            _.mrkdwn("Your calendar said that you were away {days}. That is over.", **given)
        )
    if found.over:
        return body(_.mrkdwn("{who} entered that you were away {days}. That is over.", **given))
    if found.set_by is None:
        return body(
            _.mrkdwn(
                "Your calendar says you're away {days}, so your requests are covered then. "
                "To choose who covers, or if that's wrong, type `/frontdesk absent`.",
                **given,
            )
        )
    text = _.mrkdwn(
        "{who} entered that you're away {days}. To change or end it, type `/frontdesk absent`.",
        **given,
    )
    return body(text)


def trouble(tx: Transaction, desk: Desk, user: str, since: str) -> Body | None:  # noqa: ARG001 # the moment makes the key
    """For whose calendar can't be read: why, and what stays."""
    feed = feeds.of(tx, user)
    _ = desk.words_for(tx, user)
    if feed is None or feed.trouble is None:
        return body(_.mrkdwn("Your calendar can be read again, or is no longer connected."))
    return body(
        _.mrkdwn(
            "I can't read your calendar: {why} Absences from it stay as they are. "
            "To connect it anew, type `/frontdesk absent`.",
            why=why_not(_, feed.trouble),
        )
    )


def brief(tx: Transaction, desk: Desk, absence: str, cover: str) -> Sequence[Body]:
    """For who stands in: each request in a line. When the absence is over, that it is."""
    found = absences.get(tx, int(absence))
    if found is None:
        return []
    _ = desk.words_for(tx, cover)
    given = {"who": name_of(tx, found.user), "days": days_of(tx, desk, _, found)}
    if found.over:
        return [body(_.mrkdwn("{who} is back. You no longer cover.", **given))]
    rows = [row for row in absences.moved(tx, found.id) if row.to == cover]
    if not rows:
        return [body(_.mrkdwn("You no longer cover for {who} {days}.", **given))]
    head = _.plural(
        "{who} is away {days}, and you cover. {n} request is now yours:",
        "{who} is away {days}, and you cover. {n} requests are now yours:",
        len(rows),
        **given,
    )
    lines = _lines(tx, desk, [row.number for row in rows], lambda r: _as_is(tx, desk, _, r))
    return _listed(_, head, lines, _note(tx, found))


def uncovered(tx: Transaction, desk: Desk, absence: str, department: str) -> Sequence[Body]:
    """For the head: what nobody has while somebody is away."""
    found = absences.get(tx, int(absence))
    own = desk.organisation.department(department)
    if found is None or own is None:
        return []
    head_of = user_named(tx, own.head)
    _ = desk.words_for(tx, head_of) if head_of else desk.words_here(own.zone)
    left = [row.number for row in absences.moved(tx, found.id) if row.to is None]
    open_ = [number for number in left if _is_left(requests.get(tx, number), department)]
    given = {"who": name_of(tx, found.user), "days": days_of(tx, desk, _, found)}
    if not open_:
        return [
            body(_.mrkdwn("All requests of {who}, who is away {days}, are taken care of.", **given))
        ]
    head = _.plural(
        "{who} is away {days}, and no one is there to cover. {n} request is unassigned – please find someone:",
        "{who} is away {days}, and no one is there to cover. {n} requests are unassigned – please find someone:",
        len(open_),
        **given,
    )
    return _listed(_, head, _lines(tx, desk, open_, lambda r: _as_is(tx, desk, _, r)), [])


def _is_left(request: Request | None, department: str) -> bool:
    return (
        request is not None
        and request.state in UNRESOLVED
        and request.assignee is None
        and request.department == department
    )


def back(tx: Transaction, desk: Desk, absence: str) -> Sequence[Body]:
    """For who comes back: each request that was covered, and what happened to it."""
    found = absences.get(tx, int(absence))
    if found is None:
        return []
    _ = desk.words_for(tx, found.user)
    rows = absences.moved(tx, found.id)
    head = _.plural(
        "Welcome back! {n} of your requests was covered while you were away:",
        "Welcome back! {n} of your requests were covered while you were away:",
        len(rows),
    )
    numbers = [row.number for row in rows]
    lines = _lines(tx, desk, numbers, lambda r: _meanwhile(tx, desk, _, found, r))
    return _listed(_, head, lines, [])


def _note(tx: Transaction, absence: Absence) -> list[Block]:
    """What they wrote for whoever covers."""
    if not absence.note:
        return []
    return [carried(absence.note, names_of(tx, mentioned([absence.note])))]


def _lines(
    tx: Transaction, desk: Desk, numbers: Sequence[int], say: Callable[[Shown], Sequence[Mrkdwn]]
) -> Iterator[Mrkdwn]:
    for number in numbers:
        request = requests.get(tx, number)
        if request is not None:
            shown = gather(tx, desk, request)
            yield Mrkdwn(f"• {joined(_link(tx, desk, shown), *say(shown))}")


def _link(tx: Transaction, desk: Desk, shown: Shown) -> Mrkdwn:
    request = shown.request
    words = f"#{request.number} {shorten(listed_title(shown), TITLE)}"
    place = messages.shown_at(tx, card_key(request))
    return linked(permalink(desk.workspace_url, *place), words) if place else escape(words)


def _as_is(tx: Transaction, desk: Desk, _: Words, shown: Shown) -> list[Mrkdwn]:
    """A request in brief: whose it is, how it stands, what happened last."""
    last = _events(tx, desk, _, shown, 1)
    return [escape(shown.requester), _standing(_, shown), *last]


def _standing(_: Words, shown: Shown) -> Mrkdwn:
    return state_line(_, shown)


def _meanwhile(
    tx: Transaction, desk: Desk, _: Words, absence: Absence, shown: Shown
) -> list[Mrkdwn]:
    mine = shown.request.assignee == absence.user and shown.request.state in UNRESOLVED
    whose = _.mrkdwn("with you again") if mine else _standing(_, shown)
    return [whose, *_events(tx, desk, _, shown, HAPPENED, absence)]


def _events(
    tx: Transaction, desk: Desk, _: Words, shown: Shown, most: int, absence: Absence | None = None
) -> list[Mrkdwn]:
    """What happened last, at the most so much; of an absence, since it began, and not what it brought about itself."""
    told = desk.offers.history
    entries = [
        entry
        for entry in history.of(tx, shown.request.key)
        if entry.event in told
        and entry.event not in set(AbsenceEvent)
        and (absence is None or entry.at >= absence.begins_at)
    ][-most:]
    people = {entry.actor for entry in entries if entry.actor}
    people |= {
        str(entry.data[to]) for entry in entries for to in ("to", "holder") if entry.data.get(to)
    }
    names = {**names_of(tx, people), **shown.names}
    departments = {each.key: each.name for each in desk.organisation.all}
    return [
        told[entry.event](
            _,
            PastEvent(
                who=names.get(entry.actor or "", "") or _("Frontdesk"),
                data=entry.data,
                requester=shown.requester,
                names=names,
                departments=departments,
            ),
        )
        for entry in entries
    ]


def _listed(
    _: Words, head: Mrkdwn, lines: Iterator[Mrkdwn], note: Sequence[Block]
) -> Sequence[Body]:
    """A message, and as many more as it takes."""
    every = list(lines)
    parts = [every[at : at + IN_A_MESSAGE] for at in range(0, len(every), IN_A_MESSAGE)] or [[]]
    first = body(head, section(head), *note, *paragraphs(parts[0]))
    return [first, *(body(part[0], *paragraphs(part)) for part in parts[1:])]


SHOWS: Mapping[str, Show] = {
    "absence/{absence}/ahead/{cover}": ahead,
    "absence/{absence}/cover_away/{cover}": cover_away,
    "absence/{absence}/entered": entered,
    "feed/{user}/trouble/{since}": trouble,
    "absence/{absence}/brief/{cover}": brief,
    "absence/{absence}/uncovered/{department}": uncovered,
    "absence/{absence}/back": back,
}
