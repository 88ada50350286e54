"""`frontdesk check`: is everything ready to run, and what is left to do?

Asks only: nothing is changed, nothing posted. Whatever goes wrong is a row of the report. No row
holds a secret, so what the network and Slack answer is told in words of our own.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import aiohttp
from rich.table import Table
from rich.text import Text
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.manifest import reasons
from config.faults import ConfigurationError
from config.organisation import Department, Organisation, load_organisation
from config.settings import (
    ENV_FILE,
    Settings,
    load_database_url,
    load_organisation_path,
    load_settings,
)
from storage import upgrade
from storage.database import open_database

PATIENCE_SECONDS = 10
# The largest page Slack gives: a large workspace is read in few calls, within its rates.
PAGE = 1000
CHANNEL_KINDS = "public_channel,private_channel"
NO_ANSWER = (aiohttp.ClientError, OSError)
# What the client library trips over where something else answers: it trusts the answer's shape.
STRANGE_ANSWER = (ValueError, AttributeError, LookupError, TypeError)
REINSTALL = "Update the app with `frontdesk manifest`, and install it again."
TELLS_LATER = "Nothing, unless a row below names a missing scope."
NOT_SLACK = ("The address does not answer as Slack does.", "Check SLACK_API_URL.")
CORRECT = "Correct it in the organisation file."

Json = dict[str, Any]
Environment = Mapping[str, str] | None


class State(StrEnum):
    FINE = "fine"
    ATTENTION = "attention"
    BROKEN = "broken"


LOOKS = {
    State.FINE: ("✓", "green"),
    State.ATTENTION: ("!", "yellow"),
    State.BROKEN: ("✗", "bold red"),
}

# Slack's error codes in an operator's words.
REFUSALS = {
    "invalid_auth": ("Slack does not know this token.", "Copy it again from the app's settings."),
    "account_inactive": ("The app was uninstalled.", "Install it again, and copy the new token."),
    "token_revoked": ("The token was revoked.", "Install the app again, and copy the new token."),
    "token_expired": ("The token has expired.", "Switch token rotation off, and install again."),
    "not_allowed_token_type": ("This is another kind of token.", "Copy the right one."),
    "ratelimited": ("Slack asks to wait.", "Check again in a minute."),
    "paid_teams_only": ("User groups need a paid Slack plan.", "List the people instead."),
}


@dataclass(frozen=True)
class Row:
    what: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class Report:
    rows: tuple[Row, ...]

    @property
    def exit_code(self) -> int:
        """0 when nothing is broken; what only wants attention does not stop a start."""
        return int(any(row.state is State.BROKEN for row in self.rows))


def run_checks(environ: Environment = None, env_file: Path | None = ENV_FILE) -> Report:
    return asyncio.run(check(environ, env_file))


async def check(environ: Environment = None, env_file: Path | None = ENV_FILE) -> Report:
    """Check all that can be checked, in the order in which an operator sets it up."""
    settings, settings_rows = _settings(environ, env_file)
    organisation, organisation_rows = _organisation(environ, env_file)
    rows = [*settings_rows, *organisation_rows]
    if settings is None:
        rows.append(_not_checked("Slack", "the settings"))
    else:
        rows += await _slack(settings, organisation)
    rows.append(await _database(environ, env_file))
    return Report(tuple(rows))


def render(report: Report) -> Table:
    """A table whose states are words and marks, not colours alone."""
    table = Table("State", title="Frontdesk check")
    for heading in ("What", "Found", "What to do"):
        table.add_column(heading, overflow="fold")  # a name cut short can't be looked up
    for row in report.rows:
        mark, style = LOOKS[row.state]
        state = Text(f"{mark} {row.state}", style=style, no_wrap=True)
        # Text objects, because what an operator wrote may look like markup.
        table.add_row(state, Text(row.what), Text(row.found), Text(row.remedy))
    return table


def _not_checked(what: str, because: str) -> Row:
    return Row(what, State.ATTENTION, "Not checked.", f"Put {because} right, then check again.")


def _faults(error: ConfigurationError) -> list[Row]:
    return [Row(f.place, State.BROKEN, f.problem, f.remedy) for f in error.faults]


def _settings(environ: Environment, env_file: Path | None) -> tuple[Settings | None, list[Row]]:
    try:
        settings = load_settings(environ, env_file)
    except ConfigurationError as error:
        return None, _faults(error)
    transport = "Socket Mode" if settings.socket_mode else "HTTP"
    return settings, [Row("Settings", State.FINE, f"Complete, for {transport}.")]


def _organisation(
    environ: Environment, env_file: Path | None
) -> tuple[Organisation | None, list[Row]]:
    try:
        path = load_organisation_path(environ, env_file)
    except ConfigurationError:
        return None, [_not_checked("Organisation file", "the settings")]
    try:
        organisation = load_organisation(path)
    except ConfigurationError as error:
        return None, _faults(error)
    count = len(organisation.departments)
    return organisation, [Row("Organisation file", State.FINE, f"{path}, departments: {count}.")]


async def _slack(settings: Settings, organisation: Organisation | None) -> list[Row]:
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=session,
            retry_handlers=[],
        )
        rows = await _told("Bot token", _bot(client))
        usable = rows[0].state is State.FINE
        rows += await _told("App token", _transport(client, settings))
        if not usable:
            return [*rows, _not_checked("Scopes, channels and people", "the bot token")]
        if organisation is None:
            return [*rows, _not_checked("Channels and people", "the organisation file")]
        rows += await _told("Channels", _channels(client, organisation))
        return rows + await _told("People", _people(client, organisation))


async def _told(what: str, section: Awaitable[list[Row]]) -> list[Row]:
    """The rows of a section; where a call failed, a row that says so instead."""
    try:
        return await section
    except SlackApiError as error:
        return [Row(what, State.BROKEN, *_refusal(error.response))]
    except NO_ANSWER:
        remedy = "Check the network, a proxy (HTTPS_PROXY), and SLACK_API_URL."
        return [Row(what, State.BROKEN, "Slack could not be reached.", remedy)]
    except STRANGE_ANSWER:
        return [Row(what, State.BROKEN, *NOT_SLACK)]


def _refusal(response: object) -> tuple[str, str]:
    answer = response.data if isinstance(response, AsyncSlackResponse) else None
    if not isinstance(answer, dict) or "error" not in answer:
        return NOT_SLACK
    code = str(answer["error"])
    if code == "missing_scope":
        return f"The scope {answer.get('needed')} is missing.", REINSTALL
    unknown = (f'Slack answers "{code}".', "Look the word up in Slack's reference.")
    return REFUSALS.get(code, unknown)


async def _bot(client: AsyncWebClient) -> list[Row]:
    answer = await client.auth_test()
    if not (answer.get("user") and answer.get("team")):
        return [Row("Bot token", State.BROKEN, *NOT_SLACK)]
    found = f"@{answer['user']} in {answer['team']}."
    return [Row("Bot token", State.FINE, found), _scopes(answer.headers)]


def _scopes(headers: Mapping[str, str]) -> Row:
    """Slack names the token's scopes beside each answer; a proxy or the sandbox may not."""
    given = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes")
    if given is None:
        return Row("Scopes", State.ATTENTION, "Unknown: the answer did not name them.", TELLS_LATER)
    held = {scope.strip() for scope in given.split(",")} - {""}
    missing = sorted(reasons().keys() - held)
    if missing:
        return Row("Scopes", State.BROKEN, f"Missing: {', '.join(missing)}.", REINSTALL)
    extra = sorted(held - reasons().keys())
    if extra:
        return Row("Scopes", State.ATTENTION, f"More than used: {', '.join(extra)}.", REINSTALL)
    return Row("Scopes", State.FINE, "Exactly those that are used.")


