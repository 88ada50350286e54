"""The systemd unit is one, names commands that there are, and leaves an intruder little."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from bot.cli import app
from tests.checks import ROOT

UNIT = ROOT / "docs" / "frontdesk.service"
PROGRAM = "/opt/frontdesk/.venv/bin/frontdesk"
# `systemd-analyze security`: 10 is everything, 1.3 leaves it the network and its own folder.
EXPOSURE = 15


def test_it_starts_stops_and_reloads() -> None:
    text = UNIT.read_text("utf-8")
    commands = re.findall(rf"^Exec\w+={PROGRAM} (\w+)$", text, re.MULTILINE)
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    assert commands == ["migrate", "run"]
    assert set(commands) <= set(group.commands)
    settings = dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))
    assert settings["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert settings["Restart"] == "always"
    assert int(settings["TimeoutStopSec"]) > 10
    assert settings["StateDirectory"] in settings["WorkingDirectory"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")
def test_systemd_takes_it(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace(PROGRAM, "/bin/true"), "utf-8")
    verify = ["systemd-analyze", "verify", str(unit)]
    found = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout + found.stderr) == (0, "")
    secure = ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}", str(unit)]
    subprocess.run(secure, check=True, capture_output=True)
