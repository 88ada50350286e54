"""Block Kit as Slack accepts it: refused with the place of each fault, or stored with all ids."""

import json
import secrets
from typing import Any

from sandbox.blockkit import elements
from sandbox.blockkit.elements import ElementCheck
from sandbox.blockkit.richtext import rich_text
from sandbox.blockkit.validation import BOTH, ID_LENGTH, Validation
from sandbox.errors import SlackError

Json = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
SECTION_TEXT = 3000
FIELD_TEXT = 2000
HEADER_TEXT = 150
LABEL_TEXT = 2000
MARKDOWN_TEXT = 12_000
CHART_TITLE, CHART_LABEL = 50, 20
# Not in the reference; seen.
CHARTS = 2
TABLE_ROWS, TABLE_COLUMNS, TABLE_LENGTH = 101, 20, 10_000
VIEW_TITLE = 24
PRIVATE_METADATA = 3000
VIEW_BYTES = 250_000
# Not published; seen from about 13,200 characters on, the blocks' markup included (bolt-js #2509, #2867).
BLOCKS_LENGTH = 13_200


def message_blocks(blocks: list[Any]) -> list[Json]:
    """Checked for a message and given ids; raises SlackError(invalid_blocks)."""
    checks = Validation("message")
    _block_list(checks, blocks, "/blocks", MESSAGE_BLOCKS)
    markdown = sum(len(str(b.get("text"))) for b in blocks if _is(b, "markdown"))
    if markdown > MARKDOWN_TEXT:
        checks.wrong("/blocks", f"markdown must be less than {MARKDOWN_TEXT + 1} characters")
    if sum(_is(block, "table") for block in blocks) > 1:
        checks.wrong("/blocks", "only one table allowed")
    if sum(_is(block, "data_visualization") for block in blocks) > CHARTS:
        checks.wrong("/blocks", f"no more than {CHARTS} charts allowed")
    checks.raise_for("invalid_blocks")
    if len(json.dumps(blocks, ensure_ascii=False)) > BLOCKS_LENGTH:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def view_definition(view: Any, kinds: tuple[str, ...]) -> Json:
    """Checked for a modal or Home tab and given ids; raises SlackError(invalid_arguments)."""
    if not isinstance(view, dict) or view.get("type") not in kinds:
        allowed = ", ".join(kinds)
        raise SlackError(
            "invalid_arguments", [f"must be one of: {allowed} [json-pointer:/view/type]"]
        )
    checks = Validation(view["type"])
    checks.keys(view, "/view", _VIEW_KEYS)
    checks.string(view, "callback_id", "/view", ID_LENGTH, least=0)
    checks.string(view, "external_id", "/view", ID_LENGTH, least=0)
    checks.string(view, "private_metadata", "/view", PRIVATE_METADATA, least=0)
    checks.present(view, "/view", "blocks")
    if view["type"] == "modal":
        _modal(checks, view)
    blocks = checks.items(view, "blocks", "/view", VIEW_BLOCKS, least=0)
    _block_list(checks, blocks, "/view/blocks", VIEW_BLOCKS)
    checks.raise_for("invalid_arguments")
    if len(json.dumps(view)) > VIEW_BYTES:
        raise SlackError("view_too_large")
    return view | {"blocks": with_ids(blocks)}


_VIEW_KEYS = frozenset({
    "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id",
    "clear_on_close", "notify_on_close", "external_id", "submit_disabled",
})  # fmt: skip


def _modal(checks: Validation, view: Json) -> None:
    checks.present(view, "/view", "title")
    for name in ("title", "submit", "close"):
        checks.text(view, name, "/view", VIEW_TITLE)
    blocks = view.get("blocks")
    if not view.get("submit") and any(_is(b, "input") for b in blocks or ()):
        checks.wrong("/view/submit", "missing required field: submit, there are input blocks")


def _is(block: Any, kind: str) -> bool:
    return isinstance(block, dict) and block.get("type") == kind


def _block_list(checks: Validation, blocks: list[Any], path: str, most: int) -> None:
    if len(blocks) > most:
        checks.wrong(path, f"no more than {most} items allowed")
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        here = f"{path}/{index}"
        if not isinstance(block, dict):
            checks.wrong(here, "must be an object")
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            checks.wrong(f"{here}/block_id", f"block_id already exists: {block_id}")
        seen.update([block_id] if isinstance(block_id, str) else ())
        _block(checks, block, here)


def _block(checks: Validation, block: Json, path: str) -> None:
    kind = block.get("type")
    if kind not in _BLOCKS or (kind in _MESSAGES_ONLY and checks.surface != "message"):
        checks.wrong(f"{path}/type", f"unsupported type: {kind}")
        return
    if kind in _KEYS:
        checks.keys(block, path, ("type", "block_id", *_KEYS[kind]))
    checks.string(block, "block_id", path, ID_LENGTH)
    _BLOCKS[kind](checks, block, path)


