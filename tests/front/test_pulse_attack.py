"""An attacker who holds the database, its log, backups from any moments, logs, metrics and channels, and after the close the
environment too. He learns that somebody acted, and not who, nor what. Each attack is proven on a pulse that leaks."""

import io
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from bot.content import fingerprint
from config.catalogue import Mrkdwn
from handlers import pulse
from handlers.capability import Capability
from handlers.offers import Prepared
from handlers.pulse import closing, publishing
from handlers.pulse.ballot import ballot
from handlers.pulse.door import Act, Response, act, plan_of
from handlers.pulse.release import ALL, released
from handlers.pulse.sealing import Seals, WrongKeyError
from storage import pulses
from storage.round_keys import RoundKeys
from storage.schema import metadata
from tests import leaks
from tests.clock import FakeClock
from tests.front.test_pulse import EVERYBODY, ballot_of, begin, fill, make, run, steps
from tests.office import Office, opened

Row = tuple[Any, ...]
Snapshot = dict[str, Counter[Row]]
Acting = Callable[[], Awaitable[object]]


@pytest.fixture
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database is not."""
    return tmp_path_factory.mktemp("keys")


@asynccontextmanager
async def office_with(url: str, capability: Capability, **more: Any) -> AsyncIterator[Office]:
    async with opened(
        url, clock=FakeClock(), capabilities=leaks.with_pulse(capability), **more
    ) as office:
        yield office


async def snapshot(office: Office) -> Snapshot:
    """Every row of every table, as it is."""

    def read(tx: Any, _desk: object) -> Snapshot:
        found: Snapshot = {}
        for table in metadata.sorted_tables:
            rows = tx.connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').all()
            found[table.name] = Counter(tuple(map(_hashable, row)) for row in rows)
        return found

    return await office.frontdesk.desk.read(read)


def _hashable(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return repr(value) if isinstance(value, dict | list) else value


def difference(before: Snapshot, after: Snapshot) -> list[tuple[str, str, Row]]:
    """What the attacker sees of an act: rows that went and rows that came. Of what is sealed he sees its length."""
    found = []
    for table in before:
        for sign, rows in (
            ("-", before[table] - after[table]),
            ("+", after[table] - before[table]),
        ):
            found += [(table, sign, tuple(map(_masked, row))) for row in rows.elements()]
    return sorted(found, key=repr)


def _masked(value: Any) -> Any:
    return len(value) if isinstance(value, bytes) else value


async def seen_of(office: Office, acting: Acting, log: io.StringIO | None = None) -> object:
    """All that is left of an act: rows, lines of the log, and metrics that moved."""
    before, metrics = await snapshot(office), moved(office)
    start = len(log.getvalue()) if log else 0
    await acting()
    await office.settle()
    rows = difference(before, await snapshot(office))
    lines = sorted(masked_line(line) for line in log.getvalue()[start:].splitlines()) if log else []
    return rows, [line for line in lines if line], moved(office) - metrics


def masked_line(line: str) -> str:
    """Without what differs between any two acts: numbers, and the way of the payload."""
    if "pulse" not in line and "frontdesk" not in line.lower():
        return ""
    return re.sub(r"\d+", "N", line)


def moved(office: Office) -> Counter[str]:
    """Metrics that count, without those that time."""
    page = office.frontdesk.metrics.page(None).decode()
    counts = re.findall(r"^(\w+_total(?:\{[^}]*\})?) (\S+)$", page, re.MULTILINE)
    return Counter({name: int(float(value)) for name, value in counts})


def acts(office: Office) -> Iterator[tuple[str, Acting]]:
    """What people do with their ballots, each another person and another thing."""

    def press(who: str, button: str) -> Acting:
        return lambda: office.person(who).click(ballot_of(office, who), button)

    def fill(who: str, **fields: str) -> Acting:
        async def filled() -> None:
            await office.person(who).click(ballot_of(office, who), "Answer all")
            await office.submit(who, **fields)

        return filled

    yield "answer", press("ann", "4 · Agree")
    yield "change", press("ann", "1 · Strongly disagree")
    yield "skip", press("lena", "Skip this time")
    yield "away", press("tom", "I'm away")
    yield "form", fill("ole", **{"answer:0": "2 · Disagree"})
    yield "word", fill("maya", **{"answer:0": "2 · Disagree", "comment:0": "No."})
    yield "words", fill("raj", **{"answer:1": "5 · Always", "comment:1": "Too much. " * 90})
    yield "danger", fill("zoe", **{"comment:0": "I am being harassed, and I am scared of him."})
    yield "look", lambda: _look(office, "ann")


async def _look(office: Office, who: str) -> None:
    """Sending what was filled in is an act like any other."""
    await office.person(who).click(ballot_of(office, who), "See or change my answers")
    await office.submit(who)


COMMENTS = ["Let people add comments"]
ONE_CELL = [
    ("pulse_cells", "+", ("T", "R", 32, 4096)),
    ("pulse_cells", "-", ("T", "R", 32, 4096)),
]


def one_cell(seen: Any) -> bool:
    """Whether all that is left is one cell of the same size."""
    rows, lines, metrics = seen
    named = [(table, sign, ("T", "R", *row[2:])) for table, sign, row in rows]
    return named == ONE_CELL and not lines and not metrics


async def test_every_act_leaves_one_cell_of_one_size_and_nothing_else(
    office: Office, log: io.StringIO
) -> None:
    await make(office, extras=COMMENTS)
    seen = [await seen_of(office, acting, log) for _name, acting in acts(office)]
    assert all(map(one_cell, seen)), [each for each in seen if not one_cell(each)]
    text = log.getvalue()
    assert "Too much" not in text
    assert "answer" not in text.replace("unanswered", "").replace("_answer_all", "")


LEAKS = {
    "answers in clear": leaks.through(leaks.in_clear),
    "a label on answers": leaks.through(leaks.a_label),
    "a seen row": leaks.through(leaks.a_seen_row),
    "a timer": leaks.through(leaks.a_timer),
    "a counter": leaks.through(leaks.a_counter),
    "a refresh": leaks.through(leaks.a_refresh),
    "an absence": leaks.through(leaks.an_absence),
    "a line in the log": leaks.through(leaks.a_log_line),
    "no padding": leaks.through(leaks.no_padding),
}


@pytest.mark.parametrize("leak", LEAKS)
async def test_the_attacker_sees_what_leaks(sqlite_url: str, log: io.StringIO, leak: str) -> None:
    async with office_with(sqlite_url, LEAKS[leak]) as office:
        await make(office, extras=COMMENTS)
        seen = [await seen_of(office, acting, log) for _name, acting in acts(office)]
    assert not all(map(one_cell, seen))
    # Nor do all acts look alike: he tells one from another.
    assert len({repr(each) for each in seen}) > 1


async def test_an_older_press_that_comes_late_and_one_that_comes_twice_change_nothing(
    office: Office,
) -> None:
    await make(office)
    ann, desk = office.person("ann").id, office.frontdesk.desk
    [round_] = await desk.read(lambda tx, _: pulses.rounds_in(tx, ["open"]))

    def pressed(at: str, answer: str) -> Act:
        return Act(
            person=ann, round=round_.round, said=Response.ANSWERED, at=at, answers={0: answer}
        )

    for at, answer in (("100.2", "4"), ("100.1", "1"), ("100.2", "2")):
        seen = await seen_of(
            office,
            lambda: desk.database.write(
                desk.team,
                lambda tx: act(tx, desk, pressed(at, answer)),  # noqa: B023 # it is called at once
            ),
        )
        assert isinstance(seen, tuple)
        assert [row[0] for row in seen[0]] == ["pulse_cells", "pulse_cells"]
    assert await chosen(office, "ann") == "4 · Agree"
    # Whoever goes by when it came, would take the older one.
    older = pressed("100.1", "1")
    await desk.database.write(desk.team, lambda tx: leaks.by_arrival(tx, desk, older))
    assert await chosen(office, "ann") == "1 · Strongly disagree"


async def chosen(office: Office, who: str) -> str:
    """What somebody's form says they answered to the first question."""
    person = office.person(who)
    await person.click(ballot_of(office, who), "See or change my answers")
    assert person.modal is not None
    values = person.modal.payload()["state"]["values"]
    await person.close()
    return str(values["answer:0"]["answer:0"]["selected_option"]["text"]["text"])


