"""What an answer of Slack's means for a message: each kind decides what the courier does next.

Only what Slack itself says, and what its reference lists, is final. Whatever else comes back, a gateway's page, half an
answer, a code that nobody has seen yet, leaves open whether the call was carried out.
"""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.slack import error_code


class Trouble(Enum):
    """Kinds of failure."""

    RATE_LIMITED = "rate_limited"
    # The app itself is no longer let in: nothing is delivered, and nothing is given up, until that changes.
    REVOKED = "revoked"
    # It may have been carried out: look before trying again.
    UNKNOWN = "unknown"
    # It can't be delivered as things are.
    REFUSED = "refused"
    # What was to be changed is no longer there.
    MISSING = "missing"


REVOKED = {
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "org_login_required",
}
MISSING = {"message_not_found", "cant_delete_message", "cant_update_message", "no_reaction"}
# Slack could not read the blocks. The same words go out without them.
UNREADABLE_BLOCKS = {
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "block_mismatch",
}
# What the reference pages of the methods we call list as refusals. Of `internal_error`, `fatal_error`, `request_timeout`
# and `service_unavailable` they say that some of it may have succeeded before the error: those are not final.
REFUSED = UNREADABLE_BLOCKS | {
    "access_denied",
    "already_reacted",
    "as_user_not_supported",
    "attachment_payload_limit_exceeded",
    "bad_timestamp",
    "cannot_dm_bot",
    "cannot_reply_to_message",
    "blocked_file_type",
    "cant_broadcast_message",
    "cant_delete_file",
    "channel_is_limited_access",
    "channel_not_found",
    "channel_type_not_supported",
    "compliance_exports_prevent_deletion",
    "deprecated_endpoint",
    "duplicate_channel_not_found",
    "duplicate_message_not_found",
    "edit_window_closed",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "external_channel_migrating",
    "file_deleted",
    "file_not_found",
    "file_sharing_disabled_over_storage_limit",
    "file_upload_size_restricted",
    "file_uploads_disabled",
    "file_uploads_except_images_disabled",
    "hash_conflict",
    "invalid_arg_name",
    "invalid_arguments",
    "invalid_array_arg",
    "invalid_attachments",
    "invalid_charset",
    "invalid_form_data",
    "invalid_json",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "invalid_name",
    "invalid_post_type",
    "invalid_user_id",
    "invalid_users_list",
    "is_archived",
    "is_inactive",
    "json_not_object",
    "limit_reached",
    "markdown_text_conflict",
    "message_limit_exceeded",
    "messages_tab_disabled",
    "metadata_must_be_sent_from_app",
    "metadata_too_large",
    "method_deprecated",
    "method_not_supported_for_channel_type",
    "missing_post_type",
    "missing_scope",
    "msg_too_long",
    "no_item_specified",
    "no_permission",
    "no_text",
    "not_allowed_token_type",
    "not_enabled",
    "not_enough_users",
    "not_in_channel",
    "paid_teams_only",
    "not_reactable",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_thread_only_channel",
    "slack_connect_blocked_file_type",
    "slack_connect_canvas_sharing_blocked",
    "slack_connect_clip_sharing_blocked",
    "slack_connect_file_link_sharing_blocked",
    "slack_connect_file_upload_sharing_blocked",
    "slack_connect_lists_sharing_blocked",
    "streaming_state_conflict",
    "team_access_not_granted",
    "thread_locked",
    "thread_not_found",
    "too_many_attachments",
    "too_many_contact_cards",
    "too_many_emoji",
    "too_many_members",
    "too_many_reactions",
    "two_factor_setup_required",
    "unknown_method",
    "user_disabled",
    "user_not_found",
    "user_not_in_channel",
    "user_not_visible",
    "users_list_not_supplied",
    "view_too_large",
}
# Slack as a whole is in trouble, and not with this message.
BUSY = {
    "accesslimited",
    "internal_error",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
}
# No wait that we can mean to keep is longer.
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed call. `wait` is what Slack asked for, in seconds, before the next call of `method`; `answered` says that Slack
    spoke about this very call, and not of trouble of its own."""

    trouble: Trouble
    reason: str
    wait: float = 0.0
    method: str = ""
    answered: bool = False


def failure(error: BaseException, method: str = "") -> Failure:
    """Read an exception of a Web API call."""
    if not isinstance(error, SlackApiError):
        assert isinstance(error, (aiohttp.ClientError, asyncio.TimeoutError))
        return Failure(Trouble.UNKNOWN, error_code(error), method=method)
    reason, status = error_code(error), _status(error)
    if status == 429 or reason in ("ratelimited", "rate_limited"):
        return Failure(Trouble.RATE_LIMITED, "ratelimited", _retry_after(error), method)
    if status >= 500 or not _speaks(error):
        return Failure(Trouble.UNKNOWN, reason, method=method)
    return Failure(_meaning(reason), reason, method=method, answered=reason not in BUSY)


def _meaning(reason: str) -> Trouble:
    for trouble, reasons in (
        (Trouble.REVOKED, REVOKED),
        (Trouble.MISSING, MISSING),
        (Trouble.REFUSED, REFUSED),
    ):
        if reason in reasons:
            return trouble
    return Trouble.UNKNOWN


def _speaks(error: SlackApiError) -> bool:
    """Whether Slack itself named an error: a gateway in trouble answers in its place, and not so."""
    answered: Any = getattr(error.response, "data", None)
    return isinstance(answered, dict) and isinstance(answered.get("error"), str)


def _status(error: SlackApiError) -> int:
    """Of broken JSON the SDK hands on aiohttp's own response."""
    response = error.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0))


def _retry_after(error: SlackApiError) -> float:
    given: Mapping[str, str] = error.response.headers or {}
    headers = {name.lower(): value for name, value in given.items()}
    try:
        asked = float(headers.get("retry-after", 1))
    except ValueError:
        return 1.0
    return min(max(1.0, asked), LONGEST_WAIT) if math.isfinite(asked) else 1.0
