"""What a card, a receipt and a list say alike: pure functions from facts to words and blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
)

from config.catalogue import Mrkdwn, Words, escape
from config.departments import Department, Field
from handlers.kit import context, files_shared
from handlers.requests.rules import State, Urgency
from handlers.text import Names, answers, carried, pieces, plain, shorten
from storage.entries import Entry
from storage.requests import Request


@dataclass(frozen=True)
class Shown:
    """All that a card or a receipt says, gathered from the facts."""

    request: Request
    text: Entry
    department: Department
    names: Names
    # All departments, the likeliest first, while the requester has not chosen.
    choices: Sequence[Department] = ()
    # The department of the card that is drawn, where it is not the one that has it now.
    custody: int = 0
    workspace_url: str = ""
    # When the department is reminded that nobody has claimed it; None when it was, or need not be.
    claim_by: datetime | None = None
    # When the requester hears from us at the latest, with news or without.
    word_by: datetime | None = None
    # When a solved one closes without a word from the requester.
    closes_at: datetime | None = None
    # Whether the requester was deactivated meanwhile.
    requester_gone: bool = False

    @property
    def requester(self) -> str:
        return self.names[self.request.requester]

    @property
    def assignee(self) -> str:
        return self.names.get(self.request.assignee or "", "")

    @property
    def summary(self) -> str:
        """The beginning of the text, for notifications and lists."""
        return summary(self.text, self.names)


def summary(text: Entry, names: Names, length: int = 120) -> str:
    """The beginning of a request's text in one line; of one without words, the names of its files."""
    if text.taken_back:
        return "…"
    files = ", ".join(file["name"] for file in text.files)
    return shorten(plain(text.text, names), length) or shorten(files, length) or "…"


def ago(_: Words, request: Request) -> Mrkdwn:
    """When it was asked; Slack keeps the age true, the fallback names the moment."""
    fallback = escape(_.moment(request.created_at))
    return Mrkdwn(f"<!date^{int(request.created_at.timestamp())}^{{ago}}|{fallback}>")


def reference(request: Request) -> str:
    """How people name a request."""
    return f"#{request.number}"


def title(_: Words, shown: Shown) -> Mrkdwn:
    """Number, requester and subject in one line."""
    request = shown.request
    kind = shown.department.request_type(request.request_type)
    line = _.mrkdwn(
        "*{ref}* · {requester} asks {department}",
        ref=reference(request),
        requester=shown.requester,
        department=shown.department.name,
    )
    if kind and kind.key != "general":
        line = Mrkdwn(f"{line} · {escape(_.own(kind.name))}")
    return line


def urgency_mark(_: Words, request: Request) -> Mrkdwn:
    """The urgency in words; nothing for the normal one."""
    return {
        Urgency.HIGH: _.mrkdwn(":rotating_light: *Urgent*"),
        Urgency.LOW: _.mrkdwn("Low"),
        Urgency.NORMAL: Mrkdwn(""),
    }[Urgency(request.urgency)]


def state_line(_: Words, shown: Shown) -> Mrkdwn:
    """The state in words, with its assignee: what the department reads."""
    given = {"who": shown.assignee, "requester": shown.requester}
    return {
        State.OPEN: _.mrkdwn(":white_circle: *Open* · unassigned"),
        State.CLAIMED: _.mrkdwn(":large_blue_circle: *In progress* · {who}", **given),
        State.WAITING: _.mrkdwn(
            ":hourglass_flowing_sand: *Waiting for {requester}* · {who}", **given
        ),
        State.RESOLVED: _.mrkdwn(":white_check_mark: *Resolved* by {who}", **given),
        State.CLOSED: _.mrkdwn(":lock: *Closed* · resolved by {who}", **given),
        State.CANCELLED: _.mrkdwn(
            ":leftwards_arrow_with_hook: *Cancelled* by {requester}", **given
        ),
        State.DECLINED: _.mrkdwn(":no_entry_sign: *Closed as not a request* by {who}", **given),
    }[State(shown.request.state)]


def joined(*parts: Mrkdwn) -> Mrkdwn:
    """Facts in one line."""
    return Mrkdwn(" · ".join(part for part in parts if part)) or Mrkdwn("–")


def request_text(_: Words, shown: Shown, *, own: bool = False) -> list[Block]:
    """The text as it was asked; what is too long to show goes on in the thread. `own` is for who wrote it."""
    if shown.text.taken_back:
        return [instead(_("You deleted this message.") if own else _("(message deleted)"))]
    blocks: list[Block] = [carried(shown.text.text, shown.names)]
    if len(pieces(shown.text.text)) > 1:
        blocks.append(context(_.mrkdwn("Continued in the thread.")))
    return [*blocks, *files_shared(_, shown.text.files)]


def given_fields(_: Words, shown: Shown) -> list[Block]:
    """What was filled into the fields of its type."""
    given = fields_of(_, shown.department, shown.request)
    return [answers(list(given.items()))] if given else []


def fields_of(_: Words, department: Department, request: Request) -> dict[str, str]:
    """What was filled in, by its labels. What another department asked stands under its label already."""
    kind = department.request_type(request.request_type)
    fields = {field.key: field for field in kind.fields} if kind else {}
    filled = request.fields.items()
    return dict(_given(_, fields.get(key), key, value) for key, value in filled if value)


def _given(_: Words, field: Field | None, key: str, value: str) -> tuple[str, str]:
    """Label and answer, both in the reader's language if the operator wrote them; what was typed stays as it is."""
    if field is None:
        return key, value
    chosen = next((choice for choice in field.choices if choice == value), value)
    return _.own(field.label), _.own(chosen)


def behalf(_: Words, shown: Shown) -> Mrkdwn:
    """Who submitted it, if that was not the requester."""
    who = _submitter(shown)
    return _.mrkdwn("submitted by {who}", who=who) if who else Mrkdwn("")


def behalf_of_you(_: Words, shown: Shown) -> Mrkdwn:
    """The same for the requester."""
    who = _submitter(shown)
    return _.mrkdwn("submitted for you by {who}", who=who) if who else Mrkdwn("")


def _submitter(shown: Shown) -> str:
    request = shown.request
    return "" if request.recorded_by == request.requester else shown.names[request.recorded_by]


def permalink(workspace_url: str, channel: str, ts: str) -> str:
    """The address of a message, as Slack builds it."""
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def instead(text: str) -> RichTextBlock:
    """A sentence where a quotation stood: Slack refuses to replace rich text by anything else (`block_mismatch`)."""
    part = RichTextElementParts.Text(text=text, style={"italic": True})
    return RichTextBlock(elements=[RichTextSectionElement(elements=[part])])