async def cells_in_order(office: Office) -> list[bytes]:
    """The cells as they stand on the disk, and to whom the attacker thinks they belong: those who are asked, in order."""
    column = "ctid" if "postgresql" in office.settings.database_url else "slot"

    def read(tx: Any, _desk: object) -> list[bytes]:
        rows = tx.connection.exec_driver_sql(f"SELECT slot FROM pulse_cells ORDER BY {column}")
        return [bytes(row.slot) for row in rows]

    return await office.frontdesk.desk.read(read)


async def test_the_order_of_the_cells_is_no_order_of_people(office: Office) -> None:
    await make(office)
    desk = office.frontdesk.desk
    [round_] = await desk.read(lambda tx, _: pulses.rounds_in(tx, ["open"]))
    roster = await desk.read(lambda tx, _: pulses.roster(tx, round_.round))
    material = desk.keys.material(desk.team, round_.round, None)
    assert material is not None
    seals = Seals(material, desk.team, round_.round)
    truth = [seals.slot(each.person) for each in roster]
    order = await cells_in_order(office)
    assert order == sorted(truth)
    assert order != truth
    if "postgresql" in office.settings.database_url:
        # Nor do those of one transaction differ.
        marks = "SELECT DISTINCT xmin::text FROM pulse_cells"
        assert len(await desk.read(lambda tx, _: tx.connection.exec_driver_sql(marks).all())) == 1


