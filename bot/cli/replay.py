"""`frontdesk replay`: past requests through a changed organisation file, and a table of what would be different."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.progress import Progress
from rich.table import Table
from rich.text import Text
from sqlalchemy import make_url

import handlers
from config.faults import ConfigurationError, Fault
from config.organisation import Organisation
from storage import past, upgrade
from storage.database import open_database

# Of what moves, and of what would be late, so many are listed.
LISTED = 20


def rehearse(
    address: str,
    present: Organisation,
    changed: Organisation,
    *,
    last: int,
    team: str | None,
    sentences: handlers.Sentences | None = None,
) -> handlers.RehearsalReport:
    """Read the requests, and replay them with a bar that says how far it is."""
    requests = asyncio.run(_read(address, last, team))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        if sentences is not None:
            texts = dict.fromkeys(handlers.said_in(present) + handlers.said_in(changed))
            for text in progress.track(list(texts), description="Reading the examples"):
                sentences.of_examples([text])
        rehearsal = handlers.Rehearsal(present, changed, sentences)
        replayed = [
            rehearsal.replay(each)
            for each in progress.track(requests, description="Replaying past requests")
        ]
    return handlers.report(replayed, requests, present, changed)


async def _read(address: str, last: int, team: str | None) -> list[handlers.RehearsedRequest]:
    await asyncio.to_thread(upgrade.require_current, make_url(address))
    database = open_database(address)
    await database.open()
    try:
        teams = await database.read("", past.teams)
        which = _one_of(teams, team)
        return await database.read(which, lambda tx: handlers.past_requests(tx, last))
    finally:
        await database.close()


def _one_of(teams: object, wanted: str | None) -> str:
    """The workspace whose requests they are: the only one, unless one is named."""
    known = list(teams) if isinstance(teams, list | tuple) else []
    if wanted in known or (wanted is None and len(known) == 1):
        return wanted or known[0]
    if not known:
        raise ConfigurationError(
            [Fault("DATABASE_URL", "There are no past requests.", "Try it once there are some.")]
        )
    problem = f"There are requests of several workspaces: {', '.join(known)}."
    raise ConfigurationError([Fault("--team", problem, "Name one of them.")])


def rendered(report: handlers.RehearsalReport, changed: Organisation) -> RenderableType:
    """By department, then what moves, then what would be late."""
    asked_now, asked_then = report.asked
    return Group(
        Text(f"\n{len(report.replayed)} past requests, none of them confidential", style="bold"),
        _by_department(report, changed),
        Text(f"Not sent by themselves: {asked_now} now, {asked_then} then.\n"),
        *_moved(report, changed),
        *_late(report, changed),
        *(_gone(key, many) for key, many in report.gone),
    )


def _by_department(report: handlers.RehearsalReport, changed: Organisation) -> Table:
    table = Table(caption="now: the file in effect; then: the changed file")
    table.add_column("Department")
    for title in ("Sent now", "then", "in", "out", "Right now", "then", "Late now", "then"):
        table.add_column(title, justify="right")
    for each in report.departments:
        numbers = (
            *(each.sent_now, each.sent_then, each.moves_in, each.moves_out),
            *(each.right_now, each.right_then, each.broken_now, each.broken_then),
        )
        table.add_row(Text(_name(changed, each.key)), *map(str, numbers))
    return table


def _moved(report: handlers.RehearsalReport, changed: Organisation) -> Iterator[RenderableType]:
    if not report.moved:
        yield Text("Nothing would go elsewhere.")
        return
    table = Table(title=f"{len(report.moved)} would go elsewhere", title_justify="left")
    for title in ("Request", "Now", "Then", "It was for"):
        table.add_column(title)
    for each in report.moved[-LISTED:]:
        places = (_name(changed, where) for where in (each.now, each.then))
        verdict = _name(changed, each.ended) if each.ended else "?"
        table.add_row(f"#{each.number}", *map(Text, (*places, verdict)))
    yield table
    yield from _rest(report.moved)


def _late(report: handlers.RehearsalReport, changed: Organisation) -> Iterator[RenderableType]:
    if not report.breaking:
        yield Text("No promise that was kept would be broken.")
        return
    title = f"{len(report.breaking)} would break a promise that was kept"
    table = Table(title=title, title_justify="left")
    for column in ("Request", "Department", "Late would be"):
        table.add_column(column)
    for each in report.breaking[-LISTED:]:
        what = ", ".join(sorted(promise.replace("_", " ") for promise in each.breaks))
        table.add_row(f"#{each.number}", Text(_name(changed, each.ended)), what)
    yield table
    yield from _rest(report.breaking)


def _rest(found: list[handlers.Replayed]) -> Iterator[Text]:
    if len(found) > LISTED:
        yield Text(f"… and {len(found) - LISTED} more; these are the newest.")


def _gone(key: str, many: int) -> Text:
    said = (
        f'"{key}" is in no department of the changed file: what was learnt from its {many} requests would no longer count. '
        "If another department takes over, add its old key there, under formerly."
    )
    return Text(said, style="yellow")


def _name(changed: Organisation, key: str | None) -> str:
    if key is None:
        return "asks"
    found = changed.department(key)
    return str(found.name) if found else key


def changed_file(path: Path) -> Path:
    """The file, which must be there. Raises `ConfigurationError`."""
    if not path.is_file():
        raise ConfigurationError([Fault(str(path), "There is no such file.", "Check its name.")])
    return path
