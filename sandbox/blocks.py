"""Block Kit as Slack stores it: checked, with the ids Slack makes up where an app gave none."""

import copy
import secrets
from typing import Any

from sandbox.errors import SlackError

Json = dict[str, Any]


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a block_id and every control an action_id."""
    own = copy.deepcopy(blocks)
    for block in own:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in (block.get("accessory"), block.get("element"), *_children(block)):
            if isinstance(element, dict) and element.get("type") in INTERACTIVE:
                element.setdefault("action_id", secrets.token_urlsafe(4))
    return own


def _children(block: Json) -> list[Any]:
    return list(block.get("elements", ())) + list(block.get("actions", ()))


INTERACTIVE = frozenset({
    "button", "static_select", "external_select", "users_select", "conversations_select",
    "channels_select", "multi_static_select", "multi_external_select", "multi_users_select",
    "multi_conversations_select", "multi_channels_select", "overflow", "datepicker", "timepicker",
    "datetimepicker", "checkboxes", "radio_buttons", "plain_text_input", "email_text_input",
    "url_text_input", "number_input", "rich_text_input", "file_input", "workflow_button",
    "feedback_buttons", "icon_button",
})  # fmt: skip


def message_blocks(blocks: list[Json]) -> list[Json]:
    return with_ids(blocks)


def view_definition(view: Json, kinds: tuple[str, ...]) -> Json:
    if view.get("type") not in kinds:
        raise SlackError("invalid_arguments", ["invalid view type [json-pointer:/view/type]"])
    return view | {"blocks": with_ids(view["blocks"])}