async def test_the_order_of_cells_that_come_with_people_names_them(sqlite_url: str) -> None:
    capability = replace(pulse.CAPABILITY, timers=leaks.IN_ORDER)
    async with office_with(sqlite_url, capability) as office:
        await make(office)
        [round_] = await office.frontdesk.desk.read(lambda tx, _: pulses.rounds_in(tx, ["open"]))
        roster = await office.frontdesk.desk.read(lambda tx, _: pulses.roster(tx, round_.round))
        order = await cells_in_order(office)
    # The nth cell is the nth person's.
    assert [int.from_bytes(slot, "big") for slot in order] == list(range(len(roster)))


async def digests(office: Office) -> dict[str, str]:
    """Of the ballots, by person."""

    def read(tx: Any, _desk: object) -> dict[str, str]:
        rows = tx.connection.exec_driver_sql("SELECT key, digest FROM messages").all()
        return {row.key.split("/")[3]: row.digest for row in rows if "/ballot/" in row.key}

    return await office.frontdesk.desk.read(read)


async def dictionary(office: Office, who: str) -> set[str]:
    """The digests of all that a ballot without a handle could say: with each choice, and with none."""
    desk, user = office.frontdesk.desk, office.person(who).id

    def read(tx: Any, _desk: object) -> set[str]:
        [found] = pulses.rounds_in(tx, ["open"])
        _ = desk.words_for(tx, user)
        shown = ballot(_, plan_of(tx, found), found, "Ben Okafor", "", desk.clock.now())
        bare = leaks.without_handle(shown)
        choices = ["", *(f" {value}" for value in ("", "1", "2", "3", "4", "5"))]
        return {fingerprint(replace(bare, text=Mrkdwn(bare.text + choice))) for choice in choices}

    return await desk.read(read)


async def test_no_dictionary_of_ballots_fits(office: Office) -> None:
    await make(office, extras=COMMENTS)
    for _name, acting in acts(office):
        await acting()
    await office.settle()
    found = await digests(office)
    assert len(set(found.values())) == len(found)
    for who in ("ann", "maya", "kofi"):
        assert found[office.person(who).id] not in await dictionary(office, who)


