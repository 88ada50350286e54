"""A request's states, the events that lead from one to another, whom each event is told, and by when something is due.

Pure: no I/O, no clock, no Slack. `handlers/requests/changes.py` carries it out; what each party reads of an event is in
`handlers/requests/notices.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from config.departments import Department
from config.organisation import Organisation
from handlers.requests.rules import (
    DONE,
    UNRESOLVED,
    Deadline,
    Event,
    Party,
    State,
    offered_at,
)
from handlers.topics import Topic
from storage.requests import Request

# Whether a party is told of an event: by the request before it, the request after it, and who caused it.
Condition = Callable[[Request, Request, str | None], bool]
# Whom the department's notice of an event mentions, by the request after it and who caused it.
Calls = Callable[[Request, str | None], str | None]
# The state after an event: by the state before it, and who has the request after it.
Leads = Callable[[State, str | None], State]


def _nobody(_request: Request, _actor: str | None) -> str | None:
    return None


def _assignee(request: Request, actor: str | None) -> str | None:
    return request.assignee if request.assignee != actor else None


def _always(_before: Request, _after: Request, _actor: str | None) -> bool:
    return True


def _is_no_news_to_requester(_before: Request, after: Request, actor: str | None) -> bool:
    """Whoever works on their own request, or gave it to somebody, knows."""
    return after.requester not in (after.assignee, actor)


def _by_somebody_else(_before: Request, after: Request, actor: str | None) -> bool:
    return after.requester != actor


def _had_another(before: Request, _after: Request, _actor: str | None) -> bool:
    return before.assignee != before.requester


def _for_somebody_else(_before: Request, after: Request, actor: str | None) -> bool:
    return after.assignee != actor


def _is_known_there(before: Request, _after: Request, _actor: str | None) -> bool:
    return before.department is not None


def _stays(before: State, _assignee: str | None) -> State:
    return before


def _to(state: State) -> Leads:
    return lambda _before, _assignee: state


def _in_work(before: State, _assignee: str | None) -> State:
    """A question stays open, whoever takes over."""
    return State.WAITING if before == State.WAITING else State.CLAIMED


def _as_held(_before: State, assignee: str | None) -> State:
    return State.CLAIMED if assignee else State.OPEN


@dataclass(frozen=True, slots=True)
class Rule:
    """What one event does. `tells` names the parties that are told, each with its condition. With `in_channel` the department
    is told in its channel, where everybody sees it, and not in the card's thread; `calls` is whom it mentions there. A
    `prompt` event keeps what was promised for this moment, and waits for no digest; or it carries what somebody said (its
    `entry`), which waits for nothing. After an event that `informs`, the requester waits for word from then on; one that
    `opens` begins the department's time to claim, one that `reminds` is its reminder. One that `is_news` says more than
    that there is none. Of the `topic` the requester may want no notices."""

    origins: frozenset[State]
    leads: Leads = _stays
    tells: Mapping[Party, Condition] = field(default_factory=dict)
    calls: Calls = _nobody
    prompt: bool = False
    in_channel: bool = False
    informs: bool = False
    opens: bool = False
    reminds: bool = False
    topic: Topic = Topic.PROGRESS
    is_news: bool = True


ANY = frozenset(State)
OPEN = frozenset({State.OPEN})
IN_WORK = frozenset({State.CLAIMED, State.WAITING})
RESOLVED = frozenset({State.RESOLVED})
BOTH: Mapping[Party, Condition] = {Party.REQUESTER: _always, Party.DEPARTMENT: _always}

RULES: Mapping[str, Rule] = {
    Event.ROUTED: Rule(OPEN, informs=True, opens=True),
    Event.CLAIMED: Rule(
        OPEN,
        _to(State.CLAIMED),
        {Party.REQUESTER: _is_no_news_to_requester},
        informs=True,
    ),
    Event.ASSIGNED: Rule(
        UNRESOLVED,
        _in_work,
        {Party.REQUESTER: _is_no_news_to_requester, Party.DEPARTMENT: _for_somebody_else},
        calls=_assignee,
        informs=True,
    ),
    Event.HANDED_OVER: Rule(
        UNRESOLVED,
        _as_held,
        {Party.REQUESTER: _by_somebody_else, Party.DEPARTMENT: _always},
        calls=_assignee,
        informs=True,
        opens=True,
    ),
    Event.WAITING: Rule(IN_WORK, _to(State.WAITING), BOTH, prompt=True, informs=True),
    Event.ANSWERED: Rule(frozenset({State.WAITING}), _to(State.CLAIMED), informs=True),
    Event.UNANSWERED: Rule(frozenset({State.CLAIMED}), _to(State.WAITING), informs=True),
    Event.RESOLVED: Rule(IN_WORK, _to(State.RESOLVED), BOTH, prompt=True, informs=True),
    Event.REOPENED: Rule(DONE, _as_held, BOTH, calls=_assignee, informs=True, opens=True),
    Event.CLOSED: Rule(RESOLVED, _to(State.CLOSED)),
    Event.DECLINED: Rule(UNRESOLVED, _to(State.DECLINED), BOTH, prompt=True),
    Event.CANCELLED: Rule(
        UNRESOLVED, _to(State.CANCELLED), {Party.DEPARTMENT: _is_known_there}, calls=_assignee
    ),
    Event.RELEASED: Rule(
        UNRESOLVED,
        _to(State.OPEN),
        {Party.DEPARTMENT: _always, Party.REQUESTER: _had_another},
        in_channel=True,
        informs=True,
        opens=True,
    ),
    Event.UNCLAIMED: Rule(OPEN, tells={Party.DEPARTMENT: _always}, in_channel=True, reminds=True),
    Event.RATED: Rule(DONE),
    Event.COMMENTED: Rule(DONE),
    Event.URGENCY: Rule(UNRESOLVED),
    Event.TITLE: Rule(UNRESOLVED),
    Event.TYPE: Rule(UNRESOLVED),
    Event.OFFERED: Rule(OPEN),
    Event.HELPED: Rule(OPEN, _to(State.RESOLVED)),
    Event.SAID: Rule(ANY),
    Event.EDITED: Rule(ANY),
    Event.TAKEN_BACK: Rule(ANY),
    Event.MOVED: Rule(ANY),
}


class TransitionError(Exception):
    """An event that cannot happen to a request in its state: whoever caused it should have been refused before."""

    def __init__(self, request: Request, event: str) -> None:
        super().__init__(f"request {request.number} is {request.state}: not {event}")


@dataclass(frozen=True, slots=True)
class Term:
    """From when on, and until when, as the present organisation file has it. A `firm` one is a promise in both directions: to
    wait until then, too. What is promised of it holds for its department and its `basis`: what else moves its end."""

    since: datetime
    until: datetime
    firm: bool = False
    basis: tuple[str, ...] = ()


# The terms that run for a request, by the name of the deadline at their end.
Terms = Callable[[Request, Department, Organisation], Iterator[tuple[str, Term]]]


def own_terms(
    request: Request, department: Department, organisation: Organisation
) -> Iterator[tuple[str, Term]]:
    """Until a department is chosen, or what may answer it is read; until somebody claims it, until nobody can object."""
    if request.state == State.RESOLVED and request.resolved_at is not None:
        since = request.resolved_at
        closes = organisation.hours(department).add(since, organisation.close_after)
        yield Deadline.CLOSE, Term(since, closes, firm=True)
    if request.state not in UNRESOLVED:
        return
    if request.department is None:
        since = offered_at(request) or request.created_at
        yield Deadline.SORT, Term(since, since + organisation.sort_after)
        return
    if request.state == State.OPEN and request.reminded_at is None:
        since = request.with_department_since
        until = organisation.hours(department).add(since, department.claim_within)
        yield Deadline.UNCLAIMED, Term(since, until)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The rules of all events, and the terms that may run: a request's own, and those that other capabilities add."""

    rules: Mapping[str, Rule] = field(default_factory=lambda: RULES)
    terms: Sequence[Terms] = (own_terms,)

    def state_after(self, event: str, request: Request, assignee: str | None) -> State:
        """The state to which an event leads. Raises `TransitionError` if it cannot happen in the present one."""
        rule, state = self.rules[event], State(request.state)
        if state not in rule.origins:
            raise TransitionError(request, event)
        return rule.leads(state, assignee)

    def audience(
        self, event: str, before: Request, after: Request, actor: str | None
    ) -> list[Party]:
        """The parties that are told of an event."""
        tells = self.rules[event].tells
        return [party for party, holds in tells.items() if holds(before, after, actor)]

    def deadlines(
        self, request: Request, department: Department, organisation: Organisation
    ) -> dict[str, datetime]:
        """By when something is due on a request. What was promised of a term that still runs never moves later: another
        organisation file may only bring it forward."""
        return {
            name: _promised(request, name, term, _basis(request, term))
            for name, term in self._running(request, department, organisation)
        }

    def promises(
        self, request: Request, department: Department, organisation: Organisation
    ) -> dict[str, list[str]]:
        """What is kept of the deadlines with the request: since when each term runs, for which department, until when."""
        kept: dict[str, list[str]] = {}
        for name, term in self._running(request, department, organisation):
            basis = _basis(request, term)
            kept[name] = [*basis, _promised(request, name, term, basis).isoformat()]
        return kept

    def _running(
        self, request: Request, department: Department, organisation: Organisation
    ) -> Iterator[tuple[str, Term]]:
        for terms in self.terms:
            yield from terms(request, department, organisation)


def _promised(request: Request, name: str, term: Term, basis: Sequence[str]) -> datetime:
    *kept, until = request.promised.get(name, ("",))
    if kept != basis:
        return term.until
    promised = datetime.fromisoformat(until)
    return promised if term.firm else min(term.until, promised)


def due_by(request: Request) -> dict[str, datetime]:
    """The deadlines that a request was last given, which its timers are set to."""
    return {name: datetime.fromisoformat(kept[-1]) for name, kept in request.promised.items()}


def _basis(request: Request, term: Term) -> list[str]:
    """A promise holds for a term of one department: another one has its own."""
    return [term.since.isoformat(), request.department or "", *term.basis]
