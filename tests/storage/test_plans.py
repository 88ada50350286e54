"""What is asked often is answered from an index: it costs the same with a hundred thousand requests."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import handlers
from handlers.capability import merged
from handlers.desk import Desk, Fixed
from handlers.directory.rules import is_member
from storage import (
    directory,
    entries,
    held,
    history,
    lanes,
    messages,
    notices,
    passing,
    preferences,
    recovery,
    requests,
    seen,
    taken,
    timers,
    unplaced,
)
from storage.database import open_database
from storage.directory import Group
from storage.schema import metadata
from storage.transaction import Transaction
from tests.bench.sizes import Nobody
from tests.clock import FakeClock
from tests.office import organisation
from tests.storage.facts import NOW, TEAM, a_person, a_request

QUESTIONS: dict[str, tuple[Callable[[Transaction], object], str]] = {
    "a department's queue": (
        lambda tx: requests.page_of(tx, "queue", "it", index=3, size=10),
        "ix_requests_live",
    ),
    "what is not snoozed of it": (
        lambda tx: requests.page_of(tx, "awake", "it", index=3, size=10),
        "ix_requests_live",
    ),
    "how much is snoozed": (lambda tx: requests.count(tx, "snoozed", "it"), "ix_requests_live"),
    "what I hold": (
        lambda tx: requests.page_of(tx, "held", "UANN", index=0, size=10),
        "ix_requests_held",
    ),
    "what I asked": (
        lambda tx: requests.page_of(tx, "mine", "UANN", index=0, size=10),
        "ix_requests_mine_live",
    ),
    "what was resolved for me": (
        lambda tx: requests.page_of(tx, "resolved", "UANN", index=0, size=5),
        "ix_requests_mine_solved",
    ),
    "how many were resolved": (
        lambda tx: requests.count(tx, "resolved", "UANN"),
        "ix_requests_mine_solved",
    ),
    "how many": (lambda tx: requests.count(tx, "mine", "UANN"), "ix_requests_mine_live"),
    "the morning line": (lambda tx: requests.standing(tx, "it"), "ix_requests_live"),
    "the last asked": (
        lambda tx: requests.latest_asked(tx, "UANN", "dm"),
        "ix_requests_mine_live",
    ),
    "a thread's request": (lambda tx: requests.in_thread(tx, "C1", "1.0"), "ix_requests_"),
    "lanes with work": (lambda tx: lanes.with_work(tx, NOW), "ix_messages_pending"),
    "a lane's messages": (
        lambda tx: lanes.take(tx, "#it-help", owner="me", now=NOW),
        "ix_messages_",
    ),
    "what is declared": (
        lambda tx: messages.put(tx, {"a": messages.at("#it-help").reply_to("b")}),
        "uq_messages_team_key",
    ),
    "what is held until now": (
        lambda tx: held.release(tx, NOW, most=200),
        "ix_messages_held",
    ),
    "what is forgotten": (
        lambda tx: passing.purge(tx, now=NOW, most=500),
        "ix_messages_passing",
    ),
    "old deliveries": (lambda tx: seen.purge(tx, before=NOW, most=500), "ix_seen_team_at"),
    "a department's old history": (
        lambda tx: history.purge(tx, ["department/it"], before=NOW),
        "ix_history_team_subject_id",
    ),
    "how many wait": (messages.waiting, "ix_messages_pending"),
    "what was set aside": (messages.reasons_set_aside, "ix_messages_set_aside"),
    "what is tried again": (recovery.recover, "ix_messages_set_aside"),
    "what may be released": (lambda tx: messages.release(tx, ["C1"]), "ix_messages_set_aside"),
    "whether something may become ours": (
        lambda tx: unplaced.may_become_ours(tx, ["C1", "#it-help"]),
        "ix_messages_",
    ),
    "what waits in a thread": (
        lambda tx: unplaced.waiting_in(tx, "C1", "1.0"),
        "sqlite_autoindex_unplaced_1",
    ),
    "our message": (lambda tx: messages.find(tx, "C1", "1.0"), "ix_messages_team_channel_ts"),
    "what came of a message": (
        lambda tx: entries.said_at(tx, "C1", "1.0"),
        "ix_entries_team_channel_ts",
    ),
    "what waits for a digest": (lambda tx: notices.merged(tx, "UANN"), "ix_notices_merged"),
    "how much reaches somebody in a day": (
        lambda tx: notices.count(tx, "UANN", NOW, NOW),
        "ix_notices_counted",
    ),
    "what a digest says": (lambda tx: notices.merge(tx, "UANN", "day"), " INDEX "),
    "what was told long ago": (
        lambda tx: notices.purge(tx, before=NOW, most=500),
        "ix_notices_team_at",
    ),
    "due timers": (lambda tx: timers.due(tx, NOW), "ix_timers_team_due_at"),
    "whose member somebody is": (
        lambda tx: directory.groups_of(tx, "UANN"),
        "sqlite_autoindex_group",
    ),
    "who somebody is": (lambda tx: directory.person(tx, "UANN"), "sqlite_autoindex_p"),
    "what somebody chose": (
        lambda tx: preferences.of(tx, "UANN"),
        "sqlite_autoindex_preferences_1",
    ),
    "how long such requests took": (
        lambda tx: taken.latest(tx, "it", "general", since=NOW, most=200),
        "ix_taken_kind",
    ),
    "who is in a group": (lambda tx: directory.in_groups(tx, ["S1", "@it-team"]), " INDEX "),
}


TABLES = (
    *(" requests", "messages", "timers", "unplaced", "group_members", "groups", "people"),
    *(" seen", " history", "preferences", "notices", "taken"),
)


def plans(tx: Transaction, question: Callable[[Transaction], object]) -> list[str]:
    """SQLite's plan for every statement of a question."""
    asked: list[tuple[str, Any]] = []

    def note(*call: Any) -> None:
        asked.append((call[2], call[3]))

    event.listen(tx.connection, "before_cursor_execute", note)
    question(replace(tx))  # a transaction looks once who listens
    event.remove(tx.connection, "before_cursor_execute", note)
    explain = tx.connection.exec_driver_sql
    steps: list[Sequence[Any]] = []
    for statement, parameters in asked:
        steps += explain(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    return [str(step[-1]) for step in steps]


@pytest.mark.parametrize("what", QUESTIONS)
async def test_answered_from_an_index(tmp_path: Path, what: str) -> None:
    question, index = QUESTIONS[what]
    database = open_database(f"sqlite:///{tmp_path / 'plans.db'}")
    await database.open()
    try:
        steps = await database.write(TEAM, lambda tx: plans(tx, question))
    finally:
        await database.close()
    reads = [step for step in steps if any(table in step for table in TABLES)]
    assert reads or "entries" in " ".join(steps)
    assert all(index in step for step in reads), steps


async def test_home_and_membership_read_no_table_whole(tmp_path: Path) -> None:
    """Of somebody who works for a department, by a group, and has something in each list."""
    database = open_database(f"sqlite:///{tmp_path / 'plans.db'}")
    await database.open()
    offers = merged(handlers.CAPABILITIES)
    desk = Desk(database, Fixed(organisation()), FakeClock(NOW), Nobody(), TEAM, offers=offers)
    it = desk.organisation.department("it")
    assert it is not None

    def known(tx: Transaction) -> None:
        directory.keep_people(tx, [a_person("UANN")])
        directory.keep_groups(tx, [Group("S1", "it-team", ["UANN"])])
        requests.add(tx, a_request(1, assignee="UANN", state="claimed"))

    try:
        await database.write(TEAM, known)
        assert await desk.read(lambda tx, _: is_member(tx, it, "UANN"))
        for question in (
            lambda tx: is_member(tx, it, "UANN"),
            lambda tx: handlers.render(tx, desk, "home/UANN"),
        ):
            steps = await database.read(TEAM, partial(plans, question=question))
            assert steps
            whole = {f"SCAN {table}" for table in metadata.tables}
            assert not [step for step in steps if step.startswith(tuple(whole))], steps
    finally:
        await database.close()