async def test_a_dictionary_fits_ballots_that_show_the_choice_or_spare_the_handle(
    sqlite_url: str, tmp_path: Path
) -> None:
    copy = shutil.copy(make_url(sqlite_url).database or "", tmp_path / "other.db")
    choice = leaks.through(leaks.a_refresh, shows=leaks.SHOWS_CHOICE)
    async with office_with(sqlite_url, choice) as office:
        await make(office)
        await office.person("ann").click(ballot_of(office, "ann"), "4 · Agree")
        await office.settle()
        ann = office.person("ann").id
        assert (await digests(office))[ann] in await dictionary(office, "ann")
    spared = leaks.through(leaks.a_refresh, shows=leaks.SHOWS_HANDLE)
    async with office_with(f"sqlite:///{copy}", spared) as office:
        await make(office, extras=COMMENTS)
        acting = dict(acts(office))
        await acting["words"]()
        await office.settle()
        found = await digests(office)
        assert found[office.person("kofi").id] in await dictionary(office, "kofi")
        assert found[office.person("raj").id] not in await dictionary(office, "raj")


async def reminded(office: Office) -> tuple[object, Counter[str]]:
    """What a reminder leaves behind, whoever got it."""
    before, metrics = await snapshot(office), moved(office)
    await office.later(days=5)
    named = Counter(
        (table, sign, re.sub(r"[0-9a-f]{16}|\d{10}\.\d{6}", "R", repr(row)))
        for table, sign, row in difference(before, await snapshot(office))
        if table not in ("lanes", "pulse_rounds")
    )
    return named, moved(office) - metrics


async def test_a_reminder_leaves_the_same_whoever_gets_it(
    sqlite_url: str, tmp_path: Path, log: io.StringIO
) -> None:
    """In the log, too."""
    worlds = []
    for at, silent in enumerate((("ann", "lena"), ("kofi", "zoe", "raj"))):
        copy = shutil.copy(make_url(sqlite_url).database or "", tmp_path / f"world{at}.db")
        async with office_with(f"sqlite:///{copy}", pulse.CAPABILITY) as office:
            await make(office, open_for="7 days")
            for who in ("ann", "ben", "lena", "tom", "kofi", "zoe", "raj"):
                if who not in silent:
                    await office.person(who).click(ballot_of(office, who), "4 · Agree")
            start = len(log.getvalue())
            worlds.append((await reminded(office), _lines(log.getvalue()[start:])))
    assert worlds[0] == worlds[1]


def _lines(text: str) -> list[str]:
    return sorted(line for each in text.splitlines() if (line := masked_line(each)))


async def test_reminder_rows_for_the_silent_name_them(sqlite_url: str) -> None:
    async with office_with(sqlite_url, replace(pulse.CAPABILITY, timers=leaks.REMINDS)) as office:
        await make(office, open_for="7 days")
        await office.person("ann").click(ballot_of(office, "ann"), "4 · Agree")
        await office.later(days=5)
        rows = await snapshot(office)
        named = {
            who
            for who in ("ann", "lena", "tom")
            if any(f"reminder-1-{office.person(who).id}" in repr(row) for row in rows["messages"])
        }
    assert named == {"lena", "tom"}


async def test_a_log_of_reminders_names_the_silent(sqlite_url: str, log: io.StringIO) -> None:
    capability = replace(pulse.CAPABILITY, timers=leaks.REMINDS_ALOUD)
    async with office_with(sqlite_url, capability) as office:
        await make(office, open_for="7 days")
        await office.person("ann").click(ballot_of(office, "ann"), "4 · Agree")
        start = len(log.getvalue())
        await office.later(days=5)
        told = {who for who in EVERYBODY if office.person(who).id in log.getvalue()[start:]}
    assert told == set(EVERYBODY) - {"ann"}


