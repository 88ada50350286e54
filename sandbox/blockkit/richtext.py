"""rich_text blocks: which elements they take and what each needs."""

from typing import Any

from sandbox.blockkit.validation import Validation

Json = dict[str, Any]

_TOP = frozenset({
    "rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote",
})  # fmt: skip
_NEEDS = {
    "text": ("text",),
    "link": ("url",),
    "user": ("user_id",),
    "usergroup": ("usergroup_id",),
    "channel": ("channel_id",),
    "broadcast": ("range",),
    "emoji": ("name",),
    "date": ("timestamp", "format"),
    "color": ("value",),
    "team": ("team_id",),
}


def rich_text(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "elements")
    for index, item in enumerate(checks.items(block, "elements", path, 10_000, least=0)):
        _top(checks, item, f"{path}/elements/{index}", _TOP)


def _top(checks: Validation, item: Any, path: str, allowed: frozenset[str]) -> None:
    if not isinstance(item, dict) or item.get("type") not in allowed:
        kind = item.get("type") if isinstance(item, dict) else item
        checks.wrong(f"{path}/type", f"unsupported type: {kind}")
        return
    checks.present(item, path, "elements")
    is_list = item["type"] == "rich_text_list"
    if is_list:
        checks.present(item, path, "style")
        checks.one_of(item, "style", path, ("bullet", "ordered"))
    for index, child in enumerate(checks.items(item, "elements", path, 10_000, least=0)):
        here = f"{path}/elements/{index}"
        if is_list:
            _top(checks, child, here, frozenset({"rich_text_section"}))
        else:
            _inline(checks, child, here)


def _inline(checks: Validation, item: Any, path: str) -> None:
    if not isinstance(item, dict) or item.get("type") not in _NEEDS:
        kind = item.get("type") if isinstance(item, dict) else item
        checks.wrong(f"{path}/type", f"unsupported type: {kind}")
        return
    kind = item["type"]
    checks.present(item, path, *_NEEDS[kind])
    if kind == "text":
        checks.string(item, "text", path, 10_000)
    elif kind == "link":
        checks.string(item, "url", path, 3000)
    elif kind == "broadcast":
        checks.one_of(item, "range", path, ("here", "channel", "everyone"))
