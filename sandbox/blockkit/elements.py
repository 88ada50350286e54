"""Block Kit elements: what Slack accepts in each, with its lengths and counts."""

from collections.abc import Callable
from typing import Any

from sandbox.blockkit.validation import BOTH, ID_LENGTH, PLAIN, Validation

Json = dict[str, Any]
ElementCheck = Callable[[Validation, Json, str], None]

OPTIONS = 100
FEW_OPTIONS = 10
OVERFLOW_OPTIONS = 5
PLACEHOLDER = 150
OPTION_TEXT = 75
OPTION_VALUE = 150
URL = 3000
INPUT_TEXT = 3000


def element(checks: Validation, item: Any, path: str, allowed: frozenset[str]) -> None:
    """An interactive element or image at a place that takes the `allowed` types."""
    if not isinstance(item, dict):
        checks.wrong(path, "must be an object")
        return
    kind = item.get("type")
    if kind not in allowed:
        checks.wrong(f"{path}/type", f"unsupported type: {kind}")
        return
    checks.string(item, "action_id", path, ID_LENGTH)
    checks.flag(item, "focus_on_load", path)
    if kind in _KEYS:
        checks.keys(item, path, _KEYS[kind])
    if "confirm" in item:
        _confirm(checks, item["confirm"], f"{path}/confirm")
    checks.text(item, "placeholder", path, PLACEHOLDER)
    _ELEMENTS[kind](checks, item, path)


def _confirm(checks: Validation, item: Any, path: str) -> None:
    if not isinstance(item, dict):
        checks.wrong(path, "must be an object")
        return
    checks.keys(item, path, ("title", "text", "confirm", "deny", "style"))
    checks.present(item, path, "title", "text", "confirm", "deny")
    checks.text(item, "title", path, 100)
    checks.text(item, "text", path, 300, BOTH)
    checks.text(item, "confirm", path, 30)
    checks.text(item, "deny", path, 30)


def _button(checks: Validation, item: Json, path: str) -> None:
    checks.present(item, path, "text")
    checks.text(item, "text", path, 75)
    checks.string(item, "value", path, 2000)
    checks.string(item, "url", path, URL)
    checks.string(item, "accessibility_label", path, 75)
    checks.string(item, "agent_prompt", path, 4000)
    checks.one_of(item, "style", path, ("primary", "danger"))


def image(checks: Validation, item: Json, path: str) -> None:
    """The element and the block share these."""
    checks.present(item, path, "alt_text")
    if not item.get("image_url") and not item.get("slack_file"):
        checks.wrong(path, "missing required field: image_url")
    checks.string(item, "image_url", path, URL)
    checks.string(item, "alt_text", path, 2000)


def _option(
    checks: Validation, item: Any, path: str, kinds: tuple[str, ...], *, has_url: bool
) -> None:
    if not isinstance(item, dict):
        checks.wrong(path, "must be an object")
        return
    checks.keys(item, path, ("text", "value", "description", *(("url",) if has_url else ())))
    checks.present(item, path, "text", "value")
    checks.text(item, "text", path, OPTION_TEXT, kinds)
    checks.string(item, "value", path, OPTION_VALUE, least=0)
    checks.text(item, "description", path, OPTION_TEXT, kinds)
    checks.string(item, "url", path, URL)


def _option_list(
    checks: Validation,
    item: Json,
    path: str,
    most: int,
    kinds: tuple[str, ...] = PLAIN,
    *,
    has_url: bool = False,
) -> None:
    options = checks.items(item, "options", path, most)
    for index, option in enumerate(options):
        _option(checks, option, f"{path}/options/{index}", kinds, has_url=has_url)
    _unique_values(checks, options, f"{path}/options")


def _unique_values(checks: Validation, options: list[Any], path: str) -> None:
    values = [option.get("value") for option in options if isinstance(option, dict)]
    if len(set(map(str, values))) != len(values):
        checks.wrong(path, "values of options must be unique")


def _groups(checks: Validation, item: Json, path: str) -> None:
    for index, group in enumerate(checks.items(item, "option_groups", path, OPTIONS)):
        here = f"{path}/option_groups/{index}"
        if not isinstance(group, dict):
            checks.wrong(here, "must be an object")
            continue
        checks.present(group, here, "label", "options")
        checks.text(group, "label", here, 75)
        _option_list(checks, group, here, OPTIONS)


def _select(checks: Validation, item: Json, path: str) -> None:
    if ("options" in item) is ("option_groups" in item):
        checks.wrong(path, "exactly one of options and option_groups is required")
    _option_list(checks, item, path, OPTIONS)
    _groups(checks, item, path)
    _initial(checks, item, path)


