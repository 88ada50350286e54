"""`frontdesk check` against a Slack workspace: what it finds, and that it always ends in a table."""

import io
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from rich.console import Console

from bot.check import Finding, Report, Row, check, render, run_checks
from bot.check.calendars import calendars
from bot.check.sentences import sentences
from bot.manifest import manifest, reasons
from config.organisation import load_organisation
from handlers.routing import NoSentencesError, Sentences
from sandbox import Channel, Company, Person, Sandbox, UserGroup
from storage.database import open_database

HANDLES = ("ann", "ben", "lena", "tom", "ines", "hana", "ole", "maya", "raj", "kofi", "zoe", "olga")
PLACES = (
    "it-help",
    "hr-help",
    "finance-help",
    "facilities-help",
    "frontdesk-triage",
    "frontdesk-ops",
)
ACME = Company(
    people=tuple(Person(h, h.title(), email=f"{h}@acme.example") for h in HANDLES),
    channels=tuple(Channel(name, bot_in=True) for name in PLACES),
    groups=(UserGroup("it-team", "IT team", members=("lena", "tom")),),
)


@dataclass
class Desk:
    """What an operator has: an environment, an organisation file, a folder for the database."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def use(self, slack: Sandbox) -> None:
        self.environ |= {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }

    def rewrite(self, old: str, new: str) -> None:
        path = Path(self.environ["FRONTDESK_CONFIG"])
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    async def check(self) -> Report:
        return await check(self.environ, env_file=None)

    async def row(self, what: str) -> Row:
        """The one row whose subject begins so."""
        rows = (await self.check()).rows
        found = [row for row in rows if row.what.startswith(what)]
        assert len(found) == 1, rows
        return found[0]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    file = tmp_path / "frontdesk.yaml"
    shutil.copy("config/frontdesk.yaml", file)
    return Desk(
        tmp_path,
        {"FRONTDESK_CONFIG": str(file), "DATABASE_URL": f"sqlite:///{tmp_path}/desk.db"},
    )


@pytest.fixture
async def slack(desk: Desk) -> AsyncIterator[Sandbox]:
    async with Sandbox(manifest(), ACME) as slack:
        desk.use(slack)
        yield slack


def printed(report: Report, *, width: int = 200) -> str:
    out = io.StringIO()
    Console(file=out, width=width, no_color=True).print(render(report))
    return out.getvalue()


async def test_all_is_well(desk: Desk, slack: Sandbox) -> None:
    report = await desk.check()
    assert report.exit_code == 0
    assert [row.what for row in report.rows if row.state is not Finding.FINE] == []
    subjects = [row.what for row in report.rows]
    assert subjects[:2] == ["Settings", "Organisation file"]
    assert subjects[2:5] == ["Calendar berlin", "Calendar oslo", "Calendar house"]
    assert subjects[5:8] == ["Bot token", "Scopes", "App token"]
    assert [f"Channel #{name}" in " ".join(subjects) for name in PLACES] == [True] * 6
    assert (await desk.row("People of IT")).found == "3 can claim requests."
    assert (await desk.row("Bot token")).found == "@frontdesk in Acme."
    changing = {call.method for call in slack.calls} - {
        "auth.test",
        "apps.connections.open",
        "users.conversations",
        "users.list",
        "usergroups.list",
        "conversations.list",
    }
    assert changing == set()


def test_calendars(desk: Desk) -> None:
    desk.rewrite("    calendar: house\n", "")
    organisation = load_organisation(Path(desk.environ["FRONTDESK_CONFIG"]))
    berlin, oslo, house = calendars(organisation, datetime(2026, 12, 29, 20, 0, tzinfo=UTC))
    assert berlin.found == (
        "Opens Wed 30 Dec, 09:00 CET. Next day off: 2027-01-01, New Year's Day. 1 of its dates are past."
    )
    assert oslo.found.startswith("Opens Mon, 4 Jan 2027, 09:00 CET. Next day off: 2026-12-29.")
    assert house.state is Finding.ATTENTION
    assert house.remedy.startswith("No department names it")


async def test_everything_that_a_start_reads_is_tried(desk: Desk, slack: Sandbox) -> None:
    assert (await desk.row("Directory")).state is Finding.FINE
    slack.faults.refuse("conversations.list", error="missing_scope")
    row = await desk.row("Method conversations.list")
    assert row.state is Finding.BROKEN
    assert "scope" in row.found


async def test_http_needs_no_app_token(desk: Desk, slack: Sandbox) -> None:
    desk.environ |= {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": slack.signing_secret}
    assert (await desk.row("Signing secret")).state is Finding.FINE
    assert (await desk.row("Settings")).found == "Complete, for HTTP."


async def test_every_fault_of_settings_and_file_at_once(desk: Desk) -> None:
    desk.environ |= {"SLACK_BOT_TOKEN": "xapp-S3CRET", "PORT": "x"}
    desk.rewrite("zone: Europe/Oslo", "zone: Oslo")
    desk.rewrite("claim_within: 1h", "claim_within: soon")
    report = await desk.check()
    places = [row.what.rpartition("/")[2] for row in report.rows]
    assert places[:3] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PORT"]
    assert [place.partition(":")[0] for place in places[3:5]] == ["frontdesk.yaml"] * 2
    assert places[5:] == ["Slack", "Sentences", "Database"]
    assert report.rows[5].found == "Not checked."
    assert report.exit_code == 1
    assert "S3CRET" not in printed(report)


async def test_the_bot_token(desk: Desk, slack: Sandbox) -> None:
    desk.environ["SLACK_BOT_TOKEN"] = "xoxb-S3CRET"
    report = await desk.check()
    assert Row(
        "Bot token",
        Finding.BROKEN,
        "Slack doesn't know this token.",
        "Copy it again from the app's settings.",
    ) in report.rows  # fmt: skip
    assert (await desk.row("Scopes, channels and people")).state is Finding.ATTENTION
    assert "S3CRET" not in printed(report)


@pytest.mark.parametrize(
    ("error", "found"),
    [
        ("token_revoked", "The token was revoked."),
        ("account_inactive", "The app was uninstalled."),
        ("fatal_error", 'Slack answers "fatal_error".'),
    ],
)
async def test_a_token_that_no_longer_works(
    desk: Desk, slack: Sandbox, error: str, found: str
) -> None:
    slack.faults.revoke_token(error)
    assert (await desk.row("Bot token")).found == found
    assert (await desk.row("App token")).found == found


async def test_the_app_token(desk: Desk, slack: Sandbox) -> None:
    desk.environ["SLACK_APP_TOKEN"] = "xapp-S3CRET"
    assert (await desk.row("App token")).found == "Slack doesn't know this token."
    assert (await desk.row("Bot token")).state is Finding.FINE


async def test_channels(desk: Desk, slack: Sandbox) -> None:
    slack.channel("it-help").archive()
    slack.channel("hr-help").remove_bot()
    desk.rewrite("'#finance-help'", "'#money'")
    desk.rewrite("'#facilities-help'", slack.channel("facilities-help").id)
    assert (await desk.row("Channel #it-help (IT)")).found == "It is archived."
    hr = await desk.row("Channel #hr-help (HR)")
    assert (hr.state, hr.remedy) == (Finding.BROKEN, "Type /invite @frontdesk in it.")
    money = await desk.row("Channel #money (Finance)")
    assert money.found == "It doesn't exist, or it is private and Frontdesk isn't in it."
    assert (await desk.row("Channel C0FACILITIESHELP")).state is Finding.FINE
    assert (await desk.check()).exit_code == 1


async def test_many_channels_and_people_come_in_pages(desk: Desk) -> None:
    crowd = tuple(Person(f"p{n}", f"Person {n}") for n in range(1200))
    rooms = tuple(Channel(f"room-{n}", bot_in=True, members=("ann",)) for n in range(1200))
    company = replace(ACME, people=crowd + ACME.people, channels=rooms + ACME.channels)
    async with Sandbox(manifest(), company) as slack:
        desk.use(slack)
        assert (await desk.check()).exit_code == 0
        assert sum(call.method == "users.list" for call in slack.calls) > 1


async def test_people(desk: Desk, slack: Sandbox) -> None:
    desk.rewrite("head: maya@acme.example", "head: mya@acme.example")
    desk.rewrite("zoe@acme.example, kofi", "zoe@acme.example, U0KOFI, U0FRONTDESK, kofi")
    slack.deactivate("ole")
    typo = await desk.row("People of Finance: mya@acme.example")
    assert (typo.state, typo.found) == (Finding.BROKEN, "No one in Slack has this address or id.")
    gone = await desk.row("People of HR: ole@acme.example")
    assert (gone.state, gone.found) == (Finding.ATTENTION, "The account is deactivated.")
    bot = await desk.row("People of Facilities: U0FRONTDESK")
    assert (bot.state, bot.found) == (Finding.BROKEN, "This is a bot, not a person.")


async def test_a_rota_of_people_who_cannot_be_on_duty(desk: Desk, slack: Sandbox) -> None:
    desk.rewrite("people: [lena@acme.example, tom@acme.example", "people: [ann@acme.example")
    rows = [row for row in (await desk.check()).rows if row.what == "Rota of IT"]
    assert {row.state for row in rows} == {Finding.ATTENTION}
    assert [row.found for row in rows] == [
        "ann@acme.example is not in the department, so is never on duty.",
        "1 of its people can be on duty: nobody can step in or swap.",
    ]


async def test_somebody_who_left_does_not_stop_a_start(desk: Desk, slack: Sandbox) -> None:
    slack.deactivate("ole")
    assert (await desk.check()).exit_code == 0
    slack.deactivate("hana")
    rows = (await desk.check()).rows
    nobody = "No one is there to claim a request."
    assert [row.what for row in rows if row.found == nobody] == ["People of HR"]


async def test_an_address_that_moved_to_a_new_account(desk: Desk, slack: Sandbox) -> None:
    slack.deactivate("ole")
    slack.hire(Person("ole2", "Ole again", email="Ole@acme.example"))
    assert (await desk.row("People of HR")).state is Finding.FINE


async def test_user_groups(desk: Desk, slack: Sandbox) -> None:
    slack.group("it-team").set_members([])
    assert (await desk.row("People of IT: @it-team")).state is Finding.ATTENTION
    desk.rewrite("@it-team', ines@acme.example", "@it-tem'")
    rows = [row for row in (await desk.check()).rows if row.what.startswith("People of IT")]
    assert [row.found for row in rows] == [
        "There is no such user group in Slack.",
        "No one is there to claim a request.",
    ]


async def test_slack_refuses_one_call(desk: Desk, slack: Sandbox) -> None:
    slack.faults.refuse("users.list", retry_after=30)
    assert await desk.row("People") == Row(
        "People", Finding.BROKEN, "Slack asks us to wait.", "Run the check again in a minute."
    )
    slack.faults.refuse("usergroups.list", error="paid_teams_only")
    assert (await desk.row("People")).found == "User groups need a paid Slack plan."
    # aiohttp asks a second time by itself when a connection it had kept turns out dead.
    slack.faults.drop("users.conversations", times=2)
    assert (await desk.row("Channels")).found == "Slack can't be reached."
    slack.faults.refuse("auth.test", status=503)
    assert (await desk.row("Bot token")).state is Finding.BROKEN


async def test_a_scope_is_missing(desk: Desk) -> None:
    poorer = manifest()
    poorer["oauth_config"]["scopes"]["bot"].remove("usergroups:read")
    for event in ("subteam_created", "subteam_updated", "subteam_members_changed"):
        poorer["settings"]["event_subscriptions"]["bot_events"].remove(event)
    async with Sandbox(poorer, ACME) as slack:
        desk.use(slack)
        assert (await desk.row("People")).found == "The scope usergroups:read is missing."


async def test_nobody_answers(desk: Desk, slack: Sandbox) -> None:
    await slack.stop()
    report = await desk.check()
    unreached = [row.what for row in report.rows if row.found == "Slack can't be reached."]
    assert unreached == ["Bot token", "App token"]
    assert report.exit_code == 1


@dataclass
class Elsewhere:
    """A server that is not quite Slack; its answer is what a test says."""

    url: str = ""
    body: str = ""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    async def handle(self, _: web.Request) -> web.Response:
        return web.Response(text=self.body, content_type=self.content_type, headers=self.headers)


@pytest.fixture
async def elsewhere(desk: Desk) -> AsyncIterator[Elsewhere]:
    server = Elsewhere()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    desk.environ |= {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "1",
        "SLACK_API_URL": f"http://127.0.0.1:{runner.addresses[0][1]}/api/",
    }
    yield server
    await runner.cleanup()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", "<h1>Welcome</h1>"),
        ("text/plain", "Welcome"),
        ("application/json", "[1, 2]"),
        ("application/json", "{"),
        ("application/json", "{}"),
        ("application/json", ""),
        ("application/json", '{"ok": true}'),
    ],
)
async def test_the_address_of_something_else(
    desk: Desk, elsewhere: Elsewhere, content_type: str, body: str
) -> None:
    elsewhere.content_type, elsewhere.body = content_type, body
    row = await desk.row("Bot token")
    assert (row.state, row.remedy) == (Finding.BROKEN, "Check SLACK_API_URL.")


HELD = ",".join(reasons())


@pytest.mark.parametrize(
    ("header", "state", "found"),
    [
        (HELD, Finding.FINE, "Exactly the ones needed."),
        (f"{HELD}, pins:write", Finding.ATTENTION, "More than needed: pins:write."),
        (
            HELD.replace("chat:write.customize,", ""),
            Finding.ATTENTION,
            "Missing: chat:write.customize.",
        ),
        (HELD.replace("im:write,", ""), Finding.BROKEN, "Missing: im:write."),
    ],
)
async def test_scopes(
    desk: Desk, elsewhere: Elsewhere, header: str, state: Finding, found: str
) -> None:
    elsewhere.body = '{"ok": true, "user": "frontdesk", "team": "Acme"}'
    elsewhere.headers = {"X-OAuth-Scopes": header}
    row = await desk.row("Scopes")
    assert (row.state, row.found) == (state, found)


async def test_a_database_that_is_not_there_is_not_made(desk: Desk) -> None:
    assert (await desk.row("Database")).found == "Not there yet; the first start creates it."
    assert not (desk.folder / "desk.db").exists()


async def test_a_database_in_use(desk: Desk) -> None:
    database = open_database(desk.environ["DATABASE_URL"])
    await database.open()
    try:
        found = (await desk.row("Database")).found
    finally:
        await database.close()
    assert found.startswith("Working and writable, schema ")


@pytest.mark.parametrize("installed", [True, False])
async def test_without_a_model_of_sentences_words_and_letters_remain(installed: bool) -> None:
    def load() -> Sentences:
        raise NoSentencesError("Why.", installed=installed)

    row = await sentences(load)
    assert row.state == Finding.ATTENTION
    assert row.found == "Why. Routing goes by words and letters alone."
    assert ("--force-reinstall" in row.remedy) == installed


async def test_files_that_are_no_database(desk: Desk) -> None:
    (desk.folder / "desk.db").write_text("Dear diary, " * 500)
    row = await desk.row("Database")
    assert (row.state, row.found) == (Finding.BROKEN, "It can't be used: file is not a database")


async def test_a_database_without_a_schema(desk: Desk) -> None:
    (desk.folder / "desk.db").touch()
    row = await desk.row("Database")
    assert (row.state, row.found) == (Finding.BROKEN, "Its schema doesn't match this release.")
    assert "frontdesk migrate" in row.remedy


async def test_a_server_that_is_not_there(desk: Desk) -> None:
    desk.environ["DATABASE_URL"] = "postgresql://u:S3CRET@127.0.0.1:1/desk"
    report = await desk.check()
    assert report.rows[-1].found.startswith("It can't be used: ")
    assert "S3CRET" not in printed(report)


def test_it_prints_words_and_marks(desk: Desk) -> None:
    desk.environ |= {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "1", "PORT": "[red]"}
    text = printed(run_checks(desk.environ, env_file=None))
    assert "✗ fix" in text
    assert "✓ ok" in text
    assert "! note" in text


async def test_it_reads_well_in_eighty_columns(desk: Desk, slack: Sandbox) -> None:
    """No word is broken, what is fine takes a line, and what to do stands apart."""
    slack.channel("it-help").archive()
    desk.rewrite(
        "head: maya@acme.example", "head: maya.lindqvist-of-the-northern-branch@acme.example"
    )
    text = printed(await desk.check(), width=80)
    lines = [line.rstrip() for line in text.splitlines()]
    assert max(map(len, lines)) <= 80
    at = lines.index("✗ fix  Channel #it-help (IT)")
    assert lines[at + 1 : at + 3] == [
        "       It is archived.",
        "       → Unarchive it, or choose another in the organisation file.",
    ]
    assert "✓ ok   People of HR: 2 can claim requests." in lines
    assert "maya.lindqvist-of-the-northern-branch@acme.example" in text
    assert lines[-1].startswith("2 to fix.")


async def test_with_nothing_set_it_asks_for_socket_mode_first(tmp_path: Path) -> None:
    report = await check({"FRONTDESK_CONFIG": str(tmp_path / "none.yaml")}, env_file=None)
    assert [row.what for row in report.rows[:2]] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    assert "xoxb-" in report.rows[0].remedy
    assert "Socket Mode" in report.rows[1].remedy
    assert "frontdesk init" in report.rows[2].remedy
