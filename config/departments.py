"""A department as an operator describes it: who is in it, which requests are for it, what it asks."""

from datetime import time, timedelta
from functools import cached_property
from typing import Literal, Self

import pydantic
from pydantic import field_validator, model_validator

from config.business_time import WorkingTime
from config.configured import Configured
from config.rota import Rota
from config.standards import Standard, StandardFor, standard_of
from config.texts import Hint, Label, Name, Option, Text
from config.values import (
    Alias,
    Channel,
    Clock,
    Emoji,
    Example,
    Key,
    Keyword,
    Language,
    Member,
    Person,
    Rhythm,
    WorkingDuration,
    Zone,
    refusal,
)

GENERAL = "general"
URGENT = "high"


class Field(Configured):
    """One more question on the form of a request type."""

    key: Key
    label: Label
    kind: Literal["text", "long", "choice", "number", "date"]
    required: bool = False
    choices: tuple[Option, ...] = pydantic.Field(default=(), max_length=100)
    hint: Hint = Text("")

    @model_validator(mode="after")
    def _choices_belong_to_a_choice(self) -> Self:
        if self.kind == "choice" and not self.choices:
            raise refusal(
                f'The field "{self.key}" is a choice without choices.',
                "List the options under choices:.",
            )
        if self.kind != "choice" and self.choices:
            raise refusal(
                f'The field "{self.key}" has choices but is of kind {self.kind}.',
                "Write kind: choice, or remove the choices.",
            )
        return self


class RequestType(Configured):
    """A kind of request with its own questions."""

    key: Key
    name: Option
    fields: tuple[Field, ...] = pydantic.Field(default=(), max_length=20)
    keywords: tuple[Keyword, ...] = ()
    examples: tuple[Example, ...] = ()
    # Equipment down, pay, access locked out, safety: urgent whatever the requester says of it.
    urgent: bool = False


GENERAL_TYPE = RequestType(key=GENERAL, name=Text("General question"))


class Department(Configured):
    """Who answers, where, and by when."""

    key: Key
    name: Name
    # Departments of one kind do the same for different offices; one without offices does it for everybody else.
    kind: Key | None = None
    offices: tuple[Key, ...] = ()
    # The keys of departments that this one has been, or has taken over.
    formerly: tuple[Key, ...] = ()
    aliases: tuple[Alias, ...] = ()
    channel: Channel
    head: Person
    members: tuple[Member, ...] = pydantic.Field(min_length=1)
    keywords: tuple[Keyword, ...] = ()
    examples: tuple[Example, ...] = ()
    # A request with one of these words is for this department, whatever else is probable.
    rules: tuple[Keyword, ...] = ()
    # How sure one has to be, in percent, to send it a request without asking, if that is more than for others.
    sure: int | None = pydantic.Field(default=None)
    # The languages that its people read; what is asked in another one is marked on its card. None: any.
    languages: tuple[Language, ...] = pydantic.Field(default=(), max_length=20)
    request_types: tuple[RequestType, ...] = pydantic.Field(default=(GENERAL_TYPE,), max_length=99)
    zone: Zone = "UTC"
    calendar: Key | None = None
    claim_within: WorkingDuration = WorkingTime(time=timedelta(minutes=30))
    standards: tuple[StandardFor, ...] = pydantic.Field(default=(), max_length=200)
    # How often a requester hears of an open request, at the least.
    rhythm: Rhythm = WorkingTime(days=2)
    # Without a word to the requester for so long, whoever claimed is asked; after as long again it is released.
    claim_lapses_after: Rhythm = WorkingTime(days=1)
    # Who is told of what is late, one after the other; the head, if nobody is named. Whoever does not answer within this
    # time leaves it to the next.
    ladder: tuple[Person, ...] = pydantic.Field(default=(), max_length=10)
    escalate_after: WorkingDuration = WorkingTime(time=timedelta(hours=1))
    # Whether what is urgent may reach people by night and on their days off.
    rings_outside_hours: bool = False
    digest_at: Clock = time(9)
    internal_unless_sent: bool = False
    # What a question becomes that somebody else writes in one of the intake channels, among which is always the
    # department's own: nothing, an offer to make it a request, or a request.
    intake: Literal["off", "offer", "on"] = "offer"
    intake_channels: tuple[Channel, ...] = pydantic.Field(default=(), max_length=50)
    # Whether others who ask the like are shown how it resolved a request: its answer, never who asked what.
    offer_solutions: bool = False
    emoji: Emoji = ""
    # Who is on duty: a week each, in turns.
    rota: Rota | None = None

    @field_validator("request_types", mode="after")
    @classmethod
    def _always_a_general_one(cls, types: tuple[RequestType, ...]) -> tuple[RequestType, ...]:
        if any(type_.key == GENERAL for type_ in types):
            return types
        return (*types, GENERAL_TYPE)

    @field_validator("sure", mode="after")
    @classmethod
    def _is_a_share(cls, sure: int | None) -> int | None:
        if sure is not None and not 50 <= sure <= 100:
            raise refusal(
                '"sure" is not between 50 and 100.', "Write a percentage, such as sure: 90."
            )
        return sure

    @model_validator(mode="after")
    def _its_rota_is_its_own(self) -> Self:
        """Whoever may be in a user group, or is called by an id here and by an e-mail there, is looked for in Slack."""
        named = {self.head, *self.members}
        known = all("@" in name[1:] for name in named)
        others = [each for each in self.rota.people if each not in named] if self.rota else []
        if known and (stranger := next((each for each in others if "@" in each), None)):
            raise refusal(
                f'"{stranger}" is in the rota of "{self.key}", but not in the department.',
                "Add this person to its members, or remove them from the rota.",
            )
        return self

    def request_type(self, key: str) -> RequestType | None:
        return self._types.get(key)

    @cached_property
    def _types(self) -> dict[str, RequestType]:
        return {each.key: each for each in reversed(self.request_types)}

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of its ladder: those whom the file names, in their order."""
        return self.ladder or (self.head,)

    def standard(self, request_type: str, urgency: str) -> Standard:
        """By when it answers a request, gives news of it, and resolves it."""
        kind = (request_type, URGENT if self.is_urgent(request_type, urgency) else urgency)
        return standard_of(self.standards, *kind)

    def is_urgent(self, request_type: str, urgency: str) -> bool:
        """Whether a request is urgent: because of its type, or because somebody says so."""
        known = self.request_type(request_type)
        return urgency == URGENT or (known is not None and known.urgent)

    def may_ring(self, request_type: str, urgency: str) -> bool:
        """Whether its people are told of such a request at any hour."""
        return self.rings_outside_hours and self.is_urgent(request_type, urgency)
