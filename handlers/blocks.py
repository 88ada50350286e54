"""The few pieces that all views are built of. What Slack would refuse fails when a view is built: see `handlers.blockkit`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from config.catalogue import Mrkdwn, Words, escape
from handlers import blockkit
from handlers.blockkit import (
    SECTION,
    Block,
    Confirm,
    Element,
    Input,
    Json,
    Option,
    mrkdwn,
    plain,
    plain_with_emoji,
    within,
)
from handlers.text import shorten

LABEL = blockkit.BUTTON


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words a reply carries. `blocks` are what it shows where Slack shows their name and picture above it."""

    name: str
    image: str | None
    blocks: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Body:
    """What a message shows: `text` for notifications and screen readers, `blocks` for the eye."""

    text: Mrkdwn
    blocks: Sequence[dict[str, Any]]
    speaker: Speaker | None = None
    # What it shows instead where it doesn't stand right below the part before it: it says what it continues.
    apart: Sequence[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """What some of these people read, each in their direct messages, once; the others have None. Who is who is known while it
    is delivered, and what is recorded is the same for all of them."""

    to: Mapping[str, Body | None]


def body(text: Mrkdwn, *blocks: Block) -> Body:
    """A message of these blocks; without any, one that is its text."""
    return Body(text, blocks or (section(text),))


def section(text: Mrkdwn, *, accessory: Element | None = None) -> Block:
    """A paragraph."""
    block: Json = {"type": "section", "text": mrkdwn(text)}
    return Block(block if accessory is None else block | {"accessory": accessory})


def context(*texts: Mrkdwn) -> Block:
    """Small print."""
    within(texts, blockkit.SMALL_PRINT, "context")
    return Block({"type": "context", "elements": [mrkdwn(text) for text in texts]})


def paragraphs(lines: Iterable[Mrkdwn]) -> list[Block]:
    """Lines, as many to a paragraph as it takes."""
    filled: list[str] = []
    for line in lines:
        if filled and len(filled[-1]) + len(line) < SECTION:
            filled[-1] += f"\n{line}"
        else:
            filled.append(line)
    return [section(Mrkdwn(text)) for text in filled]


def linked(url: str, text: str) -> Mrkdwn:
    """A link under words; only the words where there is no address."""
    words = escape(text.replace("|", "¦"))  # a bar would end the label
    return Mrkdwn(f"<{escape(url)}|{words}>") if url else words


def files_shared(_: Words, files: Iterable[Mapping[str, str]]) -> list[Block]:
    """Files by name, each with the way to it; nothing if there are none."""
    links = [linked(file.get("url", ""), shorten(file["name"], LABEL)) for file in files]
    # A line of small print has ten parts.
    rows = [links[at : at + 9] for at in range(0, len(links), 9)]
    return [context(_.mrkdwn("Files:"), *row) for row in rows]


def header(text: str) -> Block:
    """A heading."""
    most = blockkit.HEADING
    return Block({"type": "header", "text": plain_with_emoji(text[:most], most, "header")})


def divider() -> Block:
    """A line."""
    return Block({"type": "divider"})


def button(
    text: str,
    action_id: str,
    value: str,
    *,
    style: str | None = None,
    confirm: Confirm | None = None,
) -> Element:
    """A button; `style` is `primary` or `danger`."""
    within(value, blockkit.BUTTON_VALUE, "button's value")
    element: Json = {
        "type": "button",
        "text": plain_with_emoji(text[:LABEL], LABEL, "button"),
        "action_id": _id(action_id),
        "value": value,
    }
    if style is not None:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    return Element(element)


def _id(given: str) -> str:
    within(given, blockkit.ID, "id")
    return given


def confirm(_: Words, title: str, text: str, go: str) -> Confirm:
    """Ask again before something that can't be undone easily."""
    return Confirm(
        {
            "title": plain(title[:100], 100, "confirm's title"),
            "text": plain(text[:300], 300, "confirm's text"),
            "confirm": plain(go[:30], 30, "confirm"),
            "deny": plain(_("Keep it"), 30, "deny"),
        }
    )


def actions(*elements: Element, block_id: str | None = None) -> Block:
    """A row of buttons."""
    within(elements, blockkit.BUTTONS, "actions")
    block: Json = {"type": "actions", "elements": list(elements)}
    return Block(block if block_id is None else block | {"block_id": _id(block_id)})


def option(text: str, value: str) -> Option:
    """One choice of a select."""
    within(value, blockkit.OPTION_VALUE, "option's value")
    most = blockkit.OPTION
    return Option({"text": plain_with_emoji(text[:most], most, "option"), "value": value})


def overflow(action_id: str, options: Sequence[Option]) -> Element:
    """A few more choices behind three dots."""
    within(options, blockkit.IN_OVERFLOW, "overflow")
    return Element({"type": "overflow", "action_id": _id(action_id), "options": list(options)})


def select(
    action_id: str, options: Sequence[Option], *, chosen: str | None = None, placeholder: str = ""
) -> Input:
    """A list to choose one of."""
    within(options, blockkit.OPTIONS, "options")
    element = _select(action_id, options, chosen) | {"options": list(options)}
    if placeholder:
        element["placeholder"] = plain(placeholder, blockkit.PLACEHOLDER, "placeholder")
    return Input(Element(element))


def select_in_groups(
    action_id: str, groups: Sequence[tuple[str, Sequence[Option]]], *, chosen: str | None = None
) -> Input:
    """The same with more than fit into one list, by groups that have a label each."""
    within(groups, blockkit.OPTIONS, "groups")
    listed: list[Json] = []
    for label, options in groups:
        within(options, blockkit.OPTIONS, "options")
        listed.append({"label": plain(label, LABEL, "group"), "options": list(options)})
    everything = [option for _label, options in groups for option in options]
    element = _select(action_id, everything, chosen) | {"option_groups": listed}
    return Input(Element(element))


def _select(action_id: str, options: Sequence[Option], chosen: str | None) -> Json:
    element: Json = {"type": "static_select", "action_id": _id(action_id)}
    initial = next((option for option in options if option["value"] == chosen), None)
    return element if initial is None else element | {"initial_option": initial}


def select_person(action_id: str, *, chosen: str | None = None) -> Input:
    """Anybody of the workspace."""
    element: Json = {"type": "users_select", "action_id": _id(action_id)}
    return Input(Element(element if chosen is None else element | {"initial_user": chosen}))


def text_input(
    action_id: str, *, multiline: bool = False, initial: str | None = None, longest: int = 3000
) -> Input:
    """A field to type in."""
    element: Json = {
        "type": "plain_text_input",
        "action_id": _id(action_id),
        "multiline": multiline,
        "max_length": longest,
    }
    if initial:
        within(initial, blockkit.TYPED, "initial value")
        element["initial_value"] = initial
    return Input(Element(element))


def number_input(action_id: str) -> Input:
    """A field for a number."""
    element = {"type": "number_input", "action_id": _id(action_id), "is_decimal_allowed": True}
    return Input(Element(element))


def date_input(action_id: str, initial: date | None = None) -> Input:
    """A field for a day."""
    element: Json = {"type": "datepicker", "action_id": _id(action_id)}
    return Input(
        Element(element if initial is None else element | {"initial_date": initial.isoformat()})
    )


def time_input(action_id: str, chosen: str | None = None) -> Input:
    """A field for a time of day, such as 07:00."""
    element: Json = {"type": "timepicker", "action_id": _id(action_id)}
    return Input(Element(element | ({"initial_time": chosen} if chosen else {})))


def checkboxes(action_id: str, options: Sequence[Option], *, checked: Sequence[str]) -> Input:
    """A few boxes, any of which can be checked."""
    within(options, blockkit.BOXES, "checkboxes")
    element: Json = {
        "type": "checkboxes",
        "action_id": _id(action_id),
        "options": list(options),
    }
    if initial := [each for each in options if each["value"] in checked]:
        element["initial_options"] = initial
    return Input(Element(element))


def moment_input(action_id: str, *, initial: datetime | None = None) -> Input:
    """A field for a day and a time of day; in a form, Slack shows and reads both in the reader's own zone."""
    element: Json = {"type": "datetimepicker", "action_id": _id(action_id)}
    if initial is not None:
        element["initial_date_time"] = int(initial.timestamp())
    return Input(Element(element))


def field(
    block_id: str,
    label: str,
    element: Input,
    *,
    optional: bool = False,
    hint: str = "",
    live: bool = False,
) -> Block:
    """A labelled field of a form; `live` tells us at once when it changes."""
    most = blockkit.FIELD
    block: Json = {
        "type": "input",
        "block_id": _id(block_id),
        "label": plain(label[:most], most, "label"),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint[:most], most, "hint")
    if live:
        block["dispatch_action"] = True
    return Block(block)


def form(
    title: str,
    callback_id: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str | None = None,
    metadata: str = "",
) -> Json:
    """A modal. `metadata` comes back with it, 3000 characters at the most."""
    within(blocks, blockkit.IN_VIEW, "view")
    most = blockkit.TITLE
    view: Json = {
        "type": "modal",
        "title": plain(title[:most], most, "title"),
        "callback_id": _id(callback_id),
        "blocks": list(blocks),
    }
    for name, text in (("submit", submit), ("close", close)):
        if text:
            view[name] = plain(text[:most], most, name)
    if metadata:
        within(metadata, blockkit.METADATA, "metadata")
        view["private_metadata"] = metadata
    return view


def tab(blocks: Sequence[Block]) -> Body:
    """A home tab, a hundred blocks at the most."""
    return Body(Mrkdwn(""), blocks[: blockkit.IN_VIEW])


def select_channel(action_id: str, *, chosen: str | None = None) -> Input:
    """A public channel."""
    element: Json = {"type": "channels_select", "action_id": _id(action_id)}
    return Input(Element(element | ({"initial_channel": chosen} if chosen else {})))


def select_people(action_id: str, *, chosen: Iterable[str] = ()) -> Input:
    """Some people of the workspace."""
    element: Json = {"type": "multi_users_select", "action_id": _id(action_id)}
    people = list(chosen)
    return Input(Element(element | ({"initial_users": people} if people else {})))


def select_several(
    action_id: str,
    groups: Sequence[tuple[str, Sequence[Option]]],
    *,
    most: int,
    chosen: Iterable[str] = (),
) -> Input:
    """Some of a list, by groups that have a label each."""
    element: Json = {**select_in_groups(action_id, groups), "type": "multi_static_select"}
    element["max_selected_items"], wanted = most, set(chosen)
    initial = [each for _label, some in groups for each in some if each["value"] in wanted]
    return Input(Element(element | ({"initial_options": initial[:most]} if initial else {})))


def ticks(action_id: str, options: Sequence[Option], *, chosen: Iterable[str] = ()) -> Input:
    """Boxes to tick, ten at the most."""
    return _shown_at_once("checkboxes", action_id, options, "initial_options", set(chosen))


def radio(action_id: str, options: Sequence[Option], *, chosen: str | None = None) -> Input:
    """One of a few, ten at the most, all in sight."""
    element = _shown_at_once("radio_buttons", action_id, options, "", set())
    initial = next((option for option in options if option["value"] == chosen), None)
    return element if initial is None else Input(Element({**element, "initial_option": initial}))


def _shown_at_once(
    kind: str, action_id: str, options: Sequence[Option], initial: str, chosen: set[str]
) -> Input:
    within(options, blockkit.BOXES, "options")
    element: Json = {"type": kind, "action_id": _id(action_id), "options": list(options)}
    if ticked := [option for option in options if option["value"] in chosen]:
        element[initial] = ticked
    return Input(Element(element))


def bar_chart(title: str, series: str, bars: Sequence[tuple[str, int]]) -> Block:
    """A picture that Slack draws in the reader's theme: two in a message at the most. Always beside its figures as text."""
    within(bars, blockkit.BARS, "bars")
    labels = [shorten(label, blockkit.CHART_LABEL) for label, _n in bars]
    if len(set(labels)) < len(labels):  # their ends tell them apart, and are cut
        labels = [
            shorten(f"{at}. {label}", blockkit.CHART_LABEL)
            for at, (label, _n) in enumerate(bars, start=1)
        ]
    data = [{"label": label, "value": n} for label, (_label, n) in zip(labels, bars, strict=True)]
    chart: Json = {
        "type": "bar",
        "series": [{"name": shorten(series, blockkit.CHART_LABEL), "data": data}],
        "axis_config": {"categories": labels},
    }
    title = shorten(title, blockkit.CHART_TITLE)
    return Block({"type": "data_visualization", "title": title, "chart": chart})