def keys_in(folder: Path) -> list[bytes]:
    """Whatever keys are left."""
    return [path.read_bytes() for path in folder.glob("*.key")]


def opened_by(material: bytes, backup: Path) -> list[str]:
    """What a backup says to whoever has this for its key."""
    with sqlite3.connect(backup) as connection:
        rounds = connection.execute("SELECT team, round, salt FROM pulse_rounds").fetchall()
        people = connection.execute("SELECT person FROM pulse_invited").fetchall()
        sealed = dict(connection.execute("SELECT slot, sealed FROM pulse_cells").fetchall())
    connection.close()
    said = []
    for team, round_, salt in rounds:
        for key in {material, material + b"secret", (salt or "").encode() + material}:
            seals = Seals(key, team, round_)
            for [person] in people:
                if (slot := seals.slot(person)) in sealed:
                    try:
                        said.append(f"{person}: {seals.open(slot, sealed[slot]).answers}")
                    except WrongKeyError:
                        continue
    return said


async def backed_up_and_closed(office: Office, tmp_path: Path) -> Path:
    """A round in which Ann answered, a backup of it, and its close."""
    await make(office)
    for who in ("ann", "ben", "lena", "tom", "ole"):
        await office.person(who).click(ballot_of(office, who), "4 · Agree")
    await office.person("kofi").click(ballot_of(office, "kofi"), "2 · Disagree")
    await office.person("zoe").click(ballot_of(office, "zoe"), "1 · Strongly disagree")
    backup = tmp_path / "backup.db"
    with sqlite3.connect(make_url(office.settings.database_url).database or "") as source:
        source.execute("VACUUM INTO ?", (str(backup),))
    source.close()
    await office.later(days=3)
    return backup


async def test_a_backup_says_nothing_once_the_round_is_closed(
    sqlite_url: str, tmp_path: Path, keys_folder: Path
) -> None:
    async with opened(sqlite_url, clock=FakeClock(), keys=keys_folder) as office:
        backup = await backed_up_and_closed(office, tmp_path)
        assert "7 of 12 answered." in office.channel("general").messages[-1].plain
    assert not keys_in(keys_folder)
    for left in (b"", b"secret"):
        assert opened_by(left, backup) == []


