"""A message somebody wrote: kept, shown on the other side, and what it means for the request."""

from collections.abc import Mapping
from datetime import timedelta

from handlers.asking.reading import Worded, reading_of
from handlers.asking.rules import CLOSING, is_thanks
from handlers.asking.service import Ask
from handlers.conversation.rules import THANKED
from handlers.desk import Desk
from handlers.placing import Written
from handlers.requests.calls import call
from handlers.requests.changes import Change, apply
from handlers.requests.rules import CARRIED, Event, Party, State, Via
from handlers.requests.service import other_party
from storage import entries, messages
from storage.entries import Entry
from storage.messages import Place
from storage.requests import Request
from storage.transaction import Transaction

# Slack delivers side by side, and replicas work side by side.
UNDER_WAY = timedelta(seconds=0.5)


class Heard(Written, Worded):
    """A message somebody wrote: in their DM with us, or in a thread."""

    files: tuple[Mapping[str, str], ...] = ()
    # The newest history entry when it was first heard, if it had to wait for its place.
    heard_after: int | None = None


def ask_of(said: Heard) -> Ask:
    """A direct message as a request."""
    return Ask(
        team=said.team,
        actor=said.actor,
        key=said.key,
        requester=said.actor,
        text=said.text,
        reading=said.reading,
        via=Via.DM,
        origin=(said.channel, said.ts),
        event_ts=said.event_ts,
        files=said.files,
    )


def only_thanks(tx: Transaction, desk: Desk, said: Heard) -> bool:
    """Whether it closes the talk."""
    return not said.files and reading_of(tx, desk, said).talk in CLOSING


def carry(
    tx: Transaction,
    desk: Desk,
    request: Request,
    said: Heard,
    party: Party,
    *,
    text: str | None = None,
) -> Entry:
    """Keep it, show it on the other side, and mark it here as carried."""
    entry = write(tx, desk, request, said, party, said.text if text is None else text)
    show_to_the_other_party(tx, desk, request, entry)
    return entry


def show_to_the_other_party(tx: Transaction, desk: Desk, request: Request, entry: Entry) -> None:
    """Show what was said in a thread or a DM to the other side, once there is one, and mark it as carried."""
    if request.department is None or entry.channel is None or entry.ts is None:
        return
    messages.put(tx, {f"{entry.key}/mark": messages.mark(entry.channel, entry.ts, CARRIED)})
    put_in_order(tx, desk, entry, {entry.key: other_party(desk, request, entry.party)})


def put_in_order(tx: Transaction, desk: Desk, entry: Entry, copy: dict[str, Place]) -> None:
    """Show what was said in the order in which it was said: what was said before it, and is still under way, has half a
    second to arrive."""
    messages.put(tx, copy, waits_until=desk.clock.now() + UNDER_WAY, sort=entry.ts)


def write(
    tx: Transaction,
    desk: Desk,
    request: Request,
    said: Heard,
    party: Party,
    text: str,
    *,
    internal: bool = False,
) -> Entry:
    """Keep what somebody said, as a line of the request's history too."""
    entry = enter(tx, desk, request, said, party, text, internal=internal)
    note_said(tx, desk, request, entry)
    return entry


def note_said(tx: Transaction, desk: Desk, request: Request, entry: Entry) -> None:
    """Somebody said something; if the requester reads it, they wait for the next word from now on."""
    informs = entry.party == Party.DEPARTMENT and not entry.internal
    change = Change(actor=entry.author, data={"entry": entry.seq}, informs=informs)
    thanks = entry.party == Party.REQUESTER and not entry.files and is_thanks(entry.text)
    after, _entry = apply(tx, desk, request, THANKED if thanks else Event.SAID, change)
    if entry.party == Party.REQUESTER and after.assignee not in (None, entry.author):
        call(tx, desk, after, after.assignee)


def enter(
    tx: Transaction,
    desk: Desk,
    request: Request,
    said: Heard,
    party: Party,
    text: str,
    *,
    internal: bool = False,
) -> Entry:
    """Keep what somebody said."""
    return entries.add(
        tx,
        request,
        author=said.actor,
        party=party,
        internal=internal,
        text=text,
        files=said.files,
        channel=said.channel,
        ts=said.ts,
        event_ts=said.event_ts,
        at=desk.clock.now(),
    )


def go_on(
    tx: Transaction, desk: Desk, request: Request, actor: str, *, entry: int | None = None
) -> None:
    """A request that waited for the requester's word goes on; they wait for ours from now on. `entry` is that word."""
    if request.state == State.WAITING:
        data = {} if entry is None else {"entry": entry}
        apply(tx, desk, request, Event.ANSWERED, Change(actor=actor, data=data))
