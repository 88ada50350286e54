"""What capabilities offer to each other, merged: whoever draws a card, a home or a help text asks here, and knows none of them.

What is offered is called with what its type says. The desk carries this, so it knows no desk: functions that take one are
`Callable[..., …]`.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation
from handlers.blockkit import Block, Element
from handlers.blocks import Body, Each
from handlers.files import Attachment
from storage.requests import Request

# Called with (tx, desk, *the variable parts of the key). What is too long for one message gives several bodies, and what was
# shared with it attachments: the courier keeps them together. A message of which nothing is (or remains) to show gives None.
Show = Callable[..., Body | Each | Sequence[Body | Attachment] | None]
# Called like that, too.
Due = Callable[..., None]
# Called with (words, notice): an event, as one side reads of it.
NoticeView = Callable[..., Body]
# Some lines of help, under a heading of their own.
Help = Callable[[Words, Organisation], Sequence[Mrkdwn]]
# Called with (desk, ack, body, client), as a listener is.
Listener = Callable[..., Awaitable[None]]
T = TypeVar("T")


@dataclass(frozen=True)
class Prepared:
    """A timer that must compute for long, or ask Slack, before its transaction.

    `facts(tx, desk, *parts)` reads what it depends on, or what tells that this changed: it is asked on a reader before, and
    again within the transaction. `prepare(desk, facts, *parts)` makes something of it: a plain function in a thread of its
    own, a coroutine on the loop. `due(tx, desk, *parts, prepared)` is called only while the facts are the same; else all of
    it begins again, within a second or so.
    """

    facts: Callable[..., object]
    prepare: Callable[..., object]
    due: Due


@dataclass(frozen=True)
class PastEvent:
    """An event in the history of a request: who caused it, what it refers to, and how people and departments are called."""

    who: str
    data: Mapping[str, Any]
    requester: str
    names: Mapping[str, str]
    departments: Mapping[str, str]


HistoryView = Callable[[Words, PastEvent], Mrkdwn]


class On(StrEnum):
    """Where a request's buttons stand: on the department's card; on the requester's receipt; in an answer to the requester; in
    the window that shows one request whole, for its department and for its requester."""

    CARD = "card"
    RECEIPT = "receipt"
    ANSWER = "answer"
    DEPARTMENTS_WINDOW = "departments_window"
    REQUESTERS_WINDOW = "requesters_window"


@dataclass(frozen=True)
class RequestButton:
    """A button of a request; None in a state in which it makes no sense. Who offers it listens to it, and checks again who
    may."""

    draw: Callable[[Words, Request], Element | None]
    on: frozenset[On]
    order: int = 100


@dataclass(frozen=True)
class CardLine:
    """A line on a department's card: `show` is called with (tx, desk, words, request). Or, `beside` others, a fact in the line
    that says from whom it is and why it is here."""

    show: Callable[..., Mrkdwn | None]
    beside: bool = False
    order: int = 100


# What is due on a request: called with (tx, desk, words, request). A card shows what is due first.
CardDue = Callable[..., tuple[datetime, Mrkdwn] | None]


@dataclass(frozen=True)
class ReceiptLine:
    """A line on the requester's receipt, below what happens next: `show` is called with (tx, desk, words, request)."""

    show: Callable[..., Mrkdwn | None]
    order: int = 100


@dataclass(frozen=True)
class DetailLine:
    """A line in the window that shows one request whole: `show` is called with (tx, desk, words, request, member), the last
    telling whether its reader works for the department."""

    show: Callable[..., Mrkdwn | None]
    order: int = 100


@dataclass(frozen=True)
class CardChoice:
    """Something to choose behind a card's More, while the request is unresolved; None where it makes no sense."""

    label: Callable[[Words, Request], str | None]
    chosen: Listener
    order: int = 100


@dataclass(frozen=True)
class HomeSection:
    """A section of Home: `show` is called with (tx, desk, user, room), and gives as many blocks as there is room for. At
    least for as many as it `needs` the sections before it leave room."""

    show: Callable[..., Sequence[Block]]
    needs: int
    order: int = 100


@dataclass(frozen=True)
class Subcommand:
    """A word after `/frontdesk`. One `for_operators` is in the help of the operations channel only."""

    run: Listener
    help: Callable[[Words], Mrkdwn]
    for_operators: bool = False


@dataclass(frozen=True)
class MorningRow:
    """What a department reads in the morning: lines, and below them what leads further."""

    lines: Sequence[Mrkdwn]
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class ServiceFigure:
    """What was measured of a department's service in the last sixty days, and whether it is as it should be."""

    said: Mrkdwn
    good: bool


