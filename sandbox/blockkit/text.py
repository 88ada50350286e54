"""Slack's text: escaping, and how what a person types becomes control tokens and rich text."""

import re
from collections.abc import Callable
from typing import Any, Protocol

Json = dict[str, Any]

BROADCASTS = ("here", "channel", "everyone")
_TYPED = re.compile(
    r"(?P<pre>```(?P<pre_text>.+?)```)"
    r"|(?P<code>`(?P<code_text>[^`\n]+)`)"
    r"|(?P<mail>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<link>https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"])"
    r"|(?<![\w/])@(?P<at>[\w.-]*\w)"
    r"|(?<![\w/&])\#(?P<channel>[\w-]+)"
    r"|(?<!\w):(?P<emoji>[a-z0-9_+-]+):(?!\w)"
    r"|(?<!\w)(?P<mark>[*_~])(?P<marked>[^\s*_~@#](?:[^*_~@#\n]*[^\s*_~@#])?)(?P=mark)(?!\w)",
    re.DOTALL,
)
_STYLES = {"*": "bold", "_": "italic", "~": "strike"}


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


class Directory(Protocol):
    """What a typed name means to the person who types it."""

    def user_named(self, name: str) -> str | None: ...
    def group_named(self, handle: str) -> str | None: ...
    def channel_named(self, name: str) -> tuple[str, str] | None: ...


class Typed:
    """A typed text: `text` with control tokens, and its `elements` for a rich_text section."""

    def __init__(self, source: str, directory: Directory) -> None:
        self._directory = directory
        self._tokens: list[str] = []
        self._sections: list[Json] = []
        self._inline: list[Json] = []
        end = 0
        for match in _TYPED.finditer(source):
            self._literal(source[end : match.start()])
            self._match(match)
            end = match.end()
        self._literal(source[end:])
        self._close_section()

    @property
    def text(self) -> str:
        return "".join(self._tokens)

    @property
    def elements(self) -> list[Json]:
        return self._sections

    def _match(self, match: re.Match[str]) -> None:
        kind = match.lastgroup or ""
        whole = match.group(0)
        handler: Callable[[re.Match[str]], bool] | None = {
            "pre": self._preformatted,
            "code": self._code,
            "mail": self._mail,
            "link": self._link,
            "at": self._mention,
            "channel": self._channel,
            "emoji": self._emoji,
            "marked": self._marked,
        }.get(kind)
        if handler is None or not handler(match):
            self._literal(whole)

    def _literal(self, text: str) -> None:
        if text:
            self._add(escape(text), {"type": "text", "text": text})

    def _add(self, token: str, element: Json) -> bool:
        self._tokens.append(token)
        last = self._inline[-1] if self._inline else None
        if last and last.keys() == element.keys() == {"type", "text"}:
            last["text"] += element["text"]
        else:
            self._inline.append(element)
        return True

    def _close_section(self) -> None:
        if self._inline:
            self._sections.append({"type": "rich_text_section", "elements": self._inline})
            self._inline = []

    def _preformatted(self, match: re.Match[str]) -> bool:
        self._close_section()
        inside = match["pre_text"].strip("\n")
        self._tokens.append(escape(match[0]))
        self._sections.append(
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": inside}]}
        )
        return True

    def _code(self, match: re.Match[str]) -> bool:
        element = {"type": "text", "text": match["code_text"], "style": {"code": True}}
        return self._add(escape(match[0]), element)

    def _marked(self, match: re.Match[str]) -> bool:
        style = {_STYLES[match["mark"]]: True}
        return self._add(
            escape(match[0]), {"type": "text", "text": match["marked"], "style": style}
        )

    def _mail(self, match: re.Match[str]) -> bool:
        mail = match["mail"]
        return self._add(
            f"<mailto:{mail}|{mail}>", {"type": "link", "url": f"mailto:{mail}", "text": mail}
        )

    def _link(self, match: re.Match[str]) -> bool:
        return self._add(f"<{escape(match['link'])}>", {"type": "link", "url": match["link"]})

    def _emoji(self, match: re.Match[str]) -> bool:
        return self._add(match[0], {"type": "emoji", "name": match["emoji"]})

    def _mention(self, match: re.Match[str]) -> bool:
        name = match["at"]
        if name in BROADCASTS:
            return self._add(f"<!{name}>", {"type": "broadcast", "range": name})
        if user := self._directory.user_named(name):
            return self._add(f"<@{user}>", {"type": "user", "user_id": user})
        if group := self._directory.group_named(name):
            return self._add(f"<!subteam^{group}>", {"type": "usergroup", "usergroup_id": group})
        return False

    def _channel(self, match: re.Match[str]) -> bool:
        found = self._directory.channel_named(match["channel"])
        if found is None:
            return False
        return self._add(f"<#{found[0]}|{found[1]}>", {"type": "channel", "channel_id": found[0]})


_COMMAND_TOKENS = re.compile(
    r"(?P<link>https?://[^\s<>|]+)|(?<![\w/])@(?P<at>[\w.-]*\w)|(?<![\w/&])\#(?P<channel>[\w-]+)"
)


def command_text(source: str, directory: Directory, *, should_escape: bool) -> str:
    """The `text` of a slash command: with `should_escape`, `<@U1|ann>` and `<#C1|general>`."""
    if not should_escape:
        return escape(source)
    parts: list[str] = []
    end = 0
    for match in _COMMAND_TOKENS.finditer(source):
        parts += escape(source[end : match.start()]), _command_token(match, directory)
        end = match.end()
    return "".join([*parts, escape(source[end:])])


def _command_token(match: re.Match[str], directory: Directory) -> str:
    if match["link"]:
        return f"<{escape(match['link'])}>"
    if name := match["at"]:
        if name in BROADCASTS:
            return f"<!{name}>"
        if user := directory.user_named(name):
            return f"<@{user}|{name}>"
        if group := directory.group_named(name):
            return f"<!subteam^{group}|@{name}>"
    elif found := directory.channel_named(match["channel"]):
        return f"<#{found[0]}|{found[1]}>"
    return escape(match[0])
