"""Collects what is wrong with a payload, each fault with its place, in Slack's words."""

from collections.abc import Collection, Sequence
from typing import Any

from sandbox.errors import SlackError

Json = dict[str, Any]

ID_LENGTH = 255
BOTH = ("plain_text", "mrkdwn")
PLAIN = ("plain_text",)


class Validation:
    """One payload under examination. `surface` is `message`, `modal` or `home`."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.problems: list[str] = []

    def wrong(self, path: str, problem: str) -> None:
        self.problems.append(f"{problem} [json-pointer:{path}]")

    def raise_for(self, code: str) -> None:
        if self.problems:
            errors = {"errors": self.problems} if code == "invalid_blocks" else {}
            raise SlackError(code, self.problems, **errors)

    def keys(self, item: Json, path: str, allowed: Collection[str]) -> None:
        for key in item:
            if key not in allowed:
                self.wrong(path, f"invalid additional property: {key}")

    def present(self, item: Json, path: str, *names: str) -> bool:
        missing = [name for name in names if item.get(name) is None]
        for name in missing:
            self.wrong(path, f"missing required field: {name}")
        return not missing

    def string(self, item: Json, name: str, path: str, most: int, least: int = 1) -> None:
        """A string of `least` to `most` characters, if given."""
        value = item.get(name)
        if value is None:
            return
        here = f"{path}/{name}"
        if not isinstance(value, str):
            self.wrong(here, "must be a string")
        elif len(value) < least:
            self.wrong(here, f"must be more than {least - 1} characters")
        elif len(value) > most:
            self.wrong(here, f"must be less than {most + 1} characters")

    def flag(self, item: Json, name: str, path: str) -> None:
        if not isinstance(item.get(name, False), bool):
            self.wrong(f"{path}/{name}", "must be a boolean")

    def one_of(self, item: Json, name: str, path: str, allowed: Sequence[str]) -> None:
        if item.get(name) is not None and item[name] not in allowed:
            self.wrong(f"{path}/{name}", f"must be one of: {', '.join(allowed)}")

    def integer(self, item: Json, name: str, path: str, least: int, most: int) -> None:
        value = item.get(name)
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(f"{path}/{name}", "must be an integer")
        elif not least <= value <= most:
            self.wrong(f"{path}/{name}", f"must be between {least} and {most}")

    def items(self, item: Json, name: str, path: str, most: int, least: int = 1) -> list[Any]:
        """The list, or an empty one when it is no list; counts are judged."""
        value = item.get(name)
        if not isinstance(value, list):
            if value is not None:
                self.wrong(f"{path}/{name}", "must be an array")
            return []
        if len(value) < least:
            self.wrong(f"{path}/{name}", f"no fewer than {least} items allowed")
        if len(value) > most:
            self.wrong(f"{path}/{name}", f"no more than {most} items allowed")
        return value

    def text(
        self, item: Json, name: str, path: str, most: int, kinds: Sequence[str] = PLAIN
    ) -> None:
        """A text object, if given. An empty text is refused."""
        value = item.get(name)
        if value is not None:
            self.text_object(value, f"{path}/{name}", most, kinds)

    def text_object(self, value: Any, path: str, most: int, kinds: Sequence[str]) -> None:
        if not isinstance(value, dict):
            self.wrong(path, "must be an object")
            return
        kind = str(value.get("type"))
        if kind not in kinds:
            self.wrong(f"{path}/type", f"must be one of: {', '.join(kinds)}")
            return
        self.keys(value, path, _TEXT_KEYS[kind])
        self.flag(value, "emoji" if kind == "plain_text" else "verbatim", path)
        if self.present(value, path, "text"):
            self.string(value, "text", path, most)


_TEXT_KEYS = {"plain_text": ("type", "text", "emoji"), "mrkdwn": ("type", "text", "verbatim")}