async def test_a_backup_and_a_later_secret_say_all_where_the_key_came_from_a_salt(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The weaker way, of which `check` and the docs tell."""
    async with opened(sqlite_url, clock=FakeClock(), keys=Path("none"), secret="secret") as office:
        backup = await backed_up_and_closed(office, tmp_path)
    assert len(opened_by(b"secret", backup)) == 12


async def test_a_restored_backup_is_not_closed_a_second_time(
    sqlite_url: str, tmp_path: Path, keys_folder: Path
) -> None:
    async with opened(sqlite_url, clock=FakeClock(), keys=keys_folder) as office:
        backup = await backed_up_and_closed(office, tmp_path)
    clock = FakeClock()
    async with opened(f"sqlite:///{backup}", clock=clock, keys=keys_folder) as office:
        for _ in range(5):
            await office.later(days=2)
        assert not office.channel("general").messages
        after = await snapshot(office)
    assert not after["pulse_results"]
    assert not after["pulse_cells"]


async def test_a_key_that_outlives_its_round_opens_a_backup(
    sqlite_url: str, tmp_path: Path, keys_folder: Path
) -> None:
    """So the order of the close matters: here it was published first."""
    capability = replace(pulse.CAPABILITY, timers=leaks.KEEPS_KEY)
    async with office_with(sqlite_url, capability, keys=keys_folder) as office:
        backup = await backed_up_and_closed(office, tmp_path)
        assert office.channel("general").messages
    [key] = keys_in(keys_folder)
    assert len(opened_by(key, backup)) == 12
    # And it is closed a second time: with an answer more, or less, it tells what that was.
    clock = FakeClock()
    clock.forward(days=3)
    again = leaks.with_pulse(capability)
    async with opened(
        f"sqlite:///{backup}", clock=clock, keys=keys_folder, capabilities=again
    ) as office:
        await office.later(minutes=1)
        assert (await snapshot(office))["pulse_results"]


def crashing(step: str) -> Capability:
    """The process dies once, just after this step of the close; what was not committed yet is lost with it."""
    died: list[str] = []

    def dies(after: Callable[..., Any]) -> Callable[..., Any]:
        def once(*given: Any) -> Any:
            found = after(*given)
            if after.__name__ == step and not died:
                died.append(step)
                raise OSError("power cut")
            return found

        return once

    closes = Prepared(closing.ended, dies(closing.decide), dies(closing.finish))
    publishes = Prepared(
        publishing.to_publish, dies(publishing.destroy_key), dies(publishing.publish)
    )
    timers = {"pulse/{round}/close": closes, "pulse/{round}/publish": publishes}
    return replace(pulse.CAPABILITY, timers={**pulse.CAPABILITY.timers, **timers})


@pytest.mark.parametrize("step", ["decide", "finish", "destroy_key", "publish"])
async def test_after_a_crash_in_the_close_it_goes_on_and_is_published_once(
    sqlite_url: str, keys_folder: Path, step: str
) -> None:
    async with office_with(sqlite_url, crashing(step), keys=keys_folder) as office:
        await make(office)
        for who, answer in zip(EVERYBODY[:7], ("4 · Agree", "2 · Disagree") * 4, strict=False):
            await office.person(who).click(ballot_of(office, who), answer)
        office.clock.forward(days=3)
        await run(office)
        crashed = await snapshot(office)
        assert not office.channel("general").messages
        assert bool(crashed["pulse_cells"]) == (step in ("decide", "finish"))
        assert bool(keys_in(keys_folder)) == (step in ("decide", "finish"))
        await office.later(hours=2)
        [shown] = office.channel("general").messages
        assert "7 of 12 answered." in shown.plain
        assert not keys_in(keys_folder)
        await office.later(days=1)
        assert office.channel("general").messages == [shown]


async def test_a_crash_at_any_step_of_the_close_goes_on_and_publishes_after_the_key_is_gone(
    office: Office, tmp_path: Path
) -> None:
    await make(office)
    for who in ("ann", "ben", "lena", "tom"):
        await office.person(who).click(ballot_of(office, who), "4 · Agree")
    for who in ("ole", "kofi", "zoe"):
        await office.person(who).click(ballot_of(office, who), "2 · Disagree")
    desk, folder = office.frontdesk.desk, office.frontdesk.desk.keys.folder
    assert folder is not None
    office.clock.forward(days=3)
    # The disk of the keys is read-only: the key can't be destroyed, so nothing is published, however often it is tried.
    stuck = _Stuck(folder)
    object.__setattr__(desk, "keys", stuck)
    await run(office)
    await office.later(hours=1)
    [closing] = await desk.read(lambda tx, _: pulses.rounds_in(tx, ["closing"]))
    assert not (await snapshot(office))["pulse_cells"]
    assert not (await snapshot(office))["pulse_invited"]
    assert not office.channel("general").messages
    object.__setattr__(desk, "keys", RoundKeys(folder))
    await office.later(hours=2)
    assert not keys_in(folder)
    [shown] = office.channel("general").messages
    assert "7 of 12 answered." in shown.plain
    assert await desk.read(lambda tx, _: pulses.round_of(tx, closing.round).state) == "closed"  # type: ignore[union-attr]


class _Stuck(RoundKeys):
    """A folder in which nothing can be deleted."""

    def destroy(self, team: str, round_: str) -> None:
        raise OSError("read-only")


async def test_somebody_who_leaves_in_the_middle_changes_nothing_that_is_kept_of_the_round(
    office: Office,
) -> None:
    await make(office)
    await office.person("ann").click(ballot_of(office, "ann"), "4 · Agree")
    before = await snapshot(office)
    office.slack.deactivate("ann")
    await office.settle()
    await run(office)
    after = await snapshot(office)
    for table in ("pulse_cells", "pulse_invited", "pulse_rounds"):
        assert before[table] == after[table]


def pairwise(sets: dict[str, frozenset[str]], threshold: int) -> Sequence[str]:
    """The rule of others: what two sets have in common, or not, is nobody or enough."""

    def fine(one: frozenset[str], other: frozenset[str]) -> bool:
        parts = (one - other, other - one, one & other)
        return all(not part or len(part) >= threshold for part in parts)

    return [a for a in sets if all(fine(sets[a], sets[b]) for b in sets)]


def test_comparing_pairs_of_sets_lets_one_person_be_worked_out() -> None:
    def five(name: str) -> frozenset[str]:
        return frozenset(f"{name}{at}" for at in range(5))

    ab, ac, bc, x = five("ab"), five("ac"), five("bc"), frozenset({"x"})
    a, b, c, whole = ab | ac | x, ab | bc | x, ac | bc | x, ab | ac | bc | x
    sets = {"A": a, "B": b, "C": c, "P": whole}
    assert list(pairwise(sets, 5)) == list(sets)
    answers = {person: at % 5 for at, person in enumerate(sorted(whole))}

    def total(some: frozenset[str]) -> int:
        return sum(answers[person] for person in some)

    assert total(a) + total(b) + total(c) - 2 * total(whole) == answers["x"]


def test_two_rounds_that_differ_by_one_person_tell_what_they_said() -> None:
    """Were it asked again, each of the two could be shown by itself."""
    everybody = {who: str(1 + at % 5) for at, who in enumerate(EVERYBODY)}
    others = {who: answer for who, answer in everybody.items() if who != "ann"}
    assert released(everybody, {}, 5) == released(others, {}, 5) == {ALL}
    [left] = (Counter(everybody.values()) - Counter(others.values())).elements()
    assert left == everybody["ann"]


async def test_what_is_typed_below_a_ballot_would_be_kept_with_its_writer(sqlite_url: str) -> None:
    async with office_with(sqlite_url, replace(pulse.CAPABILITY, unheard=())) as office:
        await make(office)
        ann = office.person("ann")
        await ann.say(office.slack.dm(ann), "too much work since Easter")
        await office.settle()
        kept = repr(await snapshot(office))
    assert "too much work since Easter" in kept


async def test_a_poll_that_counts_as_it_goes_on_tells_of_each_vote(sqlite_url: str) -> None:
    """Ours does not change, whoever votes: see `test_pulse_polls.py`."""
    async with office_with(sqlite_url, leaks.through(leaks.a_live_count)) as office:
        ann = office.person("ann")
        await ann.command("/pulse", 'poll anonymous "Lunch?" "Pizza" "Salad"', channel="general")
        await run(office)
        [asked] = office.channel("general").messages
        shown = []
        for who in ("ann", "lena"):
            await office.person(who).click(asked, "Pizza")
            await office.settle()
            shown.append(asked.plain)
    assert "About 1 voted" in shown[0]
    assert "About 2 voted" in shown[1]


async def test_a_single_leaver_is_not_told_by_asking_the_others_again(office: Office) -> None:
    await make(office)
    office.channel("general").remove("ann")
    await office.settle()
    await begin(office)
    for step in steps({"name": "Again", "channel": "general", "bank": ["clarity-expected"]})[:2]:
        await fill(office, "ben", step)
    ben = office.person("ben")
    assert "almost the same people" in (await ben.submit()).errors["first"]
    # With another question it may be asked, and the repeated one is left out.
    assert ben.modal is not None
    await ben.click(ben.modal, "Back")
    await fill(office, "ben", {"bank": ["clarity-expected", "workload-focus"]})
    await fill(office, "ben", {})
    assert (await ben.submit()).ok
    await run(office)
    asked = ballot_of(office, "lena").plain
    assert "I had time to concentrate" in asked
    assert "1 question, open" in asked