def _section(checks: Validation, block: Json, path: str) -> None:
    if block.get("text") is None and block.get("fields") is None:
        checks.wrong(path, "missing required field: text or fields")
    checks.text(block, "text", path, SECTION_TEXT, BOTH)
    checks.flag(block, "expand", path)
    for index, field in enumerate(checks.items(block, "fields", path, 10)):
        checks.text_object(field, f"{path}/fields/{index}", FIELD_TEXT, BOTH)
    if block.get("accessory") is not None:
        elements.element(checks, block["accessory"], f"{path}/accessory", elements.IN_SECTION)


def _header(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "text")
    checks.text(block, "text", path, HEADER_TEXT)


def _image(checks: Validation, block: Json, path: str) -> None:
    elements.image(checks, block, path)
    checks.text(block, "title", path, 2000)


def _context(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "elements")
    for index, item in enumerate(checks.items(block, "elements", path, 10)):
        here = f"{path}/elements/{index}"
        if _is(item, "image"):
            elements.image(checks, item, here)
        else:
            checks.text_object(item, here, SECTION_TEXT, BOTH)


def _actions(checks: Validation, block: Json, path: str) -> None:
    _controls(checks, block, path, 25, elements.IN_ACTIONS)


def _context_actions(checks: Validation, block: Json, path: str) -> None:
    _controls(checks, block, path, 5, elements.IN_CONTEXT_ACTIONS)


def _controls(
    checks: Validation, block: Json, path: str, most: int, allowed: frozenset[str]
) -> None:
    checks.present(block, path, "elements")
    seen: set[str] = set()
    for index, item in enumerate(checks.items(block, "elements", path, most)):
        here = f"{path}/elements/{index}"
        elements.element(checks, item, here, allowed)
        action_id = item.get("action_id") if isinstance(item, dict) else None
        if action_id in seen:
            checks.wrong(f"{here}/action_id", f"action_id already exists: {action_id}")
        seen.update([action_id] if isinstance(action_id, str) else ())


def _input(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "label", "element")
    checks.text(block, "label", path, LABEL_TEXT)
    checks.text(block, "hint", path, LABEL_TEXT)
    checks.flag(block, "optional", path)
    checks.flag(block, "dispatch_action", path)
    if block.get("element") is not None:
        elements.element(checks, block["element"], f"{path}/element", elements.IN_INPUT)


def _markdown(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "text")
    checks.string(block, "text", path, MARKDOWN_TEXT)


def _table(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "rows")
    for index, row in enumerate(checks.items(block, "rows", path, 100)):
        if not isinstance(row, list) or not 1 <= len(row) <= 20:
            checks.wrong(f"{path}/rows/{index}", "must be an array of 1 to 20 cells")
    checks.items(block, "column_settings", path, 20, least=0)


def _video(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "video_url", "thumbnail_url", "alt_text", "title")
    checks.text(block, "title", path, 200)


def _alert(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "text")
    checks.text(block, "text", path, 200, BOTH)
    checks.one_of(block, "level", path, ("default", "info", "warning", "error", "success"))


def _card(checks: Validation, block: Json, path: str) -> None:
    checks.text(block, "title", path, 150, BOTH)
    checks.text(block, "subtitle", path, 150, BOTH)
    checks.text(block, "body", path, 200, BOTH)
    for index, item in enumerate(checks.items(block, "actions", path, 3)):
        elements.element(checks, item, f"{path}/actions/{index}", frozenset({"button"}))


def _carousel(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "elements")
    for index, card in enumerate(checks.items(block, "elements", path, 10)):
        if _is(card, "card"):
            _card(checks, card, f"{path}/elements/{index}")
        else:
            checks.wrong(f"{path}/elements/{index}/type", "must be a card")


def _container(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "blocks")
    checks.text(block, "title", path, 150, BOTH)
    inside = checks.items(block, "blocks", path, 10)
    _block_list(checks, inside, f"{path}/blocks", 10)


def _plan(checks: Validation, block: Json, path: str) -> None:
    tasks = checks.items(block, "tasks", path, 50, least=0)
    ids = [task.get("task_id") for task in tasks if isinstance(task, dict)]
    if len(set(ids)) != len(ids):
        checks.wrong(f"{path}/tasks", "task_id must be unique")


