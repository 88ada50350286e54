"""What every handler is given, and how a use case becomes one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from config.catalogue import Words, to_be_read, words
from config.organisation import Organisation
from handlers.blocks import Body
from handlers.offers import NOTHING, Offers
from handlers.presence import Presence
from handlers.routing import Alike, Learnt
from storage import directory, seen
from storage.database import Database
from storage.round_keys import RoundKeys
from storage.transaction import Transaction

T = TypeVar("T")
# Of a thread, the first message and the newest are read, as many as these together.
EARLIER = 50
# Small talk, summaries, hints: so long somebody may still press their buttons or answer below them.
PASSING = timedelta(days=30)


class Value(BaseModel):
    """A frozen value, parsed once at the edge."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Incoming(Value):
    """What somebody did in Slack. `key` is the same when Slack delivers it again."""

    team: str
    actor: str
    key: str


IncomingT = TypeVar("IncomingT", bound=Incoming)


class Answer(Value):
    """What the acknowledgement says to the actor. It is kept with the delivery, so it holds nothing anybody wrote. Of words
    that can be drawn again, just the key is kept under which somebody shows them."""

    text: str = ""
    blocks: tuple[dict[str, Any], ...] = ()
    shown: str = ""
    # What a redelivery must give again besides words: the number of the request that it opened.
    number: int | None = None


class Clock(Protocol):
    """Where now comes from; tests own it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a thread as Slack tells it."""

    author: str
    text: str
    ts: str
    files: tuple[Mapping[str, str], ...] = ()


class Slack(Protocol):
    """What a listener may ask Slack before it calls a use case. It never posts."""

    async def thread(self, channel: str, ts: str, *, before: str) -> tuple[Said, ...]:
        """What people said in a thread before a moment, oldest first; empty if Slack does not tell."""

    async def message(self, channel: str, ts: str) -> Said | None:
        """One message of a person; None if Slack does not tell."""

    async def begun_with(self, channel: str, ts: str) -> str | None:
        """The key of our message that begins a thread; empty if it is not ours, None if Slack does not tell."""

    async def channel(self, channel: str) -> directory.Channel | None:
        """A channel as it is now."""

    async def person(self, user: str) -> Mapping[str, Any] | None:
        """The profile of somebody, who need not be of this team."""

    async def group_members(self, group: str) -> tuple[str, ...] | None:
        """Who is in a user group."""

    async def channel_members(self, channel: str) -> tuple[str, ...] | None:
        """Who is in a channel; None if Slack does not tell."""


class CalendarTroubleError(Exception):
    """A calendar at an address of somebody's can't be read. `reason` is a word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Calendars(Protocol):
    """The calendars at addresses that people gave."""

    async def days_away(
        self, url: str, *, zone: str, since: date, until: date
    ) -> Sequence[tuple[date, date]]:
        """First and last days on which a calendar says that its owner is away. Raises `CalendarTroubleError`."""


class NoCalendars:
    """Where none is read."""

    async def days_away(self, *_: object, **__: object) -> Sequence[tuple[date, date]]:
        """There is no network."""
        raise CalendarTroubleError("unreachable")


class Organised(Protocol):
    """The organisation, as its file was last read without a fault."""

    @property
    def current(self) -> Organisation:
        """The one in effect."""

    async def draft(self) -> Organisation:
        """What the file says now, without effect. Raises `ConfigurationError`."""

    async def reload(self, desk: "Desk") -> Organisation:
        """Read the file again. Raises `ConfigurationError`, and changes nothing, if something is wrong with it."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """An organisation that doesn't change, for a transaction or a test."""

    current: Organisation

    async def draft(self) -> Organisation:
        """There is nothing to read."""
        return self.current

    async def reload(self, desk: "Desk") -> Organisation:  # noqa: ARG002 # there is no file to read
        """There is nothing to read."""
        return self.current


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a handler needs. Built once, in `bot/app.py`."""

    database: Database
    organised: Organised = field(repr=False)
    clock: Clock
    slack: Slack
    team: str
    # On Enterprise Grid: those of its other workspaces are colleagues.
    enterprise: str = ""
    workspace_url: str = ""
    bot_user: str = ""
    # What the capabilities offer to each other.
    offers: Offers = field(default=NOTHING, repr=False)
    presence: Presence = field(default_factory=Presence)
    calendars: Calendars = field(default_factory=NoCalendars)
    # Which department a text is for, by all that this process knows.
    learnt: Learnt = field(default_factory=Learnt, repr=False)
    # Which requests a text is like, by department.
    alike: Alike = field(default_factory=Alike, repr=False)
    # Of anonymous rounds: the one thing that is kept, and not in the database.
    keys: RoundKeys = field(default_factory=RoundKeys, repr=False)

    @property
    def organisation(self) -> Organisation:
        """The one in effect; within a transaction, the one in effect when it began."""
        return self.organised.current

    def under(self, organisation: Organisation) -> "Desk":
        """The same desk with an organisation that doesn't change."""
        return replace(self, organised=Fixed(organisation))

    def held(self) -> "Desk":
        """The same desk for one transaction: a reload in the meantime is for the next."""
        return self.under(self.organisation)

    async def transact(self, use_case: "UseCase[IncomingT]", incoming: IncomingT) -> Answer:
        """Run a use case once: a delivery that was seen before gets the answer it got then, and changes nothing."""
        self.presence.acted(incoming.actor, self.clock.now())

        def once(tx: Transaction) -> Answer:
            seen.remember(tx, incoming.key, at=self.clock.now())
            answer = use_case(tx, self.held(), incoming)
            drawn_again = {"text", "blocks"} if answer.shown else None
            kept = answer.model_dump(mode="json", exclude_defaults=True, exclude=drawn_again)
            if kept:
                seen.note_answer(tx, incoming.key, kept)
            return answer

        try:
            return await self.database.write(incoming.team, once)
        except seen.AlreadySeenError:
            before = await self.answered(incoming.key)
            if before is None:
                raise
            return before

    async def answered(self, key: str) -> Answer | None:
        """What a delivery got when it came before; None if it is new. To be asked before work that a use case needs."""
        return await self.read(answered, key)

    async def read(self, question: Callable[..., T], *given: Any) -> T:
        """Ask storage something: `question(tx, desk, *given)`, in a transaction that can't write."""
        return await self.database.read(self.team, lambda tx: question(tx, self.held(), *given))

    def passing(self) -> datetime:
        """When a message is forgotten that belongs to nothing that is kept."""
        return self.clock.now() + PASSING

    def words_for(self, tx: Transaction, user: str | None) -> Words:
        """The words in a person's language and zone; the organisation's for channels and strangers."""
        person = directory.person(tx, user) if user else None
        if person is None:
            return self.words_here()
        return words(to_be_read(person.language, person.locale), person.zone)

    def words_here(self, zone: str | None = None) -> Words:
        """The words for a channel."""
        return words(self.organisation.language, zone or self.organisation.zone)


def answered(tx: Transaction, desk: Desk, key: str) -> Answer | None:
    """What a delivery got when it came before; None if it is new. What can be drawn again is said as it is now."""
    kept = seen.recall(tx, key)
    if kept is None:
        return None
    answer = Answer.model_validate(kept)
    found = desk.offers.show_of.find(answer.shown)
    shown = found[0](tx, desk, *found[1]) if found else None
    if not isinstance(shown, Body):
        return answer
    return answer.model_copy(update={"text": shown.text, "blocks": tuple(shown.blocks)})


UseCase = Callable[[Transaction, Desk, IncomingT], Answer]