async def _transport(client: AsyncWebClient, settings: Settings) -> list[Row]:
    if settings.slack_app_token is None:
        return [Row("Signing secret", State.FINE, "Set; Slack's first call will prove it.")]
    await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    return [Row("App token", State.FINE, "Slack offers a connection.")]


async def _pages(first: Awaitable[AsyncSlackResponse], key: str) -> list[Json]:
    return [item async for page in await first for item in page.get(key) or ()]


async def _channels(client: AsyncWebClient, organisation: Organisation) -> list[Row]:
    """The bot's own channels are few; all of a workspace's are read only to explain a gap."""
    joined = await _pages(client.users_conversations(types=CHANNEL_KINDS, limit=PAGE), "channels")
    wanted = {department.channel: department.name for department in organisation.all}
    wanted[organisation.operations] = "operations"
    others: list[Json] = []
    if any(_conversation(channel, joined) is None for channel in wanted):
        listed = client.conversations_list(types=CHANNEL_KINDS, limit=PAGE)
        others = await _pages(listed, "channels")
    return [
        Row(f"Channel {channel} ({owner})", *_channel(channel, joined, others))
        for channel, owner in wanted.items()
    ]


def _conversation(channel: str, among: list[Json]) -> Json | None:
    return next((c for c in among if channel in (c["id"], f"#{c.get('name')}")), None)


