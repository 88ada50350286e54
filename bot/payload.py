"""The door for payloads: bytes or values in, a body out that looks like Slack's and holds nothing a database can't keep."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.shapes import EVENTS, KINDS, MESSAGES, Anything, CommandShape, Shape, Told

Json = dict[str, Any]

# Rich text in a forwarded message in a view is some twenty deep.
DEEPEST = 100
# A message has 40,000 characters at the most, of which Slack writes some as five: `&amp;`.
LONGEST = 250_000
MOST_FIELDS = 100
# Halves of a character that lost their other half, and what PostgreSQL can't keep in a text.
LONE = re.compile("[\ud800-\udfff]")
NUL = "\0"
RETRY = "x-slack-retry-"


class MalformedError(Exception):
    """This is nothing that Slack sends. The message says where and why, and holds nothing of the content."""


def read_bytes(raw: bytes) -> Any:
    """The value of an HTTP body: JSON, or a form with the JSON in `payload`, or just a form. Always UTF-8, as Slack writes,
    whatever a header says."""
    try:
        text = raw.decode()
        if text.lstrip().startswith("{"):
            return json.loads(text)
        fields = _form(text)
        return json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError) as error:
        raise MalformedError(type(error).__name__) from None


def _form(text: str) -> Json:
    """Like `urllib.parse.parse_qsl`, in a third of the time: most fields hold nothing that is written otherwise."""
    pairs = text.split("&")
    if len(pairs) > MOST_FIELDS:
        raise ValueError("too many fields")
    split = (pair.partition("=") for pair in pairs if pair)
    return {_unquoted(name): _unquoted(value) for name, _, value in split}


def _unquoted(text: str) -> str:
    text = text.replace("+", " ")
    return unquote(text) if "%" in text else text


def checked(value: Any) -> Json:
    """The body, if it is one of Slack's."""
    if not isinstance(value, dict):
        raise MalformedError("not an object")
    body = {_text(key): _cleaned(inner, 1) for key, inner in value.items()}
    shape = CommandShape if "command" in body else _found(KINDS, body.get("type"), Anything)
    _fit(shape, body, "")
    if shape is KINDS["event_callback"]:
        _fit(_shape_of_event(body["event"]), body["event"], "event.")
    return body


def bolt_request_of(body: Json, headers: Mapping[str, str]) -> AsyncBoltRequest:
    """For Bolt, which looks into more than we do. Its mode says only that the body is a value; the headers are not signed,
    so no more of them comes along than how often Slack has tried."""
    tries = {name: value for name, value in headers.items() if name.lower().startswith(RETRY)}
    try:
        return AsyncBoltRequest(body=body, headers=dict(tries), mode="socket_mode")
    except Exception as error:  # noqa: BLE001 # whatever it finds strange in there
        raise MalformedError(f"Bolt: {type(error).__name__}") from None


def _cleaned(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise MalformedError("too deep")
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(key): _cleaned(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner, depth + 1) for inner in value]
    return value


def _text(value: str) -> str:
    if len(value) > LONGEST:
        raise MalformedError("too long")
    if value.isascii() and NUL not in value:
        return value
    return LONE.sub("\ufffd", value.replace(NUL, ""))


def _found(shapes: dict[str, type[Shape]], name: object, otherwise: type[Shape]) -> type[Shape]:
    return shapes.get(name, otherwise) if isinstance(name, str) else otherwise


def _shape_of_event(event: Json) -> type[Shape]:
    shape = _found(EVENTS, event.get("type"), Told)
    is_message = event.get("type") == "message"
    return _found(MESSAGES, event.get("subtype"), shape) if is_message else shape


def _fit(shape: type[Shape], body: Json, where: str) -> None:
    try:
        shape.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part)[:40] for part in first["loc"])
        raise MalformedError(f"{where}{place}: {first['type']}") from None