class KeyTable(Generic[T]):
    """Finds what belongs to a key, and gives the variable parts of it."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        self._by_length: dict[int, dict[tuple[str, ...], T]] = {}
        for pattern, target in patterns:
            shape = tuple("*" if part.startswith("{") else part for part in pattern.split("/"))
            alike = self._by_length.setdefault(len(shape), {})
            if shape in alike:
                raise ValueError(f"two capabilities claim the key {pattern}")
            alike[shape] = target

    def find(self, key: str) -> tuple[T, list[str]] | None:
        """What belongs to the key; None for a key that a later version wrote."""
        parts = key.split("/")
        for shape, target in self._by_length.get(len(parts), {}).items():
            if all(expected in ("*", part) for expected, part in zip(shape, parts, strict=True)):
                return target, [
                    part for expected, part in zip(shape, parts, strict=True) if expected == "*"
                ]
        return None


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What can be offered. Keys of messages and timers are written like `request/{number}/receipt`."""

    shows: Mapping[str, Show] = field(default_factory=dict)
    timers: Mapping[str, Due | Prepared] = field(default_factory=dict)
    # What is said of an event of a request, by (party, event).
    notices: Mapping[tuple[str, str], NoticeView] = field(default_factory=dict)
    # A line below what is said of it, by the same: called with (tx, desk, words, request, history entry).
    notice_lines: Mapping[tuple[str, str], Callable[..., Mrkdwn | None]] = field(
        default_factory=dict
    )
    # Which events a request may have, and what each does; which deadlines it has: see `handlers/requests/lifecycle.py`.
    events: Mapping[str, Any] = field(default_factory=dict)
    terms: Sequence[Callable[..., Any]] = ()
    # By which event it is kept of a deadline that a changed organisation file put into the past: what others do when it is
    # late is not done then, and its department reads of all such requests in one message.
    late: Mapping[str, str] = field(default_factory=dict)
    # Whether something that was promised is late and still owed, as far as one knows: called with (request).
    is_late: Sequence[Callable[[Request], bool]] = ()
    # What is kept with a request under this name, derived anew after each event: called with (organisation, event, request
    # before, request after, actor, now), it gives a value that JSON can hold, or None to keep nothing.
    facts: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    # What else follows from an event of a request: called with (tx, desk, before, after), the same request twice if it is only
    # to be shown again. Gives the keys of messages to show anew, and may declare others.
    changed: Sequence[Callable[..., Iterable[str]]] = ()
    # Under which messages of a request people are heard: the words after the number in their keys.
    heard_under: Sequence[str] = ()
    # What must not be kept of what people write to us in private: awaited with (desk, written), before anything is written
    # down, it gives what the writer is told instead, or None.
    unheard: Sequence[Callable[..., Awaitable[Any]]] = ()
    # How an event reads in the history of a request.
    history: Mapping[str, HistoryView] = field(default_factory=dict)
    buttons: Sequence[RequestButton] = ()
    card_lines: Sequence[CardLine] = ()
    card_due: Sequence[CardDue] = ()
    card_menu: Mapping[str, CardChoice] = field(default_factory=dict)
    receipt_lines: Sequence[ReceiptLine] = ()
    # Lines in the form in which somebody asks, once they have chosen a department: called with (tx, desk, words, department,
    # request type, urgency).
    asking_lines: Sequence[Callable[..., Mrkdwn | None]] = ()
    detail_lines: Sequence[DetailLine] = ()
    # What a receipt asks, below what it says: called with (words, request, departments, the likeliest first).
    receipt: Sequence[Callable[..., Sequence[Block]]] = ()
    home: Sequence[HomeSection] = ()
    subcommands: Mapping[str, Subcommand] = field(default_factory=dict)
    # Called with (tx, desk, words, department).
    morning: Sequence[Callable[..., MorningRow | None]] = ()
    # Called with (tx, desk, words, department): what is shown beside what people feel of it.
    service: Sequence[Callable[..., ServiceFigure | None]] = ()
    help: Sequence[Help] = ()
    # What is to be done for people and channels that can be reached again: called with (tx, addresses).
    reachable: Sequence[Callable[..., None]] = ()


@dataclass(frozen=True, kw_only=True)
class Offers(Offered):
    """What all capabilities offer."""

    # What each does at every start and reload, called with (tx, desk).
    prepares: Sequence[Callable[..., None]] = ()
    show_of: KeyTable[Show] = field(init=False, repr=False)
    timer_of: KeyTable[Due | Prepared] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Raises `ValueError` for two keys of one shape."""
        object.__setattr__(self, "show_of", KeyTable(self.shows.items()))
        object.__setattr__(self, "timer_of", KeyTable(self.timers.items()))

    def hears_under(self, key: str) -> bool:
        """Whether what is written under this message of ours is heard."""
        return any(word in self.heard_under for word in key.split("/")[2:3])

    def buttons_on(self, place: On, _: Words, request: Request) -> list[Element]:
        """What can be pressed there, in order."""
        drawn = (each.draw(_, request) for each in self.buttons if place in each.on)
        return [button for button in drawn if button is not None]


NOTHING = Offers()
