"""Settings from the environment: tokens, addresses, files. Nothing here prints a secret."""

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.database_url import SQLITE, normalised, sqlite_path
from config.faults import ConfigurationError, Fault
from config.values import refusal

SLACK_API = "https://slack.com/api/"
ENV_FILE = Path(".env")
# Instead of a folder for keys.
NO_FOLDER = "none"
# The address of a database may hold a password.
SECRETS = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "DATABASE_URL",
    "FRONTDESK_SECRET",
)
# The first letters of Slack's tokens, and where a token that begins so belongs.
TOKENS = {
    "xoxb-": "a bot token; it belongs in SLACK_BOT_TOKEN",
    "xapp-": "an app-level token; it belongs in SLACK_APP_TOKEN",
    "xoxp-": "a user token, which Frontdesk doesn't use",
    "xoxe": "a rotating token; turn off token rotation in the app's settings",
}

# The one setting without which nothing goes.
MISSING = (
    "Create the app with `frontdesk manifest`, install it, and copy the Bot User OAuth Token (xoxb-…) from "
    "OAuth & Permissions into .env."
)


class SettingsError(ConfigurationError):
    """The settings can't be used; each fault names its variable."""


def _token(prefix: str, where: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        value = secret.get_secret_value()
        if not value.isascii() or any(letter.isspace() for letter in value):
            raise refusal(
                "The value contains spaces or unusual characters.", "Copy the whole value again."
            )
        kind = next((TOKENS[start] for start in TOKENS if value.startswith(start)), None)
        if value.startswith(prefix) and (prefix or kind is None):
            return secret
        if kind:
            raise refusal(f"This is {kind}.", f"Copy the right one from {where}.")
        raise refusal(f"The value doesn't start with {prefix}.", f"Copy it from {where}.")

    return AfterValidator(check)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise refusal("This is not a web address.", f"Remove it, or use one like {SLACK_API}.")
    return url if url.endswith("/") else f"{url}/"


BotToken = Annotated[SecretStr, _token("xoxb-", "OAuth & Permissions (Bot User OAuth Token)")]
AppToken = Annotated[SecretStr, _token("xapp-", "Basic Information, App-Level Tokens")]
SigningSecret = Annotated[SecretStr, _token("", "Basic Information, App Credentials")]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
Format = Annotated[Literal["console", "json"], BeforeValidator(str.lower)]


class Given(BaseSettings):
    """A part of the settings, read from what `load_settings` and its neighbours are given."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Not the process's environment, so that tests can give another one."""
        return init_settings, dotenv_settings


def _state_folder() -> Path:
    """Where programs keep what is theirs alone: XDG Base Directory Specification."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "frontdesk" / "keys"


class DatabaseSettings(Given):
    # Not shown: the address may hold a password.
    database_url: Annotated[str, AfterValidator(normalised)] = Field(
        default="sqlite:///frontdesk.db", repr=False, validate_default=True
    )


class KeySettings(DatabaseSettings):
    """Where the keys of anonymous rounds are (`storage/round_keys.py`). `none` is for where no folder lasts."""

    # By default in the folder of the account for what lasts.
    frontdesk_keys: Path | None = None
    frontdesk_secret: SecretStr | None = None

    @field_validator("frontdesk_keys", mode="after")
    @classmethod
    def _apart_from_the_database(cls, folder: Path | None, others: ValidationInfo) -> Path | None:
        """Whoever copies the one must not have the other with it."""
        url = str(others.data.get("database_url", ""))
        if folder is None or str(folder) == NO_FOLDER or not url.startswith(SQLITE):
            return folder
        databases = sqlite_path(url.partition("://")[2]).resolve().parent
        if folder.resolve().is_relative_to(databases):
            raise refusal(
                "The keys would be in the folder of the database.",
                "Use another folder, which is in no backup of the database.",
            )
        return folder

    @property
    def keys_folder(self) -> Path | None:
        """None where no folder lasts."""
        folder = self.frontdesk_keys or _state_folder()
        return None if str(folder) == NO_FOLDER else folder


class OrganisationSettings(Given):
    frontdesk_config: Path = Path("config/frontdesk.yaml")


class Settings(KeySettings, OrganisationSettings):
    slack_bot_token: BotToken
    slack_app_token: AppToken | None = None
    slack_signing_secret: SigningSecret | None = Field(default=None, validate_default=True)
    host: str = "0.0.0.0"
    port: int = Field(default=3000, ge=0, le=65535)
    slack_api_url: Annotated[str, AfterValidator(_address)] = SLACK_API
    log_level: Level = "INFO"
    log_format: Format = "console"

    @field_validator("slack_signing_secret", mode="after")
    @classmethod
    def _one_transport(cls, secret: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        """A faulty app token is not among the others, and has its own fault."""
        if "slack_app_token" not in others.data:
            return secret
        app_token = others.data["slack_app_token"]
        if secret and app_token:
            raise refusal(
                "SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set.",
                "Keep the app token for Socket Mode, or the signing secret for HTTP.",
                place="SLACK_APP_TOKEN",
            )
        if not secret and not app_token:
            raise refusal(
                "Not set.",
                "Copy the app token (xapp-…) from Basic Information, App-Level Tokens; generate one with the scope "
                "connections:write. That is for Socket Mode, which needs no public address. For HTTP, set "
                "SLACK_SIGNING_SECRET instead.",
                place="SLACK_APP_TOKEN",
            )
        return secret

    @property
    def socket_mode(self) -> bool:
        return self.slack_app_token is not None


Loaded = TypeVar("Loaded", bound=Given)


def load_settings(
    environ: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE
) -> Settings:
    """Settings from the environment, then from the file. Raises SettingsError with all faults."""
    return _load(Settings, environ, env_file)


def load_database_url(
    environ: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE
) -> str:
    """The database alone, for commands that do not talk to Slack. Raises SettingsError."""
    return _load(DatabaseSettings, environ, env_file).database_url


def load_organisation_path(
    environ: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE
) -> Path:
    """Where the organisation file is, whatever is wrong with the other settings."""
    return _load(OrganisationSettings, environ, env_file).frontdesk_config


def forget_secrets(environ: MutableMapping[str, str]) -> None:
    """Take what has been read out of the environment: neither a library (Bolt reads the bot token by itself) nor a child
    process has any business with it."""
    for name in SECRETS:
        environ.pop(name, None)


def _load(model: type[Loaded], environ: Mapping[str, str] | None, env_file: Path | None) -> Loaded:
    given = os.environ if environ is None else environ
    # An empty value is how hosts and compose files write "not set".
    values: dict[str, Any] = {
        name: given[name.upper()].strip()
        for name in model.model_fields
        if given.get(name.upper(), "").strip()
    }
    try:
        return model(_env_file=env_file, _env_file_encoding="utf-8-sig", **values)
    except ValidationError as error:
        raise SettingsError(_fault(found) for found in error.errors(include_url=False)) from None
    except UnicodeDecodeError:
        raise SettingsError(
            [Fault(str(env_file), "The file isn't UTF-8 text.", "Save it as UTF-8.")]
        ) from None


def _fault(error: ErrorDetails) -> Fault:
    name = str(error["loc"][0]).upper()
    if error["type"] == "missing":
        return Fault(name, "Not set.", MISSING)
    context = error.get("ctx", {})
    if "remedy" in context:
        return Fault(context.get("place") or name, context["problem"], context["remedy"])
    if "expected" in context:
        return Fault(name, "This value isn't allowed.", f"Use one of: {context['expected']}.")
    if name == "PORT":
        return Fault(name, "This is not a port.", "Use a number from 0 to 65535.")
    return Fault(name, "This value can't be used.", f"{error['msg']}.")
