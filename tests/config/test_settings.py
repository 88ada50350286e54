"""Settings: every fault at once, each with its variable and remedy, and no secret in sight."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import (
    Settings,
    SettingsError,
    load_database_url,
    load_organisation_path,
    load_settings,
)

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_APP_TOKEN": "xapp-sandbox"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_SIGNING_SECRET": "0f1e2d3c"}


def load(environ: dict[str, str]) -> Settings:
    return load_settings(environ, env_file=None)


def received(environ: dict[str, str], env_file: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, env_file)
    return [str(fault) for fault in caught.value.faults]


def test_two_tokens_are_enough() -> None:
    found = load(SOCKET)
    assert found.socket_mode
    assert found.slack_api_url == "https://slack.com/api/"
    assert found.database_url == "sqlite:///frontdesk.db"
    assert found.frontdesk_config == Path("config/frontdesk.yaml")
    assert (found.host, found.port) == ("0.0.0.0", 3000)
    assert (found.log_level, found.log_format) == ("INFO", "console")


def test_a_signing_secret_means_http() -> None:
    found = load(HTTP | {"PORT": "8080", "HOST": "127.0.0.1"})
    assert not found.socket_mode
    assert (found.host, found.port) == ("127.0.0.1", 8080)


def test_values_are_tidied() -> None:
    found = load(
        SOCKET
        | {
            "SLACK_BOT_TOKEN": " xoxb-sandbox\n",
            "SLACK_API_URL": "http://127.0.0.1:8100/api",
            "LOG_LEVEL": "debug",
            "LOG_FORMAT": "JSON",
        }
    )
    assert found.slack_bot_token.get_secret_value() == "xoxb-sandbox"
    assert found.slack_api_url == "http://127.0.0.1:8100/api/"
    assert (found.log_level, found.log_format) == ("DEBUG", "json")


def test_the_organisation_file_is_found_in_spite_of_other_faults() -> None:
    assert load_organisation_path({}, None) == Path("config/frontdesk.yaml")
    assert load_organisation_path({"FRONTDESK_CONFIG": "a.yaml", "PORT": "x"}, None) == Path(
        "a.yaml"
    )


def test_empty_means_not_set() -> None:
    assert load(SOCKET | {"SLACK_SIGNING_SECRET": " ", "PORT": "", "DATABASE_URL": ""}).port == 3000


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///desk.db", "sqlite:///desk.db"),
        ("sqlite+aiosqlite:///desk.db", "sqlite:///desk.db"),
        ("postgres://u:p@h:5432/d", "postgresql+psycopg://u:p@h:5432/d"),
        ("postgresql://h/d", "postgresql+psycopg://h/d"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
        ("POSTGRES:///d?host=/run/pg", "postgresql+psycopg:///d?host=/run/pg"),
    ],
)
def test_databases(url: str, expected: str) -> None:
    assert load(SOCKET | {"DATABASE_URL": url}).database_url == expected
    assert load_database_url({"DATABASE_URL": url}, env_file=None) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN: Not set. Create the app"),
        ({"SLACK_BOT_TOKEN": "xapp-1-S3CRET"}, "SLACK_BOT_TOKEN: This is an app-level token"),
        ({"SLACK_BOT_TOKEN": "xoxp-S3CRET"}, "SLACK_BOT_TOKEN: This is a user token"),
        ({"SLACK_BOT_TOKEN": "xoxe.xoxb-S3CRET"}, "SLACK_BOT_TOKEN: This is a rotating token"),
        ({"SLACK_BOT_TOKEN": "S3CRET"}, "SLACK_BOT_TOKEN: The value doesn't start with xoxb-."),
        ({"SLACK_BOT_TOKEN": "xoxb-S3 CRET"}, "SLACK_BOT_TOKEN: The value contains spaces"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-S3CRET…"},
            "SLACK_BOT_TOKEN: The value contains spaces or unusual",
        ),
        ({"SLACK_APP_TOKEN": "xoxb-S3CRET"}, "SLACK_APP_TOKEN: This is a bot token"),
        ({"SLACK_APP_TOKEN": ""}, "SLACK_APP_TOKEN: Not set. Copy the app token (xapp-…)"),
        ({"SLACK_SIGNING_SECRET": "S3CRET"}, "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both"),
        (
            {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "xapp-S3CRET"},
            "SLACK_SIGNING_SECRET: This is an app-level token",
        ),
        ({"PORT": "http"}, "PORT: This is not a port. Use a number from 0 to 65535."),
        ({"PORT": "70000"}, "PORT: This is not a port."),
        ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL: This is not a web address."),
        ({"SLACK_API_URL": "http://[S3CRET"}, "SLACK_API_URL: This is not a web address."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL: This value isn't allowed. Use one of: 'DEBUG'"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT: This value isn't allowed. Use one of: 'console'"),
        ({"DATABASE_URL": "S3CRET"}, "DATABASE_URL: This is not a database address."),
        ({"DATABASE_URL": "mysql://u:S3CRET@h/d"}, 'DATABASE_URL: The database "mysql" isn\'t'),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL: A database in memory would forget"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL: A database in memory would forget"),
        ({"DATABASE_URL": "sqlite:///no/such/desk.db"}, "no/such doesn't exist. Create it"),
        ({"DATABASE_URL": "sqlite:///config"}, "DATABASE_URL: config is a folder."),
        ({"DATABASE_URL": "postgres://u:S3CRET/@h:x/d"}, "This database address isn't valid."),
    ],
)
def test_one_mistake(changes: dict[str, str], expected: str) -> None:
    found = received(SOCKET | changes)
    assert len(found) == 1
    assert expected in found[0]
    assert "S3CRET" not in found[0]


def test_all_mistakes_come_at_once() -> None:
    found = received({"PORT": "x", "LOG_LEVEL": "x", "DATABASE_URL": "x", "SLACK_API_URL": "x"})
    assert sorted(fault.partition(":")[0] for fault in found) == [
        "DATABASE_URL",
        "LOG_LEVEL",
        "PORT",
        "SLACK_API_URL",
        "SLACK_APP_TOKEN",
        "SLACK_BOT_TOKEN",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert (
        "cannot be written" in received(SOCKET | {"DATABASE_URL": f"sqlite:///{tmp_path}/a.db"})[0]
    )
    tmp_path.chmod(0o700)
    file = tmp_path / "b.db"
    file.touch(0o400)
    assert (
        "cannot be read and written" in received(SOCKET | {"DATABASE_URL": f"sqlite:///{file}"})[0]
    )


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "\ufeffSLACK_BOT_TOKEN=xoxb-file\nPORT=1\nSLACK_APP_TOKEN=\nUNKNOWN=1\n", "utf-8"
    )
    environ = {"PORT": "2", "SLACK_SIGNING_SECRET": "abc"}
    found = load_settings(environ, env_file=file)
    assert found.slack_bot_token.get_secret_value() == "xoxb-file"
    assert found.port == 2
    assert load_settings(SOCKET, env_file=tmp_path / "none").port == 3000


def test_the_process_has_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (HTTP | {"SLACK_APP_TOKEN": "", "PORT": "77"}).items():
        monkeypatch.setenv(name, value)
    assert load_settings(env_file=None).port == 77


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"HOST=M\xfcnchen\n")
    assert received({}, file) == [f"{file}: The file isn't UTF-8 text. Save it as UTF-8."]


def test_secrets_are_not_shown() -> None:
    url = "postgresql://u:S3CRET@h/d"
    found = load(SOCKET | {"SLACK_BOT_TOKEN": "xoxb-S3CRET", "DATABASE_URL": url})
    assert "S3CRET" not in f"{found!r} {found}"


NAMES = st.sampled_from([name.upper() for name in Settings.model_fields])


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_no_value_is_a_traceback(environ: dict[str, str]) -> None:
    with contextlib.suppress(SettingsError):
        load(environ)


def test_the_example_names_every_setting_and_fails_only_where_nothing_is_filled_in() -> None:
    example = Path(".env.example")
    text = example.read_text("utf-8")
    assert [name for name in Settings.model_fields if f"{name.upper()}=" not in text] == []
    names = [fault.partition(":")[0] for fault in received({}, example)]
    assert names == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
