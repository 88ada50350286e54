"""The few Block Kit pieces that all views are built of. Limits fail when a view is built, not at Slack by night."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    InputInteractiveElement,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from config.catalogue import Mrkdwn, Words, escape
from handlers.text import shorten

LABEL = 75
SECTION = 3000


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


def body(text: Mrkdwn, *blocks: Block) -> Body:
    """A message of these blocks; without any, one that is its text."""
    return Body(text, dicts(*(blocks or (section(text),))))


def dicts(*blocks: Block) -> list[dict[str, Any]]:
    """Blocks as Slack takes them. Raises `SlackObjectFormationError` for what it would refuse."""
    return [block.to_dict() for block in blocks]


def _mrkdwn(text: Mrkdwn) -> MarkdownTextObject:
    return MarkdownTextObject(text=text, verbatim=True)


def section(text: Mrkdwn, *, accessory: InteractiveElement | None = None) -> SectionBlock:
    """A paragraph."""
    return SectionBlock(text=_mrkdwn(text), accessory=accessory)


def context(*texts: Mrkdwn) -> ContextBlock:
    """Small print."""
    return ContextBlock(elements=[_mrkdwn(text) for text in texts])


def paragraphs(lines: Iterable[Mrkdwn]) -> list[SectionBlock]:
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


def header(text: str) -> HeaderBlock:
    """A heading."""
    return HeaderBlock(text=PlainTextObject(text=text[:150], emoji=True))


def divider() -> DividerBlock:
    """A line."""
    return DividerBlock()


def button(
    text: str,
    action_id: str,
    value: str,
    *,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """A button; `style` is `primary` or `danger`."""
    label = PlainTextObject(text=text[:LABEL], emoji=True)
    return ButtonElement(text=label, action_id=action_id, value=value, style=style, confirm=confirm)


def confirm(_: Words, title: str, text: str, go: str) -> ConfirmObject:
    """Ask again before something that can't be undone easily."""
    return ConfirmObject(
        title=PlainTextObject(text=title[:100]),
        text=PlainTextObject(text=text[:300]),
        confirm=PlainTextObject(text=go[:30]),
        deny=PlainTextObject(text=_("Keep it")),
    )


def actions(*elements: InteractiveElement, block_id: str | None = None) -> ActionsBlock:
    """A row of buttons."""
    return ActionsBlock(elements=list(elements), block_id=block_id)


def option(text: str, value: str) -> Option:
    """One choice of a select."""
    return Option(text=PlainTextObject(text=text[:LABEL], emoji=True), value=value)


def select(
    action_id: str, options: Sequence[Option], *, chosen: str | None = None, placeholder: str = ""
) -> StaticSelectElement:
    """A list to choose one of."""
    initial = next((option for option in options if option.value == chosen), None)
    return StaticSelectElement(
        action_id=action_id,
        options=list(options),
        initial_option=initial,
        placeholder=PlainTextObject(text=placeholder) if placeholder else None,
    )


def text_input(
    action_id: str, *, multiline: bool = False, initial: str | None = None, longest: int = 3000
) -> PlainTextInputElement:
    """A field to type in."""
    return PlainTextInputElement(
        action_id=action_id, multiline=multiline, initial_value=initial, max_length=longest
    )


def field(
    block_id: str,
    label: str,
    element: InputInteractiveElement,
    *,
    optional: bool = False,
    hint: str = "",
    live: bool = False,
) -> InputBlock:
    """A labelled field of a form; `live` tells us at once when it changes."""
    return InputBlock(
        block_id=block_id,
        label=PlainTextObject(text=label[:2000]),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint[:2000]) if hint else None,
        dispatch_action=live or None,
    )


def form(
    title: str,
    callback_id: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str | None = None,
    metadata: str = "",
) -> dict[str, Any]:
    """A modal. `metadata` comes back with it, 3000 characters at the most."""
    view = View(
        type="modal",
        title=PlainTextObject(text=title[:24]),
        callback_id=callback_id,
        blocks=list(blocks),
        submit=PlainTextObject(text=submit[:24]) if submit else None,
        close=PlainTextObject(text=close[:24]) if close else None,
        private_metadata=metadata,
    )
    return view.to_dict()


def tab(blocks: Sequence[Block]) -> Body:
    """A home tab, a hundred blocks at the most."""
    return Body(Mrkdwn(""), dicts(*blocks[:100]))
