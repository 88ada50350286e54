"""Explains to an operator, in plain words, what pydantic found wrong and how to fix it."""

import difflib
import json
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

Words = tuple[str, str]


def in_plain_words(error: ErrorDetails, model: type[BaseModel], *, written: bool) -> Words:
    """The problem and its remedy.

    `model` is what the invalid value belongs to; `written` tells an empty value from a missing one.
    """
    name = str(error["loc"][-1]) if error["loc"] else "the file"
    if error["type"] == "missing":
        return _missing(name, written)
    if error["type"] == "extra_forbidden":
        return _unknown(name, model.model_fields)
    explain = EXPLAIN.get(error["type"], _other)
    return explain(_called(error["loc"]), error)


def _called(at: tuple[str | int, ...]) -> str:
    """`"members"`, or `Entry 2 of "members"`: people count from one."""
    if at and isinstance(at[-1], int):
        return f'Entry {at[-1] + 1} of "{at[-2]}"' if len(at) > 1 else f"Entry {at[-1] + 1}"
    return f'"{at[-1]}"' if at else "The file"


def _missing(name: str, written: bool) -> Words:
    if not written:
        return f'"{name}" is missing.', f'Add a line "{name}: …".'
    hint = f"Add a value after {name}:."
    if name in ("channel", "operations"):
        hint += " Put channels in quotes ('#it-help'): everything after an unquoted # is a comment."
    return f'"{name}" is empty.', hint


# Keys of earlier versions, and what to write now.
RENAMED = {
    "silent_after": (
        '"silent_after" is called "rhythm" now, and counts working time.',
        'Write "rhythm: 2d" for an update every two working days.',
    ),
}


def _unknown(name: str, known: Iterable[str]) -> Words:
    if name in RENAMED:
        return RENAMED[name]
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return f'"{name}" isn\'t a key here.', f'Did you mean "{close[0]}"?'
    return f'"{name}" isn\'t a key here.', f"Remove it, or use one of: {', '.join(known)}."


def _plain(_: str, error: ErrorDetails) -> Words:
    return error["ctx"]["problem"], error["ctx"]["remedy"]


def _no_text(called: str, error: ErrorDetails) -> Words:
    if error["input"] is None:
        return f"{called} is empty.", "Add its text, or remove the entry."
    return f"{called} must be text.", "Write a single text, in quotes."


def _no_list(called: str, _: ErrorDetails) -> Words:
    return (
        f"{called} must be a list.",
        "Write [one, two], or one entry per line, each after a dash.",
    )


def _no_section(called: str, _: ErrorDetails) -> Words:
    return f"{called} must be a section with keys.", "Write indented lines of key: value below it."


def _too_long(called: str, error: ErrorDetails) -> Words:
    most = error["ctx"]["max_length"]
    return (
        f"{called} is longer than {most} characters.",
        f"Shorten it to {most} characters, Slack's limit.",
    )


def _too_many(called: str, error: ErrorDetails) -> Words:
    most = error["ctx"]["max_length"]
    return f"{called} has more than {most} entries.", f"Keep {most} at most, Slack's limit."


def _none(called: str, _: ErrorDetails) -> Words:
    return f"{called} is empty.", "Add at least one."


def _no_choice(called: str, error: ErrorDetails) -> Words:
    offered = error["ctx"]["expected"]
    return f"{called} can't be {_shown(error['input'])}.", f"Use one of: {offered}."


def _no_switch(called: str, _: ErrorDetails) -> Words:
    return f"{called} must be true or false.", "Write true or false."


def _other(called: str, error: ErrorDetails) -> Words:
    return f"{called} can't be {_shown(error['input'])}.", f"{error['msg']}."


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"


EXPLAIN: dict[str, Callable[[str, ErrorDetails], Words]] = {
    "plain": _plain,
    "string_type": _no_text,
    "tuple_type": _no_list,
    "dict_type": _no_section,
    "model_type": _no_section,
    "model_attributes_type": _no_section,
    "string_too_long": _too_long,
    "string_too_short": _none,
    "too_long": _too_many,
    "too_short": _none,
    "literal_error": _no_choice,
    "bool_type": _no_switch,
    "bool_parsing": _no_switch,
}
