"""What a card, a receipt and a list say alike: pure functions from facts to words and blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config.catalogue import Mrkdwn, Words, escape
from config.departments import GENERAL, Department, Field
from handlers.blockkit import Block, Part, Row, emoji_named, line_of, literal, rich_text
from handlers.blocks import context, files_shared
from handlers.requests.rules import State, Urgency, bound_for, helped_by, is_unanswered
from handlers.text import Names, answers, pieces, plain, quoted, shorten
from storage.entries import Entry
from storage.requests import Request
from storage.schema import EPOCH

# As long as a title is.
TITLE = 80


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
    custody_number: int = 0
    workspace_url: str = ""
    # When it is shown: a moment of another day is said with its day.
    now: datetime = EPOCH
    # When the department is reminded that nobody has claimed it; None when it was, or need not be.
    claim_by: datetime | None = None
    # When a resolved one closes if the requester says nothing.
    closes_at: datetime | None = None

    @property
    def requester(self) -> str:
        return self.names[self.request.requester]

    @property
    def assignee(self) -> str:
        return self.names.get(self.request.assignee or "", "")

    @property
    def summary(self) -> str:
        """The title, or the beginning of the text, for notifications."""
        return self.request.title or summary(self.text, self.names)

    @property
    def title(self) -> str:
        """What somebody called it; its first words until somebody does."""
        return self.request.title or self.derived_title

    @property
    def derived_title(self) -> str:
        """Its first words."""
        return summary(self.text, self.names, TITLE)


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


def title_line(_: Words, shown: Shown) -> Row:
    """The state at the left, then number, title and kind. What people wrote is literal in it."""
    request, now = shown.request, standing(_, shown)
    kind = shown.department.request_type(request.request_type)
    known = "" if kind is None or kind.key == GENERAL else f" · {_.own(kind.name)}"
    title = f"{reference(request)} {shown.title}".rstrip()
    parts: list[Part] = [
        emoji_named(now.emoji),
        literal(f" {now.state}", "bold"),
        literal(f" · {now.who} · " if now.who else " · "),
        literal(title, "bold"),
        *([literal(known)] if known else []),
    ]
    return line_of(*parts)


def headed(line: Row, *below: Row) -> Block:
    """A line, and a quotation below it, in one block."""
    return rich_text(line, *below)


def is_all_title(shown: Shown) -> bool:
    """Whether the title says the whole request, so that it need not stand there twice."""
    said = quoted(shown.text.text, shown.names)["elements"]
    return shown.request.title is None and said == [{"type": "text", "text": shown.title}]


def title(_: Words, shown: Shown) -> Mrkdwn:
    """Number, title and requester in one line, for a window."""
    return _.mrkdwn(
        "*{ref} {title}* · {requester} → {department}",
        ref=reference(shown.request),
        title=shown.title,
        requester=shown.requester,
        department=shown.department.name,
    )


def urgency_mark(_: Words, request: Request) -> Mrkdwn:
    """The urgency in words, with a sign that catches the eye; nothing for the normal one."""
    return {
        Urgency.HIGH: _.mrkdwn(":rotating_light: *Urgent*"),
        Urgency.LOW: _.mrkdwn(":arrow_down: Low urgency"),
        Urgency.NORMAL: Mrkdwn(""),
    }[Urgency(request.urgency)]


@dataclass(frozen=True, slots=True)
class StateWords:
    """The state in words, its sign, and who is behind it."""

    emoji: str
    state: str
    who: str


def standing(_: Words, shown: Shown) -> StateWords:
    """What the department reads of the state."""
    who, requester = shown.assignee, shown.requester
    if bound_for(shown.request):
        return StateWords("mag", _("Not sent yet"), "")
    if helped_by(shown.request):
        return StateWords("white_check_mark", _("Answered by an earlier answer"), "")
    closed_by = (
        _("{requester} didn't reply", requester=requester)
        if is_unanswered(shown.request)
        else _("resolved by {who}", who=who)
    )
    return {
        State.OPEN: StateWords("white_circle", _("Open"), _("unassigned")),
        State.CLAIMED: StateWords("large_blue_circle", _("In progress"), who),
        State.WAITING: StateWords(
            "hourglass_flowing_sand", _("Waiting for {requester}", requester=requester), who
        ),
        State.RESOLVED: StateWords("white_check_mark", _("Resolved by {who}", who=who), ""),
        State.CLOSED: StateWords("lock", _("Closed"), closed_by),
        State.CANCELLED: StateWords(
            "leftwards_arrow_with_hook", _("Cancelled by {requester}", requester=requester), ""
        ),
        State.DECLINED: StateWords(
            "no_entry_sign", _("Closed as not a request by {who}", who=who), ""
        ),
    }[State(shown.request.state)]


def state_line(_: Words, shown: Shown) -> Mrkdwn:
    """The same as text."""
    now = standing(_, shown)
    return joined(Mrkdwn(f":{now.emoji}: *{escape(now.state)}*"), escape(now.who))


def joined(*parts: Mrkdwn) -> Mrkdwn:
    """Facts in one line."""
    return Mrkdwn(" · ".join(part for part in parts if part)) or Mrkdwn("–")


def request_text(_: Words, shown: Shown, *, own: bool = False) -> list[Block]:
    """The text as it was asked; what is too long to show goes on in the thread. `own` is for who wrote it."""
    return [rich_text(words(_, shown, own=own)), *with_text(_, shown)]


def words(_: Words, shown: Shown, *, own: bool = False) -> Row:
    """The words as they were asked, or that they were deleted."""
    if shown.text.taken_back:
        return in_place(_("You deleted this message.") if own else _("(message deleted)"))
    return quoted(shown.text.text, shown.names)


def with_text(_: Words, shown: Shown) -> list[Block]:
    """What belongs below the text: that it goes on, and what was shared with it."""
    if shown.text.taken_back:
        return []
    cut = len(pieces(shown.text.text)) > 1
    more = [context(_.mrkdwn("Continued in the thread."))] if cut else []
    return [*more, *files_shared(_, shown.text.files)]


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


def in_place(text: str) -> Row:
    """A sentence where a quotation stood: Slack refuses to replace rich text by anything else (`block_mismatch`)."""
    return line_of(literal(text, "italic"))