def _data_table(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "caption", "rows")
    checks.integer(block, "page_size", path, 1, 100)
    rows = checks.items(block, "rows", path, TABLE_ROWS, least=2)
    lists = [row for row in rows if isinstance(row, list) and 1 <= len(row) <= TABLE_COLUMNS]
    if len(lists) < len(rows) or len({len(row) for row in lists}) > 1:
        checks.wrong(f"{path}/rows", "must be arrays of the same 1 to 20 cells")
    for at, row in enumerate(lists):
        for column, cell in enumerate(row):
            _data_cell(checks, cell, f"{path}/rows/{at}/{column}", is_title=at == 0)
    cells = [cell for row in lists for cell in row if isinstance(cell, dict)]
    if sum(len(str(cell.get("text", ""))) for cell in cells) > TABLE_LENGTH:
        checks.wrong(f"{path}/rows", f"must have no more than {TABLE_LENGTH} characters")


def _data_cell(checks: Validation, cell: Any, path: str, *, is_title: bool) -> None:
    kinds = ("raw_text", "raw_number") if is_title else ("raw_text", "raw_number", "rich_text")
    if not isinstance(cell, dict) or cell.get("type") not in kinds:
        checks.wrong(path, f"must be one of: {', '.join(kinds)}")
    elif cell["type"] != "rich_text" and not str(cell.get("text") or ""):
        checks.wrong(f"{path}/text", "must be more than 0 characters")
    elif cell["type"] == "raw_number" and not isinstance(cell.get("value"), int | float):
        checks.wrong(f"{path}/value", "must be a number")


def _data_visualization(checks: Validation, block: Json, path: str) -> None:
    checks.present(block, path, "title", "chart")
    checks.string(block, "title", path, CHART_TITLE)
    chart = block.get("chart")
    if not isinstance(chart, dict):
        checks.wrong(f"{path}/chart", "must be an object")
        return
    checks.one_of(chart, "type", f"{path}/chart", ("line", "bar", "area", "pie"))
    if chart.get("type") == "pie":
        segments = checks.items(chart, "segments", f"{path}/chart", 12)
        _points(checks, segments, f"{path}/chart/segments", least=0)
        return
    for index, series in enumerate(checks.items(chart, "series", f"{path}/chart", 12)):
        here = f"{path}/chart/series/{index}"
        checks.string(series, "name", here, CHART_LABEL)
        _points(checks, checks.items(series, "data", here, 20), f"{here}/data")
    axis = chart.get("axis_config") or {}
    categories = checks.items(axis, "categories", f"{path}/chart/axis_config", 20)
    if len(set(map(str, categories))) != len(categories):
        checks.wrong(f"{path}/chart/axis_config/categories", "must be unique")


def _points(
    checks: Validation, points: list[Any], path: str, *, least: float | None = None
) -> None:
    for index, point in enumerate(points):
        here = f"{path}/{index}"
        if not isinstance(point, dict):
            checks.wrong(here, "must be an object")
            continue
        checks.string(point, "label", here, CHART_LABEL)
        value = point.get("value")
        if not isinstance(value, int | float) or (least is not None and value <= least):
            checks.wrong(
                f"{here}/value", "must be a number" if least is None else "must be positive"
            )


def _free(_checks: Validation, _block: Json, _path: str) -> None:
    """Nothing in it has a published limit."""


_BLOCKS: dict[str, ElementCheck] = {
    "section": _section,
    "divider": _free,
    "header": _header,
    "image": _image,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "rich_text": rich_text,
    "markdown": _markdown,
    "table": _table,
    "video": _video,
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "plan": _plan,
    "task_card": _free,
    "data_table": _data_table,
    "data_visualization": _data_visualization,
}

_KEYS: dict[str, tuple[str, ...]] = {
    "section": ("text", "fields", "accessory", "expand"),
    "divider": (),
    "header": ("text", "level"),
    "context": ("elements",),
    "actions": ("elements",),
    "input": ("label", "element", "hint", "optional", "dispatch_action"),
    "rich_text": ("elements",),
    "markdown": ("text",),
}

_MESSAGES_ONLY = frozenset({
    "markdown", "table", "context_actions", "plan", "task_card", "data_table",
    "data_visualization", "card", "carousel",
})  # fmt: skip


def with_ids(blocks: list[Json]) -> list[Json]:
    """The same blocks, where every block has a block_id and every control an action_id."""
    return [_block_with_ids(block) for block in blocks]


def _block_with_ids(block: Json) -> Json:
    own = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)}
    for name in ("accessory", "element"):
        if isinstance(own.get(name), dict):
            own[name] = _element_with_id(own[name])
    for name in ("elements", "actions"):
        if isinstance(own.get(name), list):
            own[name] = [_element_with_id(item) for item in own[name]]
    if own.get("type") == "container":
        own["blocks"] = with_ids(own["blocks"])
    return own


def _element_with_id(item: Json) -> Json:
    if item.get("type") == "card":
        return _block_with_ids(item)
    if item.get("type") not in elements.INTERACTIVE or item.get("action_id"):
        return item
    return {**item, "action_id": secrets.token_urlsafe(4)}
