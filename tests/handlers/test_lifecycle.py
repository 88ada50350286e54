"""Whatever happens to a request, by whomever: its timers are its deadlines, its state is the table's, each party is told once."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import handlers
from config.business_time import WorkingTime
from config.organisation import Organisation
from handlers.absence.service import Away, OnAbsence, end
from handlers.absence.service import say as away
from handlers.asking.offering import Helped, go_on, helped
from handlers.asking.reading import later
from handlers.asking.sending import Choose, choose
from handlers.asking.service import Ask, open_request
from handlers.asking.sorting import sort
from handlers.asking.timers import sort_it
from handlers.capability import merged
from handlers.conversation.service import Say, say_in_form
from handlers.desk import Answer, Desk, Fixed
from handlers.errors import UserError
from handlers.escalation.service import Reasoned, SnoozeStep, escalate, snooze, take
from handlers.offers import Prepared
from handlers.progress import service as progress
from handlers.progress import timers as promises
from handlers.progress.rhythm import RHYTHMS
from handlers.progress.service import Agree, NoNews, PromiseTime
from handlers.requests import keys, overdue
from handlers.requests.changes import begin, deadlines
from handlers.requests.lifecycle import RULES, Lifecycle, TransitionError
from handlers.requests.overdue import AT_ONCE, ROUNDS, derive_deadlines
from handlers.requests.rules import GOING, UNRESOLVED, Deadline, Event, Party, State, Via
from handlers.requests.service import OnRequest
from handlers.routing import Route
from handlers.waiting import service as aside
from handlers.waiting import timers as waiting
from handlers.working import timers as due
from handlers.working.handing_over import HandOver, SendBack, hand_over, send_back
from handlers.working.requester import Rate, Remark, cancel, comment, not_solved, rate
from handlers.working.service import (
    Assign,
    Noted,
    Wait,
    assign,
    claim,
    decline,
    resolve,
    wait,
)
from storage import absences, directory, history, requests, schema, timers
from storage.database import open_database
from storage.requests import Request
from storage.transaction import Transaction
from tests.bench.sizes import Nobody
from tests.clock import FakeClock
from tests.handlers.test_request_rules import NOW, REQUEST
from tests.office import organisation
from tests.postgresql import kept

PEOPLE = ("UANN", "ULENA", "UTOM", "UOLE", "UEVE")
MEMBERS = {"it": ("UANN", "ULENA", "UTOM"), "hr": ("UOLE", "ULENA"), "finance": ("UEVE", "UOLE")}
TEAM = "T1"


def staffed() -> Organisation:
    """The example, with people of these ids in IT and HR."""
    example = organisation()
    departments = tuple(
        each.model_copy(
            update={
                "members": MEMBERS.get(each.key, ()),
                "head": "UINES",
                "ladder": MEMBERS.get(each.key, ()),
            }
        )
        for each in example.departments
    )
    return example.model_copy(update={"departments": departments})


@asynccontextmanager
async def opened_desk(database_url: str, clock: FakeClock) -> AsyncIterator[Desk]:
    """A desk of an office whose people are known, without Slack."""
    database = open_database(database_url, kept(database_url))
    await database.open()
    people = [
        directory.Person(user, user.title(), None, "Europe/Oslo", "en", False, True, clock.now())
        for user in PEOPLE
    ]
    await database.write(TEAM, lambda tx: directory.keep_people(tx, people))
    yield Desk(
        database, Fixed(staffed()), clock, Nobody(), TEAM, offers=merged(handlers.CAPABILITIES)
    )
    await database.close()


@pytest.fixture
async def desk(database_url: str, clock: FakeClock) -> AsyncIterator[Desk]:
    async with opened_desk(database_url, clock) as desk:
        yield desk


Act = Callable[[Transaction, Desk, int, str, random.Random], object]


def _done(
    act: Act, desk: Desk, number: int, who: str, chance: random.Random, tx: Transaction
) -> None:
    act(tx, desk, number, who, chance)


def _on(number: int, actor: str) -> dict[str, object]:
    return {"team": TEAM, "actor": actor, "key": "k", "number": number}


ACTS: dict[str, Act] = {
    "claim": lambda tx, desk, n, who, _r: claim(tx, desk, OnRequest(**_on(n, who))),
    "assign": lambda tx, desk, n, who, r: assign(
        tx, desk, Assign(**_on(n, who), to=r.choice(PEOPLE))
    ),
    "hand over": lambda tx, desk, n, who, r: hand_over(
        tx,
        desk,
        HandOver(
            **_on(n, who),
            department=r.choice(["it", "hr", "finance"]),
            reason="Yours",
            person=r.choice(["", "", *PEOPLE]),
        ),
    ),
    "send back": lambda tx, desk, n, who, _r: send_back(
        tx, desk, SendBack(**_on(n, who), reason="No, yours")
    ),
    "wait": lambda tx, desk, n, who, _r: wait(tx, desk, Wait(**_on(n, who), question="Which one?")),
    "resolve": lambda tx, desk, n, who, _r: resolve(tx, desk, Noted(**_on(n, who), note="Done")),
    "decline": lambda tx, desk, n, who, _r: decline(tx, desk, Noted(**_on(n, who), note="No")),
    "cancel": lambda tx, desk, n, who, _r: cancel(tx, desk, OnRequest(**_on(n, who))),
    "rate": lambda tx, desk, n, who, r: rate(tx, desk, Rate(**_on(n, who), stars=r.randint(1, 5))),
    "comment": lambda tx, desk, n, who, r: comment(
        tx, desk, Remark(**_on(n, who), text=r.choice(["", "Thanks"]))
    ),
    "not solved": lambda tx, desk, n, who, _r: not_solved(
        tx, desk, Remark(**_on(n, who), text="Still")
    ),
    "reply": lambda tx, desk, n, who, r: say_in_form(
        tx, desk, Say(**_on(n, who), text="Soon", internal=r.random() < 0.3, as_requester=False)
    ),
    "add": lambda tx, desk, n, who, _r: say_in_form(
        tx, desk, Say(**_on(n, who), text="More", as_requester=True)
    ),
    "choose": lambda tx, desk, n, who, r: choose(
        tx, desk, Choose(**_on(n, who), department=r.choice(["it", "hr", None]))
    ),
    "helped": lambda tx, desk, n, who, _r: helped(tx, desk, Helped(**_on(n, who), solved=1)),
    "go on": lambda tx, desk, n, who, _r: go_on(tx, desk, OnRequest(**_on(n, who))),
    "sort": lambda tx, desk, n, _who, _r: sort_it(tx, desk, str(n)),
    "meaning": lambda tx, desk, n, _who, r: sort(
        tx, desk, str(n), Route(r.choice(["it", None]), ("it", "hr"), request_type="locked-out")
    ),
    "unclaimed": lambda tx, desk, n, _who, _r: due.unclaimed(tx, desk, str(n)),
    "no news": lambda tx, desk, n, who, r: progress.no_news(
        tx, desk, NoNews(**_on(n, who), reason="Parts", next_by=some_time(desk, r))
    ),
    "agree": lambda tx, desk, n, who, r: progress.agree(
        tx, desk, Agree(**_on(n, who), rhythm=r.choice(["", *RHYTHMS]))
    ),
    "ask for": lambda tx, desk, n, who, r: progress.ask_for(
        tx, desk, Agree(**_on(n, who), rhythm=r.choice(["", *RHYTHMS]))
    ),
    "any news": lambda tx, desk, n, who, _r: progress.any_news(tx, desk, OnRequest(**_on(n, who))),
    "promise": lambda tx, desk, n, who, r: progress.promise_time(
        tx, desk, PromiseTime(**_on(n, who), done_by=some_time(desk, r), reason="Parts")
    ),
    "still mine": lambda tx, desk, n, who, _r: progress.still_mine(
        tx, desk, OnRequest(**_on(n, who))
    ),
    "release": lambda tx, desk, n, who, _r: progress.release(tx, desk, OnRequest(**_on(n, who))),
    "next update": lambda tx, desk, n, _who, _r: promises.next_update(tx, desk, str(n)),
    "claim lapse": lambda tx, desk, n, _who, _r: promises.claim_lapse(tx, desk, str(n)),
    "close": lambda tx, desk, n, _who, _r: due.close(tx, desk, str(n)),
    "third party": lambda tx, desk, n, who, r: aside.wait_for_third_party(
        tx,
        desk,
        aside.ForThirdParty(**_on(n, who), who="The supplier", next_update=_soon(desk, r)),
    ),
    "third party over": lambda tx, desk, n, who, _r: aside.third_party_over(
        tx, desk, OnRequest(**_on(n, who))
    ),
    "put off": lambda tx, desk, n, who, r: aside.snooze(
        tx, desk, aside.Snooze(**_on(n, who), reason="Later", until=_soon(desk, r))
    ),
    "wake": lambda tx, desk, n, who, _r: aside.wake(tx, desk, OnRequest(**_on(n, who))),
    "wake up": lambda tx, desk, n, _who, _r: waiting.wake_up(tx, desk, str(n)),
    "remind to reply": lambda tx, desk, n, _who, _r: waiting.remind(tx, desk, str(n)),
    "warn of closing": lambda tx, desk, n, _who, _r: waiting.warn(tx, desk, str(n)),
    "close unanswered": lambda tx, desk, n, _who, _r: waiting.close(tx, desk, str(n)),
    "late": lambda tx, desk, n, _who, _r: late(tx, desk, n),
    "take": lambda tx, desk, n, who, _r: take(tx, desk, Reasoned(**_on(n, who), reason="Mine")),
    "snooze": lambda tx, desk, n, who, _r: snooze(
        tx, desk, SnoozeStep(**_on(n, who), reason="Later", minutes=30)
    ),
    "away": lambda tx, desk, _n, who, r: be_away(tx, desk, who, r),
    "back": lambda tx, desk, _n, who, _r: be_back(tx, desk, who),
    "cover": lambda tx, desk, _n, _who, _r: cover(tx, desk),
    "ring": lambda tx, desk, n, _who, _r: ring(tx, desk, n),
    "other hours": lambda tx, desk, _n, _who, _r: derive_deadlines(tx, desk, "0"),
}


def be_away(tx: Transaction, desk: Desk, who: str, chance: random.Random) -> None:
    """Somebody enters an absence from today on."""
    today = desk.clock.now().date() + timedelta(days=1)
    last = today + timedelta(days=chance.randint(0, 2))
    cover = chance.choice([None, *PEOPLE])
    given = {"team": TEAM, "actor": who, "key": "k", "user": who, "cover": cover}
    away(tx, desk, Away(**given, first=today - timedelta(days=1), last=last))


def be_back(tx: Transaction, desk: Desk, who: str) -> None:
    """Somebody ends the absence they have."""
    if found := absences.to_come(tx, who, desk.clock.now()):
        end(tx, desk, OnAbsence(team=TEAM, actor=who, key="k", absence=found[0].id))


def cover(tx: Transaction, desk: Desk) -> None:
    """What is due first on an absence happens: work moves, or comes back."""
    for timer in timers.due(tx, desk.clock.now()):
        if timer.key.startswith("absence/") and timers.take(tx, timer):
            found = desk.offers.timer_of.find(timer.key)
            assert found is not None
            assert not isinstance(found[0], Prepared)
            found[0](tx, desk, *found[1])
            return


def _soon(desk: Desk, chance: random.Random) -> date:
    """A day that may be over, or a day off."""
    return desk.clock.now().date() + timedelta(days=chance.randint(-1, 4))


def late(tx: Transaction, desk: Desk, number: int) -> None:
    """Something is late, and goes up the ladder."""
    request = requests.get(tx, number, lock=True)
    if request is not None and request.department and request.state in UNRESOLVED:
        escalate(tx, desk, request, history.of(tx, request.key)[0].id)


def some_time(desk: Desk, chance: random.Random) -> datetime:
    """A moment that somebody names; some have passed."""
    return desk.clock.now() + timedelta(minutes=chance.choice([-5, 30, 600, 5040]))


def ring(tx: Transaction, desk: Desk, number: int) -> None:
    """What is due on the request happens, as the clock has it happen."""
    for timer in timers.due(tx, desk.clock.now()):
        found = desk.offers.timer_of.find(timer.key)
        if found and _is_deadline(timer.key, number) and timers.take(tx, timer):
            act, parts = found
            if isinstance(act, Prepared):
                prepared = act.prepare(desk, act.facts(tx, desk, *parts), *parts)
                act.due(tx, desk, *parts, prepared)
            else:
                act(tx, desk, *parts)


def _is_deadline(key: str, number: int) -> bool:
    return key.split("/")[:-1] == ["request", str(number)]


@dataclass(frozen=True)
class Seen:
    """What a database holds of one request."""

    request: Request
    timers: dict[str, datetime]
    entries: list[tuple[int, str, str | None]]
    notices: set[str]


def look(tx: Transaction, number: int) -> Seen:
    """All that the lifecycle answers for."""
    request = requests.get(tx, number)
    assert request is not None
    armed = tx.execute(
        select(schema.timers.c.key, schema.timers.c.due_at).where(
            schema.timers.c.key.like(f"{request.key}/%")
        )
    ).all()
    due_at = {row.key: row.due_at for row in armed if _is_deadline(row.key, number)}
    shown = tx.execute(
        select(schema.messages.c.key).where(schema.messages.c.key.like(f"{request.key}/notice/%"))
    ).scalars()
    said = [(entry.id, entry.event, entry.actor) for entry in history.of(tx, request.key)]
    return Seen(request, due_at, said, set(shown))


def check(desk: Desk, before: Seen, after: Seen, untold: set[Party]) -> None:
    """Nothing but what the table says has followed from the new events."""
    promised, rules = deadlines(desk, after.request), desk.offers.events
    assert after.timers == {keys.timer(after.request, name): at for name, at in promised.items()}
    new = [entry for entry in after.entries if entry not in before.entries]
    assert after.entries[: len(before.entries)] == before.entries
    state = State(before.request.state)
    for _id, event, _actor in new:
        assert state in rules[event].origins
        reached = rules[event].leads(state, after.request.assignee)
        state = State(after.request.state) if event == Event.REOPENED else reached
    assert state == after.request.state
    assert before.notices <= after.notices
    expected = {
        keys.notice(after.request, party, entry)
        for at, (entry, event, actor) in enumerate(new)
        if not (event == Event.CLAIMED and at < len(new) - 1)  # what follows at once says more
        for party in Lifecycle(rules).audience(event, before.request, after.request, actor)
        if party not in untold
    }
    assert after.notices - before.notices == expected


# A desk is long to print, and an example that fails must not be lost by that.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(0, 2**32),
    st.lists(
        st.tuples(
            st.sampled_from(sorted(ACTS)),
            st.sampled_from(PEOPLE),
            st.sampled_from([0, 1, 40, 3000]),
        ),
        min_size=1,
        max_size=25,
    ),
    st.sampled_from(["named", "asked about", "sorted later"]),
    st.booleans(),
)
async def test_timers_states_and_notices_follow_from_the_table(
    desk: Desk, seed: int, acts: list[tuple[str, str, int]], begun: str, answered: bool
) -> None:
    chance, clock = random.Random(seed), desk.clock
    assert isinstance(clock, FakeClock)
    text = "it my VPN drops" if begun == "named" else "zzz"
    ask = Ask(
        team=TEAM, actor="UANN", key="k", requester="UANN", text=text, via=Via.COMMAND,
        department="it" if begun == "named" else None,
    )  # fmt: skip
    reading = ask.read({}, desk)
    if answered:  # what it is like has the number 1
        reading = reading.model_copy(update={"alike": {"it": (1,)}})
    if begun == "sorted later":
        reading = later(reading)
    ask = ask.model_copy(update={"reading": reading})
    answer = await desk.database.write(TEAM, lambda tx: open_after_another(tx, desk, ask))
    number = answer.number
    assert number is not None
    seen = await desk.database.read(TEAM, lambda tx: look(tx, number))
    for name, who, minutes in acts:
        clock.forward(minutes=minutes)
        before = seen
        with suppress(UserError):
            await desk.database.write(TEAM, partial(_done, ACTS[name], desk, number, who, chance))
        seen = await desk.database.read(TEAM, lambda tx: look(tx, number))
        # A department gets one message for all that other hours make late.
        check(desk, before, seen, {Party.DEPARTMENT} if name == "other hours" else set())


def open_after_another(tx: Transaction, desk: Desk, ask: Ask) -> Answer:
    """With one that was resolved before it."""
    if requests.get(tx, 1) is None:
        before = ask.model_copy(update={"reading": None, "department": "it"})
        open_request(tx, desk, before)
        assign(tx, desk, Assign(**_on(1, "ULENA"), to="ULENA"))
        resolve(tx, desk, Noted(**_on(1, "ULENA"), note="Restart it"))
    return open_request(tx, desk, ask)


REST = st.builds(
    replace,
    st.just(REQUEST),
    state=st.sampled_from(State),
    assignee=st.sampled_from(["UANN", "ULENA", None]),
    department=st.sampled_from(["it", "hr", None]),
)


@given(REST, st.sampled_from(sorted(RULES)))
def test_what_cannot_happen_is_refused(request: Request, event: str) -> None:
    if request.state in RULES[event].origins:
        assert Lifecycle().state_after(event, request, request.assignee) in State
    else:
        with pytest.raises(TransitionError):
            Lifecycle().state_after(event, request, request.assignee)


def test_every_event_has_its_rule() -> None:
    assert set(RULES) == set(Event) - {Event.ASKED}
    reached = {rule.leads(State.CLAIMED, "ULENA") for rule in RULES.values()}
    assert reached == set(State)


@given(REST, st.integers(1, 100), st.integers(1, 100))
def test_another_file_never_moves_a_promise_later(request: Request, first: int, then: int) -> None:
    """Nor does it bring forward by when somebody may object."""

    def under(hours: int) -> Organisation:
        span = timedelta(hours=hours)
        each = {"claim_within": WorkingTime(time=span), "rhythm": WorkingTime(time=span)}
        departments = tuple(it.model_copy(update=each) for it in organisation().departments)
        given = {
            "departments": departments,
            "close_after": WorkingTime(time=span),
            "sort_after": span,
        }
        return organisation().model_copy(update=given)

    resolved_at = request.created_at if request.state == State.RESOLVED else None
    request = replace(request, resolved_at=resolved_at)
    before, after = under(first), under(then)
    department = before.department(request.department or "") or before.triage
    offers = merged(handlers.CAPABILITIES)
    life = Lifecycle(offers.events, offers.terms)
    promises = life.promises(request, department, before)
    department = after.department(request.department or "") or after.triage
    due = life.deadlines(replace(request, promised=promises), department, after)
    for name, at in due.items():
        promised = datetime.fromisoformat(promises[name][-1])
        assert at == promised if name == Deadline.CLOSE else at <= promised
    assert due.keys() == promises.keys()
    if request.state in UNRESOLVED and request.department is None:
        assert due.keys() == {Deadline.SORT}


@pytest.mark.parametrize("act", ["claim", "assign", "resolve", "decline", "wait", "hand over"])
async def test_what_no_department_has_yet_is_nobodys_to_work_on(desk: Desk, act: str) -> None:
    """While its requester reads what was answered before, whoever worked on it would keep it from being sent."""
    going = {GOING: {"to": "it", "since": NOW.isoformat()}}
    request = replace(REQUEST, department=None, requester="UANN", created_at=NOW, facts=going)
    await desk.database.write(TEAM, lambda tx: begin(tx, desk, request, actor="UANN"))
    doing = partial(_done, ACTS[act], desk, request.number, "ULENA", random.Random(0))
    with pytest.raises(UserError, match="isn't with a department yet"):
        await desk.database.write(TEAM, doing)


async def test_very_many_requests_get_their_new_deadlines_some_at_a_time(desk: Desk) -> None:
    many = 2 * AT_ONCE * ROUNDS + 1
    asked = [
        replace(REQUEST, number=number, requester="UANN", created_at=NOW, waiting_since=NOW, with_department_since=NOW)
        for number in range(1, many + 1)
    ]  # fmt: skip

    def ask(tx: Transaction) -> None:
        for request in asked:
            begin(tx, desk, request, actor="UANN")

    await desk.database.write(TEAM, ask)
    shorter = desk.organisation.department("it")
    assert shorter is not None
    sooner = shorter.model_copy(update={"claim_within": WorkingTime(time=timedelta(minutes=5))})
    departments = (sooner, *(each for each in desk.organisation.departments if each.key != "it"))
    renewed = desk.under(desk.organisation.model_copy(update={"departments": departments}))
    await desk.database.write(TEAM, lambda tx: overdue.prepare(tx, renewed))

    def step(tx: Transaction) -> bool:
        for timer in timers.due(tx, desk.clock.now()):
            of, _slash, number = timer.key.partition("/")
            if of == "deadlines" and timers.take(tx, timer):
                derive_deadlines(tx, renewed, number)
                return True
        return False

    steps = 0
    while await desk.database.write(TEAM, step):
        steps += 1
    assert steps == 3
    due_at = NOW + timedelta(minutes=5)
    armed = select(schema.timers.c.key).where(schema.timers.c.due_at == due_at)
    found = await desk.database.read(TEAM, lambda tx: set(tx.execute(armed).scalars()))
    assert found == {f"request/{number}/unclaimed" for number in range(1, many + 1)}
    await desk.database.write(TEAM, lambda tx: overdue.prepare(tx, renewed))
    assert not await desk.database.write(TEAM, step)  # the same file again changes nothing
