"""What Slack says about the tokens, and whether it answers at all."""

from collections.abc import Awaitable, Mapping

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.check.channels import CHANNEL_KINDS, channels
from bot.check.people import people
from bot.check.report import Finding, Row, not_checked
from bot.manifest import OPTIONAL, reasons
from bot.slack import error_code, scopes_in
from config.organisation import Organisation
from config.settings import Settings

PATIENCE_SECONDS = 10
NO_ANSWER = (aiohttp.ClientError, OSError)
# What the client library raises when something other than Slack answers: it trusts the answer's shape.
STRANGE_ANSWER = (ValueError, AttributeError, LookupError, TypeError)
REINSTALL = "Update the app with `frontdesk manifest`, then reinstall it."
TELLS_LATER = "Nothing, unless a line below names a missing scope."
NOT_SLACK = ("Whatever answers there isn't Slack.", "Check SLACK_API_URL.")

READ_AT_START = {
    "users.list": {"include_locale": "true", "limit": "1"},
    "conversations.list": {"types": CHANNEL_KINDS, "limit": "1"},
    "usergroups.list": {"include_users": "true"},
}

# Slack's error codes in an operator's words.
REFUSALS = {
    "invalid_auth": ("Slack doesn't know this token.", "Copy it again from the app's settings."),
    "account_inactive": ("The app was uninstalled.", "Reinstall it and copy the new token."),
    "token_revoked": ("The token was revoked.", "Reinstall the app and copy the new token."),
    "token_expired": ("The token has expired.", "Turn off token rotation and reinstall the app."),
    "not_allowed_token_type": (
        "This is the wrong kind of token.",
        "Copy the Bot User OAuth Token (xoxb-…).",
    ),
    "ratelimited": ("Slack asks us to wait.", "Run the check again in a minute."),
    "paid_teams_only": ("User groups need a paid Slack plan.", "List the people instead."),
}


async def slack(settings: Settings, organisation: Organisation | None) -> list[Row]:
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=session,
            retry_handlers=[],
        )
        rows = await _explained("Bot token", _bot(client))
        usable = rows[0].state is Finding.FINE
        rows += await _explained("App token", _transport(client, settings))
        if not usable:
            return [*rows, not_checked("Scopes, channels and people", "the bot token")]
        if organisation is None:
            return [*rows, not_checked("Channels and people", "the organisation file")]
        rows += await _explained("Channels", channels(client, organisation))
        rows += await _explained("People", people(client, organisation))
        return rows + await _directory(client)


async def _explained(what: str, section: Awaitable[list[Row]]) -> list[Row]:
    """The rows of a section, or one that says why a call failed."""
    try:
        return await section
    except SlackApiError as error:
        return [Row(what, Finding.BROKEN, *_refusal(error.response))]
    except NO_ANSWER:
        remedy = "Check the network, the proxy (HTTPS_PROXY) and SLACK_API_URL."
        return [Row(what, Finding.BROKEN, "Slack can't be reached.", remedy)]
    except STRANGE_ANSWER:
        return [Row(what, Finding.BROKEN, *NOT_SLACK)]


async def _directory(client: AsyncWebClient) -> list[Row]:
    """The lists that every start reads, whatever the organisation file names."""
    failed: list[Row] = []
    for method, params in READ_AT_START.items():
        asked = _answered(client, method, params)
        failed += await _explained(f"Method {method}", asked)
    found = "People, channels and user groups can be read."
    return failed or [Row("Directory", Finding.FINE, found)]


async def _answered(client: AsyncWebClient, method: str, params: Mapping[str, str]) -> list[Row]:
    try:
        await client.api_call(method, http_verb="GET", params=dict(params))
    except SlackApiError as error:
        if error_code(error) != "paid_teams_only":  # then there are no groups to read
            raise
    return []


def _refusal(response: object) -> tuple[str, str]:
    answer = response.data if isinstance(response, AsyncSlackResponse) else None
    if not isinstance(answer, dict) or "error" not in answer:
        return NOT_SLACK
    code = str(answer["error"])
    if code == "missing_scope":
        return f"The scope {answer.get('needed')} is missing.", REINSTALL
    unknown = (f'Slack answers "{code}".', "Look this error up in Slack's API reference.")
    return REFUSALS.get(code, unknown)


async def _bot(client: AsyncWebClient) -> list[Row]:
    answer = await client.auth_test()
    if not (answer.get("user") and answer.get("team")):
        return [Row("Bot token", Finding.BROKEN, *NOT_SLACK)]
    found = f"@{answer['user']} in {answer['team']}."
    return [Row("Bot token", Finding.FINE, found), _scopes(answer.headers)]


def _scopes(headers: Mapping[str, str]) -> Row:
    held = scopes_in(headers)
    if held is None:
        return Row(
            "Scopes", Finding.ATTENTION, "Unknown: Slack's answer didn't list them.", TELLS_LATER
        )
    missing = sorted(reasons().keys() - held)
    if missing:
        state = Finding.ATTENTION if OPTIONAL.issuperset(missing) else Finding.BROKEN
        return Row("Scopes", state, f"Missing: {', '.join(missing)}.", REINSTALL)
    extra = sorted(held - reasons().keys())
    if extra:
        return Row("Scopes", Finding.ATTENTION, f"More than needed: {', '.join(extra)}.", REINSTALL)
    return Row("Scopes", Finding.FINE, "Exactly the ones needed.")


async def _transport(client: AsyncWebClient, settings: Settings) -> list[Row]:
    if settings.slack_app_token is None:
        return [
            Row(
                "Signing secret",
                Finding.FINE,
                "Set. Slack's first call will show whether it is right.",
            )
        ]
    await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    return [Row("App token", Finding.FINE, "Slack accepts it.")]
