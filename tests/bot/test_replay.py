"""`frontdesk replay`: what an operator reads in the terminal."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import make_url

from bot.cli.replay import changed_file, rehearse, rendered
from config.faults import ConfigurationError
from config.organisation import Organisation
from storage import entries, requests, upgrade
from storage.database import open_database
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction
from tests.office import organisation
from tests.storage.facts import NOW, a_request

ACME = organisation()
TEXTS = ("A parcel of [bold]flyers[/bold]", "my VPN drops all the time")


def keep(request: Request, entry: Entry, tx: Transaction) -> None:
    requests.add(tx, request)
    entries.add_first(tx, request, entry)


async def fill(address: str, teams: Sequence[str]) -> None:
    """A request for each text, the second one confidential."""
    database = open_database(address)
    await database.open()
    for team in teams:
        for number, text in enumerate(TEXTS, start=1):
            request = a_request(number, state="closed", confidential=number == 2)
            entry = Entry(number, 0, "UANN", "requester", False, text, (), None, None, NOW, False)
            await database.write(team, partial(keep, request, entry))
    await database.close()


@pytest.fixture
def address(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    upgrade.upgrade(make_url(url))
    return url


def with_rule() -> Organisation:
    departments = tuple(
        each.model_copy(update={"rules": ("flyers",)} if each.key == "finance" else {})
        for each in ACME.departments
        if each.key != "it"
    )
    return ACME.model_copy(update={"departments": departments})


def test_it_says_what_would_move_and_quotes_nobody(address: str) -> None:
    asyncio.run(fill(address, ["T1"]))
    found = rehearse(address, ACME, with_rule(), last=10, team=None)
    console = Console(width=100, record=True)
    console.print(rendered(found, with_rule()))
    said = console.export_text()
    assert "1 past requests, none of them confidential" in said
    assert "1 would go elsewhere" in said
    assert "Finance" in said
    assert '"it" is in no department of the changed file' in said
    assert "parcel" not in said


def test_without_past_requests_or_with_several_workspaces_it_says_so(address: str) -> None:
    with pytest.raises(ConfigurationError, match="no past requests"):
        rehearse(address, ACME, ACME, last=10, team=None)
    asyncio.run(fill(address, ["T1", "T2"]))
    with pytest.raises(ConfigurationError, match="T1, T2"):
        rehearse(address, ACME, ACME, last=10, team=None)
    assert len(rehearse(address, ACME, ACME, last=10, team="T2").replayed) == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        changed_file(tmp_path / "nowhere.yaml")
