"""The command line. Whatever an operator can fix is explained in plain words, with the remedy and no traceback."""

import asyncio
import errno
import json
import os
import sys
from collections.abc import Coroutine
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer
from rich.console import Console
from slack_sdk.errors import SlackApiError
from sqlalchemy import make_url

from bot import check as checking
from bot import logs
from bot.cli import demo as demonstration
from bot.cli import replay as replaying
from bot.cli import starting
from bot.manifest import manifest as app_manifest
from bot.run import found_sentences, until_stopped
from bot.slack import error_code
from config.faults import ConfigurationError, Fault
from config.organisation import Organisation, load_organisation
from config.settings import (
    Settings,
    forget_secrets,
    load_database_url,
    load_organisation_path,
    load_settings,
)
from storage import upgrade
from storage.database import FAILURES, in_the_drivers_words
from storage.upgrade import SchemaError

app = typer.Typer(
    name="frontdesk",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"frontdesk {version('frontdesk')}")
        raise typer.Exit


@app.callback()
def frontdesk(
    show_version: Annotated[  # its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Internal customer service in Slack: every request acknowledged, owned, answered."""


@app.command()
def init(
    force: Annotated[bool, typer.Option(help="Replace files that are already there.")] = False,
) -> None:
    """Write a commented organisation file and .env, for you to fill in."""
    for file in starting.write(force=force):
        typer.echo(file)
    typer.echo("Fill in both, then run `frontdesk check`: it lists what is still missing.")


@app.command()
def run() -> None:
    """Run Frontdesk (Socket Mode or HTTP, depending on your settings)."""
    settings, organisation = configuration()
    forget_secrets(os.environ)
    logs.configure(settings.log_level, settings.log_format)
    _until_done(until_stopped(settings, organisation, sentences=found_sentences()))


@app.command()
def demo(
    tour: Annotated[bool, typer.Option(help="Play the tour in the terminal, then exit.")] = False,
    port: Annotated[int, typer.Option(help="Port for the page; 0 picks a free one.")] = 8484,
) -> None:
    """Run Frontdesk in a local Slack workspace with a sample company."""
    logs.configure("WARNING")
    _until_done(demonstration.tour() if tour else demonstration.demo(port))


@app.command()
def check() -> None:
    """Check tokens, scopes, channels, people, the organisation file and the database."""
    report = checking.run_checks()
    Console(soft_wrap=False).print(checking.render(report))
    raise typer.Exit(report.exit_code)


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="The changed organisation file.")],
    last: Annotated[int, typer.Option(min=1, max=100_000, help="So many past requests.")] = 1000,
    team: Annotated[str | None, typer.Option(help="The workspace, if there are several.")] = None,
) -> None:
    """Try a changed organisation file on past requests before you publish it."""
    present = load_organisation(load_organisation_path())
    changed = load_organisation(replaying.changed_file(file))
    logs.configure("WARNING")
    found = replaying.rehearse(
        load_database_url(),
        present,
        changed,
        last=last,
        team=team,
        sentences=found_sentences(),
    )
    Console(soft_wrap=False).print(replaying.rendered(found, changed))


@app.command()
def manifest(
    http: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Public address, for HTTP instead of Socket Mode."),
    ] = None,
    name: Annotated[str, typer.Option(help="The app's name in Slack.")] = "Frontdesk",
) -> None:
    """Print the app manifest to paste into Slack."""
    typer.echo(json.dumps(app_manifest(name=name, http_url=http), indent=2))


@app.command()
def migrate() -> None:
    """Upgrade the database schema."""
    url = make_url(load_database_url())
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    upgrade.upgrade(url)
    typer.echo(f"The database is at schema {upgrade.head()}.")


def configuration() -> tuple[Settings, Organisation]:
    """Settings and organisation. Raises `ConfigurationError` with the faults of both at once."""
    faults: list[Fault] = []
    settings = organisation = None
    try:
        settings = load_settings()
    except ConfigurationError as error:
        faults += error.faults
    try:
        organisation = load_organisation(load_organisation_path())
    except ConfigurationError as error:
        faults += error.faults
    if settings is None or organisation is None:
        raise ConfigurationError(faults)
    return settings, organisation


def _until_done(work: Coroutine[Any, Any, None]) -> None:
    """Where the event loop can't handle signals, Ctrl-C arrives as an exception; it is not an error."""
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        return


def main() -> None:
    """Entry point. What stops Frontdesk is explained; the exit code is then 1."""
    try:
        app()
    except ConfigurationError as error:
        for fault in error.faults:
            _tell(f"{fault.place}: {fault.problem}", fault.remedy)
    except SchemaError as error:
        _tell(str(error), "")
    except SlackApiError as error:
        _tell(f"Slack refused: {error_code(error)}.", "Run `frontdesk check` to see what to do.")
    except aiohttp.ClientError as error:
        _tell(
            f"Slack can't be reached ({type(error).__name__}).",
            "Check the network and SLACK_API_URL.",
        )
    except FAILURES as error:
        _tell(
            f"The database can't be used: {in_the_drivers_words(error)}.",
            "Check DATABASE_URL, then run `frontdesk check`.",
        )
    except OSError as error:
        _tell(f"{error.strerror or error}.", _remedy(error))
    else:
        return
    sys.exit(1)


def _remedy(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "Stop whatever uses the port, or choose another: PORT for `run`, `frontdesk demo --port 0` for the demo."
    return "Check the file or address it names."


def _tell(problem: str, remedy: str) -> None:
    errors.print(f"✗ {problem}", style="bold", markup=False)
    if remedy:
        errors.print(f"  {remedy}", markup=False)
