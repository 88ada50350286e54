"""The command line as a newcomer meets it: a process of its own, started in an empty folder without any setting."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from rich.console import Console

from bot.cli.company import acme
from bot.cli.demo import let_time_pass, workspace
from bot.cli.tour_printer import TourPrinter
from bot.cli.tour_scripts import PLOTS, tour_script
from tests.forks import completed
from tests.hanging import UNHURRIED

FRONTDESK = (sys.executable, "-c", "from bot.cli import main; main()")
ROOT = Path(__file__).parents[2]
LONGEST = 60.0


def environment(**more: str) -> dict[str, str]:
    """As little as a fresh machine has."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "80", **more}


def frontdesk(
    *arguments: str, at: Path, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environ = environment(**(settings or {}))
    return completed(*arguments, environ=environ, folder=at, timeout=LONGEST)


def typed(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    """The same from the very start, as somebody types it."""
    return subprocess.run(
        [*FRONTDESK, *arguments],
        cwd=at,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


# --- the demo ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tour:
    """What the tour printed, how long it took, and what it left in the folder where it ran."""

    received: subprocess.CompletedProcess[str]
    seconds: float
    left: list[Path]


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    folder = tmp_path_factory.mktemp("tour")
    started = time.monotonic()
    received = typed("demo", "--tour", at=folder)
    return Tour(received, time.monotonic() - started, list(folder.iterdir()))


def test_the_tour_tells_the_whole_story(tour: Tour) -> None:
    assert (tour.received.returncode, tour.received.stderr) == (0, "")
    assert tour.seconds < LONGEST
    running_text = re.sub(r"\s+", " ", tour.received.stdout)
    for number, step in enumerate(tour_script(0).steps, start=1):
        assert f" {number} {step.caption}" in running_text
    assert "Ann Berg, in #general, and nobody else" in tour.received.stdout
    assert "Ann Berg types in #general: /ask my VPN drops every hour" in running_text
    for what in tour_script(0).tries:
        assert what.text in running_text
    assert tour.left == []


def test_the_tour_tells_how_long_each_acknowledgement_took(tour: Tour) -> None:
    acknowledged = re.findall(r"acknowledged in (\d+) ms", tour.received.stdout)
    asked = [step for step in tour_script(0).steps if step.do in ("command", "click", "submit")]
    assert len(acknowledged) == len(asked)
    slowest = max(map(int, acknowledged))
    assert f"The slowest acknowledgement took {slowest} ms" in tour.received.stdout


def test_what_a_step_shows_stands_under_the_step_that_looks_at_it(tour: Tour) -> None:
    steps = re.split(r"^ ?(?=\d+  )", tour.received.stdout, flags=re.MULTILINE)
    _, asked, receipt, card, *rest = steps
    assert "in direct messages" not in asked
    assert "Ann Berg, in direct messages" in receipt
    assert "#it-help" in card
    assert "[Claim]" in card
    remark = next(step for step in rest if "starts with a lock" in step)
    assert "in direct messages" not in remark  # nobody but colleagues is shown anything


def test_time_passes_in_the_story(tour: Tour) -> None:
    moments = re.findall(r"It is (\w+), (\d\d:\d\d) now", tour.received.stdout)
    assert ("Monday", "09:00") in moments
    assert moments[-1] == ("Wednesday", "10:00")


LAST = len(PLOTS)


@pytest.mark.parametrize("told", [(0, 1, 2, LAST), tuple(range(3, LAST))], ids=str)
async def test_every_story_can_be_told_where_others_were(told: tuple[int, ...]) -> None:
    """Each has people and requests of its own; after the last one the first is told again. Each keeps to the terminal's width."""
    names = {person.handle: person.name for person in acme().people}
    async with workspace(0, patience=UNHURRIED) as demo:
        for received in told:
            played, printed = tour_script(received), {width: io.StringIO() for width in (50, 200)}
            tellers = [
                TourPrinter(Console(file=out, width=width), played, names, "Europe/Berlin")
                for width, out in printed.items()
            ]
            player = demo.slack.play(played, quiet_seconds=0.02)
            while not player.done:
                step = await player.next()
                for printer in tellers:
                    printer.tell(step)
            for width, out in printed.items():
                lines = out.getvalue().splitlines()
                assert max(map(len, lines)) <= min(width, 96)
                assert lines == [line.rstrip() for line in lines]
    everything = [(plot.requester, plot.words) for plot in PLOTS]
    assert len(set(everything)) == len(everything) == len({one for one, _ in everything})


async def test_time_is_let_pass_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour on somebody is reminded; what is no choice ends it."""
    out = io.StringIO()
    console = Console(file=out, width=96)
    async with workspace(0, patience=UNHURRIED) as demo:
        assert (await demo.slack.person("ann").command("/ask", "it my screen stays black")).ok
        monkeypatch.setattr("sys.stdin", io.StringIO("1\n2\n\n"))
        printer = TourPrinter(console, tour_script(0), {}, "Europe/Berlin")
        before = demo.slack.clock()
        await let_time_pass(demo.slack, printer, console)
        assert demo.slack.clock() - before > 3600
    assert "1 an hour on" in out.getvalue()
    assert "#it-help" in out.getvalue()
    assert "09:00 now" in out.getvalue()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demo that runs, and the address of its page."""
    with subprocess.Popen(
        [*FRONTDESK, "demo", "--port", "0"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            found = None
            for line in process.stdout:
                found = found or re.search(r"http://127\.0\.0\.1:\d+/", line)
                if "Ctrl-C" in line:
                    break
            assert found
            yield process, found[0]
        finally:
            process.kill()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_serves_its_page_and_ends_cleanly(
    demo: tuple[subprocess.Popen[str], str], how: signal.Signals
) -> None:
    process, address = demo
    with urlopen(address, timeout=LONGEST) as page:
        assert page.status == 200
    process.send_signal(how)
    rest, _ = process.communicate(timeout=LONGEST)
    assert (process.returncode, rest.strip()) == (0, "")


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        received = frontdesk("demo", "--port", port, at=tmp_path)
    assert received.returncode == 1
    assert "in use" in received.stderr
    assert "--port" in received.stderr
    assert "Traceback" not in received.stderr


# --- the other commands --------------------------------------------------------------------------


def test_the_manifest_is_printed(tmp_path: Path) -> None:
    received = frontdesk("manifest", at=tmp_path)
    assert (received.returncode, received.stderr) == (0, "")
    assert json.loads(received.stdout)["settings"]["socket_mode_enabled"] is True


def test_the_manifest_for_http_names_the_address(tmp_path: Path) -> None:
    received = frontdesk(
        "manifest", "--http", "https://desk.acme.example", "--name", "Desk", at=tmp_path
    )
    manifest = json.loads(received.stdout)
    assert manifest["display_information"]["name"] == "Desk"
    url = manifest["settings"]["interactivity"]["request_url"]
    assert url == "https://desk.acme.example/slack/events"


def test_an_address_that_slack_would_refuse_is_told(tmp_path: Path) -> None:
    received = frontdesk("manifest", "--http", "desk", at=tmp_path)
    assert received.returncode == 1
    assert "--http" in received.stderr
    assert received.stdout == ""


def test_a_check_without_configuration_tells_every_fault(tmp_path: Path) -> None:
    received = frontdesk("check", at=tmp_path, settings={"COLUMNS": "160"})
    assert received.returncode == 1
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "frontdesk.yaml", "Database"):
        assert name in received.stdout
    assert "Traceback" not in received.stderr


def test_a_check_cuts_no_name_short(tmp_path: Path) -> None:
    received = frontdesk("check", at=tmp_path, settings={"COLUMNS": "60"}).stdout
    assert "…" not in re.sub(r"\((xoxb|xapp)-…\)", "", received)


def test_a_run_without_configuration_tells_every_fault(tmp_path: Path) -> None:
    received = frontdesk("run", at=tmp_path)
    assert received.returncode == 1
    assert received.stderr.count("✗") == 3
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "frontdesk.yaml"):
        assert name in received.stderr


def test_a_broken_organisation_file_is_told_with_its_lines(tmp_path: Path) -> None:
    example = (ROOT / "config" / "frontdesk.yaml").read_text("utf-8")
    broken = example.replace("claim_within: 30m", "claim_within: soon").replace(
        "zone: Europe/Oslo", "zone: Oslo"
    )
    (tmp_path / "broken.yaml").write_text(broken, "utf-8")
    settings = {
        "FRONTDESK_CONFIG": "broken.yaml",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
    }
    received = frontdesk("run", at=tmp_path, settings=settings)
    lines = broken.splitlines()
    assert received.returncode == 1
    assert received.stderr.count("✗") == 2
    for written in ("    claim_within: soon", "    zone: Oslo"):
        number = next(n for n, line in enumerate(lines, start=1) if line.startswith(written))
        assert f"broken.yaml:{number}: " in received.stderr


def test_a_database_is_made_and_brought_up_to_date(tmp_path: Path) -> None:
    for _ in range(2):
        received = frontdesk("migrate", at=tmp_path)
        assert (received.returncode, received.stderr) == (0, "")
        assert received.stdout.startswith("The database is at schema 00")
    assert [path.name for path in tmp_path.iterdir()] == ["frontdesk.db"]


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "frontdesk.db").write_text("dear diary, " * 100, "utf-8")
    received = frontdesk("migrate", at=tmp_path)
    assert received.returncode == 1
    assert "The database can't be used" in received.stderr
    assert "Traceback" not in received.stderr


def test_the_help_names_every_command(tmp_path: Path) -> None:
    received = typed("--help", at=tmp_path)
    assert received.returncode == 0
    for name in ("run", "demo", "check", "manifest", "migrate"):
        assert name in received.stdout
