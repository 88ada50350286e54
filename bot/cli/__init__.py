"""The command line. Every fault an operator can mend is told in plain words, with its remedy, and no traceback."""

import asyncio
import errno
import json
import sqlite3
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer
from rich.console import Console
from slack_sdk.errors import SlackApiError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot import check as checking
from bot import logs
from bot.cli import demo as demonstration
from bot.manifest import manifest as app_manifest
from bot.run import until_stopped
from bot.slack import error_code
from config.faults import ConfigurationError, Fault
from config.organisation import Organisation, load_organisation
from config.settings import Settings, load_database_url, load_organisation_path, load_settings
from storage import upgrade
from storage.upgrade import SchemaError

app = typer.Typer(
    name="frontdesk",
    help="Internal customer service in Slack: every request acknowledged, owned, answered.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@app.command()
def run() -> None:
    """Run Frontdesk, by Socket Mode or HTTP, whichever the environment sets up."""
    settings, organisation = configuration()
    logs.configure(settings.log_level, settings.log_format)
    _until_done(until_stopped(settings, organisation))


@app.command()
def demo(
    tour: Annotated[
        bool, typer.Option(help="Play the story here, without a browser, and end.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes any.")] = 8484,
) -> None:
    """Run Frontdesk in a local Slack workspace with an example company."""
    logs.configure("WARNING")
    _until_done(demonstration.tour() if tour else demonstration.demo(port))


@app.command()
def check() -> None:
    """Verify tokens, scopes, channels, the organisation file and the database."""
    report = checking.run_checks()
    Console(soft_wrap=False).print(checking.render(report))
    raise typer.Exit(report.exit_code)


@app.command()
def manifest(
    http: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Public address, for HTTP and not Socket Mode."),
    ] = None,
    name: Annotated[str, typer.Option(help="The app's name in Slack.")] = "Frontdesk",
) -> None:
    """Print the app's manifest, to be pasted into Slack."""
    typer.echo(json.dumps(app_manifest(name=name, http_url=http), indent=2))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
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
    """On a platform whose loop hears no signals, Ctrl-C arrives as an exception: it is no fault."""
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        return


def main() -> None:
    """Entry point: what can't go on is told in words; the exit code is 1."""
    try:
        app()
    except ConfigurationError as error:
        for fault in error.faults:
            _tell(f"{fault.place}: {fault.problem}", fault.remedy)
    except SchemaError as error:
        _tell(str(error), "")
    except SlackApiError as error:
        _tell(f"Slack refused: {error_code(error)}.", "Run `frontdesk check`; it says what to do.")
    except aiohttp.ClientError as error:
        _tell(
            f"Slack can't be reached ({type(error).__name__}).",
            "Look at the network and at SLACK_API_URL.",
        )
    except (SQLAlchemyError, sqlite3.Error) as error:
        _tell(
            f"The database can't be used: {_cause(error)}.",
            "Look at DATABASE_URL; run `frontdesk check`.",
        )
    except OSError as error:
        _tell(f"{error.strerror or error}.", _remedy(error))
    else:
        return
    sys.exit(1)


def _cause(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _remedy(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "Stop what uses the port, or choose another: PORT for `run`, `frontdesk demo --port 0` for the demo."
    return "Look at the file or address it names."


def _tell(problem: str, remedy: str) -> None:
    errors.print(f"✗ {problem}", style="bold", markup=False)
    if remedy:
        errors.print(f"  {remedy}", markup=False)
