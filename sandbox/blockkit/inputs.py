"""The state of input elements: what `state.values` holds, and what cannot be submitted."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sandbox.blockkit import readable
from sandbox.blockkit.readable import Namer

Json = dict[str, Any]
Resolve = Callable[[str, Any], str]
"""From a kind (`user`, `channel`) and what a test names it by, to its id."""

TEXT_INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
_SINGLE = {
    "users_select": ("selected_user", "initial_user", "user"),
    "conversations_select": ("selected_conversation", "initial_conversation", "channel"),
    "channels_select": ("selected_channel", "initial_channel", "channel"),
}
_MULTI = {
    "multi_users_select": ("selected_users", "initial_users", "user"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", "channel"),
    "multi_channels_select": ("selected_channels", "initial_channels", "channel"),
}
_PICKERS = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_ONE_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
STATEFUL = (TEXT_INPUTS | set(_SINGLE) | set(_MULTI) | set(_PICKERS) | _ONE_OPTION | _OPTIONS) - {
    "overflow"
} | {"rich_text_input", "file_input"}

_EMPTY: tuple[Any, ...] = (None, "", [], {})
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _state_key(kind: str) -> str:
    if kind in TEXT_INPUTS:
        return "value"
    if kind in _ONE_OPTION:
        return "selected_option"
    if kind in _OPTIONS:
        return "selected_options"
    for table in (_SINGLE, _MULTI, _PICKERS):
        if kind in table:
            return table[kind][0]
    return "files" if kind == "file_input" else "rich_text_value"


def key_of(element: Json) -> str:
    """The key under which Slack's state keeps the element's value."""
    return _state_key(element["type"])


def initial(element: Json) -> Json:
    """The state of an untouched element."""
    kind = element["type"]
    key = _state_key(kind)
    if kind in TEXT_INPUTS:
        value = element.get("initial_value")
    elif kind in _ONE_OPTION:
        value = element.get("initial_option")
    elif kind in _OPTIONS:
        value = list(element.get("initial_options") or ())
    elif kind in _MULTI:
        value = list(element.get(_MULTI[kind][1]) or ())
    elif kind == "file_input":
        value = []
    else:
        table: dict[str, tuple[str, ...]] = {**_SINGLE, **_PICKERS}
        value = element.get(table[kind][1] if kind in table else "initial_value")
    return {"type": kind, key: value}


def chosen(element: Json, value: Any, namer: Namer, resolve: Resolve) -> Json:
    """The state after a person gave `value`: a text, an option by label or value, a person, a list.

    Raises AssertionError when there is no such choice.
    """
    kind = element["type"]
    key = _state_key(kind)
    if value is None:
        return {"type": kind, key: [] if kind in _OPTIONS or kind in _MULTI else None}
    return {"type": kind, key: _convert(element, kind, value, namer, resolve)}


def given(element: Json, values: Mapping[str, Any], namer: Namer) -> Json:
    """The complete state, with its type as in Slack, from the `values` a page sent.

    Raises ValueError for values that the element can't hold.
    """
    kind = element["type"]
    key = _state_key(kind)
    value = values.get(key)
    if value in _EMPTY:
        return {"type": kind, key: [] if isinstance(initial(element)[key], list) else None}
    return {"type": kind, key: _checked(element, kind, value, namer)}


def _checked(element: Json, kind: str, value: Any, namer: Namer) -> Any:
    if kind in _ONE_OPTION:
        return _own(element, value, namer)
    if kind in _OPTIONS:
        return [_own(element, option, namer) for option in _all_of(value, dict)]
    if kind in _MULTI:
        return _all_of(value, str)
    if kind == "file_input":
        return _all_of(value, dict)
    wanted = {"datetimepicker": int, "rich_text_input": dict}.get(kind, str)
    return _all_of([value], wanted)[0]


def _all_of(values: Any, wanted: type) -> list[Any]:
    if not isinstance(values, list) or not all(type(value) is wanted for value in values):
        raise ValueError(f"{values!r} should be {wanted.__name__}")
    return values


def _own(element: Json, option: Any, namer: Namer) -> Json:
    """One of the element's own options; only the app knows those of an external select."""
    [chosen] = _all_of([option], dict)
    value = _all_of([chosen.get("value")], str)[0]
    if "external" in element["type"]:
        return {"text": chosen.get("text"), "value": value}
    try:
        return offered(element, value, namer)
    except AssertionError as error:
        raise ValueError(str(error)) from error


def _convert(element: Json, kind: str, value: Any, namer: Namer, resolve: Resolve) -> Any:
    if kind in _ONE_OPTION:
        return offered(element, value, namer)
    if kind in _OPTIONS:
        return [offered(element, item, namer) for item in as_list(value)]
    if kind in _SINGLE:
        return resolve(_SINGLE[kind][2], value)
    if kind in _MULTI:
        return [resolve(_MULTI[kind][2], item) for item in as_list(value)]
    if kind == "datetimepicker":
        return int(value)
    if kind == "rich_text_input":
        return value if isinstance(value, dict) else _rich(str(value))
    return as_list(value) if kind == "file_input" else str(value)


def as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def offered(element: Json, value: Any, namer: Namer) -> Json:
    """The option with this label or value; AssertionError when there is none."""
    if isinstance(value, dict):
        return value
    found = readable.options(element)
    for each in found:
        if value in (each.get("value"), readable.text_plain(each["text"], namer)):
            return each
    # An app may pack an id into the value that an outsider can't know.
    holding = [each for each in found if f'"{value}"' in str(each.get("value"))]
    if len(holding) == 1:
        return holding[0]
    labels = [readable.text_plain(each["text"], namer) for each in found]
    raise AssertionError(f"There is no option “{value}” {readable.only(labels)}.")


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """(block, element) of every element that keeps a state."""
    by_id = {block.get("block_id"): block for block in blocks}
    for block_id, element in readable.controls(blocks):
        if element["type"] in STATEFUL:
            yield by_id.get(block_id, {}), element


def is_empty(state: Json) -> bool:
    return state.get(_state_key(state["type"])) in _EMPTY


def problem(block: Json, element: Json, state: Json) -> str | None:
    """Why Slack's client does not let this input be submitted, or None."""
    if is_empty(state):
        optional = block.get("type") != "input" or block.get("optional")
        return None if optional else "Please complete this required field."
    kind = element["type"]
    if kind not in TEXT_INPUTS:
        return None
    return _text_problem(element, kind, str(state["value"]))


def _text_problem(element: Json, kind: str, value: str) -> str | None:
    if kind == "number_input":
        return _number_problem(element, value)
    if kind == "email_text_input" and not _MAIL.fullmatch(value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Please enter a valid URL."
    if len(value) < element.get("min_length", 0):
        return f"Must be at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Must be no more than {element.get('max_length', 3000)} characters."
    return None


def _number_problem(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a valid number."
    if not element.get("is_decimal_allowed", False) and not number.is_integer():
        return "Please enter a whole number."
    if number < float(element.get("min_value", number)):
        return f"Must be at least {element['min_value']}."
    if number > float(element.get("max_value", number)):
        return f"Must be no more than {element['max_value']}."
    return None
