"""`frontdesk init` and `--version`, as somebody types them who has just installed it."""

import stat
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.check import Finding, run_checks
from bot.cli import app
from config.organisation import load_organisation

FILES = ("config/frontdesk.yaml", ".env")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is there yet, and nothing is set."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FRONTDESK_CONFIG", raising=False)
    return tmp_path


def typed(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_it_writes_what_there_is_to_fill_in(folder: Path) -> None:
    received = typed("init")
    assert all(f"{name} written." in received for name in FILES)
    assert len(load_organisation(folder / FILES[0]).departments) == 4
    assert (folder / FILES[0]).read_text("utf-8").count("#") > 30
    assert stat.S_IMODE((folder / FILES[1]).stat().st_mode) == 0o600
    rows = run_checks({}, folder / FILES[1]).rows
    broken = [row.what for row in rows if row.state is Finding.BROKEN]
    assert broken == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_what_is_there_is_left_alone(folder: Path) -> None:
    typed("init")
    for name in FILES:
        (folder / name).write_text("mine", "utf-8")
    (folder / ".env").chmod(0o644)
    assert typed("init").count("left alone") == 2
    assert {(folder / name).read_text("utf-8") for name in FILES} == {"mine"}
    typed("init", "--force")
    assert not {(folder / name).read_text("utf-8") for name in FILES} & {"mine"}
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert sorted(path.name for path in folder.rglob("*")) == [".env", "config", "frontdesk.yaml"]


def test_it_goes_where_the_settings_say(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_CONFIG", "etc/desk/our.yaml")
    typed("init")
    assert (folder / "etc/desk/our.yaml").exists()


def test_a_link_without_an_end_is_not_followed(folder: Path) -> None:
    (folder / ".env").symlink_to(folder / "elsewhere")
    assert ".env is already there" in typed("init")
    assert not (folder / "elsewhere").exists()


def test_it_says_which_version_it_is() -> None:
    assert typed("--version").startswith("frontdesk ")
    assert typer.main.get_command(app).name == "frontdesk"