def _channel(channel: str, joined: list[Json], others: list[Json]) -> tuple[State, str, str]:
    found = _conversation(channel, joined)
    known = found or _conversation(channel, others)
    if known is None:
        remedy = "Create it, then write /invite @frontdesk in it."
        return State.BROKEN, "Not there, or private and Frontdesk is not in it.", remedy
    if known.get("is_archived"):
        return State.BROKEN, "Archived.", "Unarchive it, or name another in the organisation file."
    if found is None:
        return State.BROKEN, "Frontdesk is not in it.", "Write /invite @frontdesk in it."
    return State.FINE, "Frontdesk is in it.", ""


@dataclass(frozen=True)
class _Directory:
    """Who is in Slack: people by id and e-mail, user groups by id and @handle."""

    people: dict[str, Json]
    groups: dict[str, Json]

    def active(self, reference: str) -> list[str]:
        """The ids of the people at work behind a person or a user group."""
        if reference in self.people:
            person = self.people[reference]
            return [] if person.get("deleted") or person.get("is_bot") else [person["id"]]
        members = self.groups.get(reference, {}).get("users", ())
        return [user for member in members for user in self.active(member)]


async def _people(client: AsyncWebClient, organisation: Organisation) -> list[Row]:
    listed = await _pages(client.users_list(limit=PAGE), "members")
    # An address may have moved on to a new account: the active one comes last, and stays.
    listed.sort(key=lambda person: not person.get("deleted"))
    people = {person.get("profile", {}).get("email", "").lower(): person for person in listed}
    people |= {person["id"]: person for person in listed}
    groups: dict[str, Json] = {}
    if any(_is_group(member) for each in organisation.all for member in each.members):
        all_groups = client.usergroups_list(include_users=True, include_disabled=True)
        for group in await _pages(all_groups, "usergroups"):
            groups |= {f"@{group['handle']}": group, group["id"]: group}
    directory = _Directory(people, groups)
    return [row for each in organisation.all for row in _department(each, directory)]


def _is_group(reference: str) -> bool:
    return reference.startswith("@") or ("@" not in reference and reference.startswith("S"))


def _department(department: Department, directory: _Directory) -> Iterator[Row]:
    what = f"People of {department.name}"
    references = dict.fromkeys((department.head, *department.members))
    problems = [
        Row(f"{what}: {reference}", *problem)
        for reference in references
        if (problem := _problem(reference, directory))
    ]
    yield from problems
    active = {user for member in department.members for user in directory.active(member)}
    if not active:
        yield Row(what, State.BROKEN, "Nobody is there to claim a request.", CORRECT)
    elif not problems:
        yield Row(what, State.FINE, f"{len(active)} can claim.")


def _problem(reference: str, directory: _Directory) -> tuple[State, str, str] | None:
    if _is_group(reference):
        return _group_problem(reference, directory)
    person = directory.people.get(reference)
    if person is None:
        return State.BROKEN, "Nobody in Slack is known by this.", CORRECT
    if person.get("is_bot"):
        return State.BROKEN, "This is a bot, not a person.", CORRECT
    if person.get("deleted"):
        return State.ATTENTION, "The account is deactivated.", "Name a successor."
    return None


def _group_problem(reference: str, directory: _Directory) -> tuple[State, str, str] | None:
    group = directory.groups.get(reference)
    if group is None:
        return State.BROKEN, "No user group in Slack has this name.", CORRECT
    if group.get("date_delete"):
        return State.BROKEN, "The user group is disabled.", "Enable it in Slack, or name another."
    if not directory.active(reference):
        return State.ATTENTION, "Nobody active is in the user group.", "Add people to it in Slack."
    return None


async def _database(environ: Environment, env_file: Path | None) -> Row:
    try:
        state, found, remedy = await _database_state(load_database_url(environ, env_file))
    except ConfigurationError:
        return _not_checked("Database", "DATABASE_URL")
    except upgrade.SchemaError as error:
        state, found, remedy = State.BROKEN, "Its schema is not this version's.", str(error)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        state, found = State.BROKEN, f"It cannot be used: {reason}"
        remedy = "Check that it runs, its address, and the rights of this account."
    return Row("Database", state, found, remedy)


async def _database_state(address: str) -> tuple[State, str, str]:
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        # Looking would create the file.
        if not await asyncio.to_thread(Path(url.database or "").exists):
            return State.FINE, "Not there yet; the first start makes it.", ""
    elif "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(PATIENCE_SECONDS)})
    await asyncio.to_thread(upgrade.require_current, url)
    database = open_database(url.render_as_string(hide_password=False))
    await database.open()
    try:
        await database.write("", lambda _: None)
        await database.ping()
    finally:
        await database.close()
    return State.FINE, f"Answers, can be written, schema {upgrade.head()}.", ""