def _initial(checks: Validation, item: Json, path: str) -> None:
    """A preselected option has to equal one of the options exactly."""
    offered = list(item.get("options") or ())
    for group in item.get("option_groups") or ():
        offered += group.get("options", ()) if isinstance(group, dict) else ()
    first = item.get("initial_option")
    if first is not None and first not in offered:
        checks.wrong(f"{path}/initial_option", "must be one of the provided options")
    for index, option in enumerate(item.get("initial_options") or ()):
        if option not in offered:
            here = f"{path}/initial_options/{index}"
            checks.wrong(here, "must be one of the provided options")
    if "initial_options" in item:
        checks.items(item, "initial_options", path, OPTIONS)
    checks.integer(item, "max_selected_items", path, 1, OPTIONS)


def _few_options(checks: Validation, item: Json, path: str) -> None:
    checks.present(item, path, "options")
    _option_list(checks, item, path, FEW_OPTIONS, BOTH)
    _initial(checks, item, path)


def _overflow(checks: Validation, item: Json, path: str) -> None:
    checks.present(item, path, "options")
    _option_list(checks, item, path, OVERFLOW_OPTIONS, has_url=True)


def _external(checks: Validation, item: Json, path: str) -> None:
    checks.integer(item, "min_query_length", path, 0, 255)
    checks.integer(item, "max_selected_items", path, 1, OPTIONS)


def _text_input(checks: Validation, item: Json, path: str) -> None:
    checks.flag(item, "multiline", path)
    checks.integer(item, "min_length", path, 0, INPUT_TEXT)
    checks.integer(item, "max_length", path, 1, INPUT_TEXT)
    most = item.get("max_length")
    limit = most if isinstance(most, int) else INPUT_TEXT
    checks.string(item, "initial_value", path, limit, least=0)


def _number(checks: Validation, item: Json, path: str) -> None:
    checks.present(item, path, "is_decimal_allowed")
    checks.flag(item, "is_decimal_allowed", path)
    for name in ("min_value", "max_value", "initial_value"):
        checks.string(item, name, path, INPUT_TEXT)


def _file_input(checks: Validation, item: Json, path: str) -> None:
    if checks.surface != "modal":
        checks.wrong(f"{path}/type", "unsupported type: file_input")
    checks.integer(item, "max_files", path, 1, 10)


def _nothing(_checks: Validation, _item: Json, _path: str) -> None:
    """Has only what every element has."""


_BASE = ("type", "action_id", "confirm", "focus_on_load", "placeholder")
_KEYS: dict[str, tuple[str, ...]] = {
    "button": (
        *("type", "action_id", "confirm", "text", "value", "url", "style"),
        *("accessibility_label", "agent_prompt"),
    ),
    "static_select": (*_BASE, "options", "option_groups", "initial_option"),
    "multi_static_select": (
        *(*_BASE, "options", "option_groups", "initial_options", "max_selected_items"),
    ),
    "overflow": ("type", "action_id", "confirm", "options"),
    "checkboxes": ("type", "action_id", "confirm", "focus_on_load", "options", "initial_options"),
    "radio_buttons": ("type", "action_id", "confirm", "focus_on_load", "options", "initial_option"),
    "datepicker": (*_BASE, "initial_date"),
    "timepicker": (*_BASE, "initial_time", "timezone"),
    "plain_text_input": (
        *("type", "action_id", "focus_on_load", "placeholder", "initial_value", "multiline"),
        *("min_length", "max_length", "dispatch_action_config"),
    ),
}

_ELEMENTS: dict[str, ElementCheck] = {
    "button": _button,
    "image": image,
    "static_select": _select,
    "multi_static_select": _select,
    "external_select": _external,
    "multi_external_select": _external,
    "users_select": _nothing,
    "conversations_select": _nothing,
    "channels_select": _nothing,
    "multi_users_select": _external,
    "multi_conversations_select": _external,
    "multi_channels_select": _external,
    "overflow": _overflow,
    "checkboxes": _few_options,
    "radio_buttons": _few_options,
    "datepicker": _nothing,
    "timepicker": _nothing,
    "datetimepicker": _nothing,
    "plain_text_input": _text_input,
    "email_text_input": _nothing,
    "url_text_input": _nothing,
    "number_input": _number,
    "rich_text_input": _nothing,
    "file_input": _file_input,
    "workflow_button": _button,
    "feedback_buttons": _nothing,
    "icon_button": _nothing,
}

_SELECTS = frozenset(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
_PICKERS = frozenset({"datepicker", "timepicker", "datetimepicker"})
_CHOICES = frozenset({"checkboxes", "radio_buttons"})
_BUTTONS = frozenset({"button", "workflow_button"})

IN_ACTIONS = _SELECTS | _PICKERS | _CHOICES | _BUTTONS | {"overflow"}
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = (
    _SELECTS
    | _PICKERS
    | _CHOICES
    | {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
    | {"rich_text_input", "file_input"}
)
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})
INTERACTIVE = frozenset(_ELEMENTS) - {"image"}
