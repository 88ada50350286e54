"""`frontdesk check`: is everything ready to run, and what is left to do?

It only asks: nothing is changed or posted. Whatever goes wrong becomes a row of the report. No row
holds a secret, so errors from the network and from Slack are reported in our own words.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.check.calendars import calendars
from bot.check.database import database
from bot.check.keys import keys
from bot.check.report import Finding, Report, Row, not_checked, render
from bot.check.sentences import sentences
from bot.check.slack import slack
from config.faults import ConfigurationError
from config.organisation import Organisation, load_organisation
from config.settings import ENV_FILE, Settings, load_organisation_path, load_settings

__all__ = ["Finding", "Report", "Row", "check", "render", "run_checks"]

Environment = Mapping[str, str] | None


def run_checks(environ: Environment = None, env_file: Path | None = ENV_FILE) -> Report:
    return asyncio.run(check(environ, env_file))


async def check(environ: Environment = None, env_file: Path | None = ENV_FILE) -> Report:
    """Check everything that can be checked, in the order an operator sets it up."""
    settings, settings_rows = _settings(environ, env_file)
    organisation, organisation_rows = _organisation(environ, env_file)
    rows = [*settings_rows, *organisation_rows]
    if settings is None:
        rows.append(not_checked("Slack", "the settings"))
    else:
        rows += await slack(settings, organisation)
    rows.append(await sentences())
    rows.append(await database(environ, env_file))
    if settings is not None:
        rows.append(keys(settings))
    return Report(tuple(rows))


def _faults(error: ConfigurationError) -> list[Row]:
    return [Row(f.place, Finding.BROKEN, f.problem, f.remedy) for f in error.faults]


def _settings(environ: Environment, env_file: Path | None) -> tuple[Settings | None, list[Row]]:
    try:
        settings = load_settings(environ, env_file)
    except ConfigurationError as error:
        return None, _faults(error)
    transport = "Socket Mode" if settings.socket_mode else "HTTP"
    return settings, [Row("Settings", Finding.FINE, f"Complete, for {transport}.")]


def _organisation(
    environ: Environment, env_file: Path | None
) -> tuple[Organisation | None, list[Row]]:
    try:
        path = load_organisation_path(environ, env_file)
    except ConfigurationError:
        return None, [not_checked("Organisation file", "the settings")]
    try:
        organisation = load_organisation(path)
    except ConfigurationError as error:
        return None, _faults(error)
    count = len(organisation.departments)
    described = Row("Organisation file", Finding.FINE, f"{path}, {count} departments.")
    return organisation, [described, *calendars(organisation, datetime.now(UTC))]
