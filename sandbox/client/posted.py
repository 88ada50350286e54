"""Careful reading of what a page posted: bad input is refused, and never becomes an internal error."""

import base64
import binascii
from typing import Any

Json = dict[str, Any]


class BadPostError(ValueError):
    """A post that the page never sends; answered with 400."""


class PostedObject:
    """A JSON object, read by name and type."""

    def __init__(self, body: Any) -> None:
        if not isinstance(body, dict):
            raise BadPostError("The body is not a JSON object.")
        self._body: Json = body

    def text(self, name: str, default: str | None = None) -> str:
        """A string, required unless there is a default."""
        value = self._body.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise BadPostError(f"“{name}” should be text.")
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadPostError(f"“{name}” holds half a character.")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._body.get(name, default)
        if not isinstance(value, bool):
            raise BadPostError(f"“{name}” should be true or false.")
        return value

    def object(self, name: str) -> "PostedObject":
        """Empty if missing."""
        return PostedObject(self._body.get(name) or {})

    def objects(self, name: str) -> "list[PostedObject]":
        value = self._body.get(name) or []
        if not isinstance(value, list):
            raise BadPostError(f"“{name}” should be a list.")
        return [PostedObject(each) for each in value]

    def content(self, name: str) -> bytes:
        try:
            return base64.b64decode(self.text(name), validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadPostError(f"“{name}” should be base64.") from error

    def raw(self) -> Json:
        """The object as posted, for code that checks it itself."""
        return self._body


def number(text: str, default: int) -> int:
    """A number from a query string."""
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadPostError(f"“{text[:20]}” should be a number.")
    return int(text)
