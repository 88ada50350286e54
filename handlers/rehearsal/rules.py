"""What another organisation file would have done with past requests: one after the other, as they came. No I/O."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from config.departments import Department
from config.organisation import TRIAGE, Organisation
from handlers.escalation.rules import hours_for
from handlers.requests.rules import DONE, RoutingReason
from handlers.routing import OF_PEOPLE, Router, RoutingTopic, Sentences, TopicExample
from handlers.routing.router import taught_by
from handlers.standards.rules import Promise, kept_with
from storage.requests import Request

# Their requesters, or the place where they asked, said whose these are: no file decides on them.
TOLD = frozenset({RoutingReason.NAMED, RoutingReason.CHANNEL, RoutingReason.FOLLOWS})
# By when there was an answer, and a solution, is known of past requests.
KNOWN = (Promise.FIRST_RESPONSE, Promise.RESOLUTION)


@dataclass(frozen=True, slots=True)
class RehearsedRequest:
    """A past request, and its text as it is read."""

    request: Request
    text: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where a request goes by the file in effect (`now`) and by the changed one (`then`); None: its requester is asked, or
    triage. `ended` is whose it turned out to be, as the changed file knows that department; the promises that were, and
    would be, broken."""

    number: int
    now: str | None
    then: str | None
    ended: str | None
    broken_now: frozenset[Promise]
    broken_then: frozenset[Promise]

    @property
    def moves(self) -> bool:
        """Whether it would go elsewhere."""
        return self.now != self.then

    @property
    def breaks(self) -> frozenset[Promise]:
        """What would be broken that was kept."""
        return self.broken_then - self.broken_now

    @property
    def keeps(self) -> frozenset[Promise]:
        """What would be kept that was broken."""
        return self.broken_now - self.broken_then


class Rehearsal:
    """Both files learn on the way, as they would have: from what became of the requests before."""

    def __init__(
        self, present: Organisation, changed: Organisation, sentences: Sentences | None = None
    ) -> None:
        self.present, self.changed, self._sentences = present, changed, sentences
        self._now = Router(taught_by(present), (), sentences)
        self._then = Router(taught_by(changed), (), sentences)

    def replay(self, past: RehearsedRequest) -> Replayed:
        """The next request."""
        request, ended = past.request, self.changed.department(past.request.department or "")
        found = Replayed(
            number=request.number,
            now=self._goes(self._now, self.present, past),
            then=self._goes(self._then, self.changed, past),
            ended=ended.key if ended and ended.key != TRIAGE else None,
            broken_now=broken(request, self.present),
            broken_then=broken(request, self.changed),
        )
        if found.ended and request.state in DONE:
            self._learn(past.text, found.ended, request)
        return found

    def _goes(
        self, router: Router, organisation: Organisation, past: RehearsedRequest
    ) -> str | None:
        """Where it goes by itself."""
        if past.request.routing_reason.get("why") in TOLD:
            told = organisation.department(past.request.department or "")
            return told.key if told and told.key != TRIAGE else None
        meant = self._sentences.vector(past.text) if self._sentences else None
        return router.route(past.text, meant).department

    def _learn(self, text: str, ended: str, request: Request) -> None:
        for router, owner in ((self._now, request.department or ""), (self._then, ended)):
            topic = RoutingTopic(owner, request.request_type)
            router.learn(TopicExample(text, topic, OF_PEOPLE))


def broken(request: Request, organisation: Organisation) -> frozenset[Promise]:
    """What its department did not keep of what the file promises, as far as that is known: it is taken to need as long."""
    department = organisation.department(request.department or "")
    if department is None or department.key == TRIAGE:
        return frozenset()
    return frozenset(each for each in KNOWN if _is_late(request, department, organisation, each))


def _is_late(
    request: Request, department: Department, organisation: Organisation, promise: Promise
) -> bool:
    kind, kept = (request.request_type, request.urgency), kept_with(request)
    came = kept.responded_at if promise == Promise.FIRST_RESPONSE else request.resolved_at
    span = promise.of(department.standard(*kind))
    if came is None or span is None:
        return False
    hours = hours_for(organisation, department, *kind)
    length = organisation.hours(department).length(span)
    return came > hours.add(request.created_at, length, kept.pauses)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a changed file would do to one department."""

    key: str
    sent_now: int
    sent_then: int
    right_now: int
    right_then: int
    moves_in: int
    moves_out: int
    broken_now: int
    broken_then: int


@dataclass(frozen=True, slots=True)
class RehearsalReport:
    """What came of it. `gone` counts the past requests of departments that the changed file does not have."""

    replayed: Sequence[Replayed]
    departments: Sequence[Summary]
    gone: Sequence[tuple[str, int]]

    @property
    def moved(self) -> list[Replayed]:
        """What would go elsewhere."""
        return [each for each in self.replayed if each.moves]

    @property
    def breaking(self) -> list[Replayed]:
        """What would break a promise that was kept."""
        return [each for each in self.replayed if each.breaks]

    @property
    def asked(self) -> tuple[int, int]:
        """How many would not be sent by themselves: by the file in effect, and by the changed one."""
        return (
            sum(each.now is None for each in self.replayed),
            sum(each.then is None for each in self.replayed),
        )


def report(
    replayed: Sequence[Replayed],
    past: Iterable[RehearsedRequest],
    present: Organisation,
    changed: Organisation,
) -> RehearsalReport:
    """Summed up by department, those of both files."""
    keys = dict.fromkeys(each.key for each in (*changed.departments, *present.departments))
    owners = Counter(each.request.department for each in past if each.request.department)
    gone = [(key, many) for key, many in owners.items() if changed.department(key) is None]
    return RehearsalReport(replayed, list(_summaries(keys, replayed)), gone)


def _summaries(keys: Iterable[str], replayed: Sequence[Replayed]) -> Iterator[Summary]:
    for key in keys:
        now, then = _sent(replayed, key, now=True), _sent(replayed, key, now=False)
        own = [each for each in replayed if each.ended == key]
        yield Summary(
            key=key,
            sent_now=len(now),
            sent_then=len(then),
            right_now=sum(each.ended == key for each in now),
            right_then=sum(each.ended == key for each in then),
            moves_in=sum(each.now != key for each in then),
            moves_out=sum(each.then != key for each in now),
            broken_now=sum(bool(each.broken_now) for each in own),
            broken_then=sum(bool(each.broken_then) for each in own),
        )


def _sent(replayed: Sequence[Replayed], key: str, *, now: bool) -> list[Replayed]:
    return [each for each in replayed if (each.now if now else each.then) == key]
