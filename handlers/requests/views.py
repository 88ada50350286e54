"""The card and the receipt: pure functions from facts to what Slack shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, InteractiveElement, Option, OverflowMenuElement

from config.catalogue import Mrkdwn, Words, escape
from config.departments import Department
from handlers.kit import (
    Body,
    actions,
    body,
    button,
    confirm,
    context,
    files_shared,
    option,
    section,
)
from handlers.requests.ids import AskerAction, CardAction, More, OnRequest
from handlers.requests.rules import ENDED, State, Urgency, Why, needs_department
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
    # The three likeliest departments, while the asker has not chosen.
    choices: Sequence[Department] = ()
    # The department of the card that is drawn, where it is not the one that has it now.
    custody: int = 0
    workspace_url: str = ""
    # When the department is reminded that nobody has it; None when it was, or need not be.
    claim_by: datetime | None = None
    # When a solved one closes without a word from the asker.
    closes_at: datetime | None = None
    # Whether the asker was deactivated meanwhile.
    asker_gone: bool = False

    @property
    def asker(self) -> str:
        return self.names[self.request.requester]

    @property
    def holder(self) -> str:
        return self.names.get(self.request.assignee or "", "")

    @property
    def summary(self) -> str:
        """The beginning of the text, for notifications and lists."""
        return summary(self.text, self.names)


def summary(text: Entry, names: Names, length: int = 120) -> str:
    """The beginning of a request's text in one line."""
    return shorten(plain(text.text, names), length)


def ago(_: Words, request: Request) -> Mrkdwn:
    """When it was asked; Slack keeps the age true, the fallback names the moment."""
    fallback = escape(_.moment(request.created_at))
    return Mrkdwn(f"<!date^{int(request.created_at.timestamp())}^{{ago}}|{fallback}>")


def reference(request: Request) -> str:
    """How people name a request."""
    return f"#{request.number}"


def title(_: Words, shown: Shown) -> Mrkdwn:
    """Number, asker and subject in one line."""
    request = shown.request
    kind = shown.department.request_type(request.request_type)
    line = _.mrkdwn(
        "*{ref}* · {asker} asks {department}",
        ref=reference(request),
        asker=shown.asker,
        department=shown.department.name,
    )
    if kind and kind.key != "general":
        line = Mrkdwn(f"{line} · {escape(kind.name)}")
    return line


def urgency_mark(_: Words, request: Request) -> Mrkdwn:
    """The urgency in words; nothing for the normal one."""
    return {
        Urgency.HIGH: _.mrkdwn(":rotating_light: *Urgent*"),
        Urgency.LOW: _.mrkdwn("Can wait"),
        Urgency.NORMAL: Mrkdwn(""),
    }[Urgency(request.urgency)]


def state_line(_: Words, shown: Shown) -> Mrkdwn:
    """The state in words, with who holds it: what the department reads."""
    who = shown.holder
    return {
        State.OPEN: _.mrkdwn(":white_circle: *Open* · nobody has it yet"),
        State.CLAIMED: _.mrkdwn(":large_blue_circle: *Claimed* · {who} has it", who=who),
        State.WAITING: _.mrkdwn(
            ":hourglass_flowing_sand: *Waiting* for {asker} · {who} has it",
            asker=shown.asker,
            who=who,
        ),
        State.RESOLVED: _.mrkdwn(":white_check_mark: *Resolved* by {who}", who=who),
        State.CLOSED: _.mrkdwn(":lock: *Closed* · resolved by {who}", who=who),
        State.WITHDRAWN: _.mrkdwn(":leftwards_arrow_with_hook: *Withdrawn* by the asker"),
        State.DECLINED: _.mrkdwn(":no_entry_sign: *Not a request* · set aside by {who}", who=who),
    }[State(shown.request.state)]


def why_line(_: Words, shown: Shown) -> Mrkdwn:
    """Why it is in this department, in plain sight."""
    because = shown.request.because
    match because.get("why"):
        case Why.NAMED:
            return _.mrkdwn(
                "Here because the asker named {department}", department=shown.department.name
            )
        case Why.KEYWORDS:
            words = ", ".join(f"“{word}”" for word in because.get("words", ()))
            return _.mrkdwn("Here because of {words}", words=words)
        case Why.EXAMPLES:
            return _.mrkdwn(
                "Here because it is like what {department} is asked",
                department=shown.department.name,
            )
        case Why.CHOSEN:
            return _.mrkdwn(
                "Here because the asker chose {department}", department=shown.department.name
            )
        case Why.SORTED:
            return _.mrkdwn("Here because the asker wants it sorted for them")
        case Why.UNSORTED:
            return _.mrkdwn("Here because the asker has not chosen a department")
        case Why.HANDED_OVER:
            return _.mrkdwn(
                "Here because {who} handed it over from {origin}",
                who=shown.names.get(str(because.get("who")), ""),
                origin=str(because.get("from", "")),
            )
        case Why.FOLLOWS:
            return _.mrkdwn("Here because it follows #{number}", number=shown.request.follows or 0)
    return Mrkdwn("")


def card(_: Words, shown: Shown) -> Body:
    """The department's card, in its present state."""
    request = shown.request
    fallback = _.mrkdwn(
        "{ref} from {asker}: {summary}",
        ref=reference(request),
        asker=shown.asker,
        summary=shown.summary,
    )
    if shown.custody != request.custody:
        return body(
            fallback,
            section(title(_, shown)),
            context(
                _.mrkdwn("Handed over: {department} has it now.", department=shown.department.name)
            ),
        )
    blocks: list[Block] = [section(title(_, shown)), *request_text(_, shown)]
    blocks += given_fields(shown)
    facts = [state_line(_, shown), urgency_mark(_, request), _rating(_, request)]
    when = _.mrkdwn("asked {ago}", ago=ago(_, request))
    blocks.append(context(_joined(*facts, when)))
    blocks.append(context(_joined(why_line(_, shown), _behalf(_, shown), _origin(_, shown))))
    blocks += _how_to_answer(_, shown)
    buttons = _card_buttons(_, request)
    return body(fallback, *blocks, *([actions(*buttons)] if buttons else []))


def _how_to_answer(_: Words, shown: Shown) -> list[Block]:
    """Who reads what is said in the thread, so that no remark goes astray."""
    if shown.asker_gone:
        gone = _.mrkdwn(
            ":warning: {asker} is no longer here, and answers do not reach them. "
            "Resolve it, or set it aside under More.",
            asker=shown.asker,
        )
        return [context(gone)]
    if shown.request.state in ENDED:
        return []
    if shown.department.internal_unless_sent:
        hint = _.mrkdwn(
            "What is said in the thread stays inside. Begin with 📨 to send it to {asker}.",
            asker=shown.asker,
        )
    else:
        hint = _.mrkdwn(
            "What is said in the thread goes to {asker}. Begin with 🔒 to keep it inside.",
            asker=shown.asker,
        )
    return [context(hint)]


def _joined(*parts: Mrkdwn) -> Mrkdwn:
    return Mrkdwn(" · ".join(part for part in parts if part)) or Mrkdwn("–")


def request_text(_: Words, shown: Shown) -> list[Block]:
    """The text as it was asked; what is too long to show goes on in the thread."""
    if shown.text.taken_back:
        return [section(_.mrkdwn("_The asker took the text back._"))]
    blocks: list[Block] = [carried(shown.text.text, shown.names)]
    if len(pieces(shown.text.text)) > 1:
        blocks.append(context(_.mrkdwn("The text is long; the rest is in the thread.")))
    return [*blocks, *files_shared(_, shown.text.files)]


def given_fields(shown: Shown) -> list[Block]:
    """What was filled into the fields of its type."""
    kind = shown.department.request_type(shown.request.request_type)
    labels = {field.key: field.label for field in kind.fields} if kind else {}
    given = [(labels.get(key, key), value) for key, value in shown.request.fields.items() if value]
    return [answers(given)] if given else []


def _behalf(_: Words, shown: Shown) -> Mrkdwn:
    request = shown.request
    if request.recorded_by == request.requester:
        return Mrkdwn("")
    return _.mrkdwn("recorded by {who}", who=shown.names[request.recorded_by])


def _origin(_: Words, shown: Shown) -> Mrkdwn:
    request = shown.request
    if request.via not in ("mention", "shortcut") or not (
        request.origin_channel and request.origin_ts
    ):
        return Mrkdwn("")
    url = permalink(shown.workspace_url, request.origin_channel, request.origin_ts)
    return Mrkdwn(f"<{url}|{escape(_('where it began'))}>")


def permalink(workspace_url: str, channel: str, ts: str) -> str:
    """The address of a message, as Slack builds it."""
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def _rating(_: Words, request: Request) -> Mrkdwn:
    return _.mrkdwn("rated {stars} of 5", stars=request.rating) if request.rating else Mrkdwn("")


def _card_buttons(_: Words, request: Request) -> list[InteractiveElement]:
    value = OnRequest(number=request.number).pack()
    reply = button(_("Reply"), CardAction.REPLY, value)
    details = button(_("Details"), CardAction.DETAILS, value)
    if request.state == State.RESOLVED:
        return [reply, details]
    if request.state in ENDED:
        return [details]
    claim = button(_("Claim"), CardAction.CLAIM, value, style="primary")
    resolve = button(
        _("Resolve"),
        CardAction.RESOLVE,
        value,
        style=None if request.state == State.OPEN else "primary",
    )
    more = OverflowMenuElement(action_id=CardAction.MORE, options=_more(_, request))
    return [*([claim] if request.state == State.OPEN else []), reply, resolve, more]


def _more(_: Words, request: Request) -> list[Option]:
    choices = [
        (More.ASSIGN, _("Assign to…")),
        (More.HAND_OVER, _("Hand over to another department…")),
        (More.WAIT, _("Wait for the asker…")),
        (More.URGENCY, _("Change the urgency…")),
        (More.DECLINE, _("Not a request…")),
    ]
    return [
        option(text, OnRequest(number=request.number, choice=choice).pack())
        for choice, text in choices
    ]


# --- the receipt -----------------------------------------------------------------------------------


def receipt(_: Words, shown: Shown) -> Body:
    """What the asker holds in hand: the number, who has it, what happens next."""
    request = shown.request
    head = receipt_head(_, request, shown.department)
    blocks: list[Block] = [section(head), *request_text(_, shown)]
    if needs_department(request):
        return body(head, *blocks, *choice(_, request, shown.choices))
    blocks.append(section(what_next(_, shown)))
    blocks.append(
        context(_joined(asker_why_line(_, shown), urgency_mark(_, request), _behalf(_, shown)))
    )
    buttons = asker_buttons(_, request)
    return body(head, *blocks, *([actions(*buttons)] if buttons else []))


def receipt_head(_: Words, request: Request, department: Department) -> Mrkdwn:
    """Number and department in one sentence."""
    ref = reference(request)
    if needs_department(request):
        return _.mrkdwn(
            "Your request *{ref}* is recorded. One question, so that it reaches the right people:",
            ref=ref,
        )
    name = department.name
    return {
        State.OPEN: _.mrkdwn(
            "Your request *{ref}* is with *{department}*.", ref=ref, department=name
        ),
        State.CLAIMED: _.mrkdwn(
            "Your request *{ref}* is in work at *{department}*.", ref=ref, department=name
        ),
        State.WAITING: _.mrkdwn(
            "Your request *{ref}* waits for your answer to *{department}*.",
            ref=ref,
            department=name,
        ),
        State.RESOLVED: _.mrkdwn(
            "Your request *{ref}* is solved by *{department}*.", ref=ref, department=name
        ),
        State.CLOSED: _.mrkdwn("Your request *{ref}* is closed.", ref=ref),
        State.WITHDRAWN: _.mrkdwn("Your request *{ref}* is withdrawn.", ref=ref),
        State.DECLINED: _.mrkdwn(
            "*{department}* could not take your request *{ref}*.", ref=ref, department=name
        ),
    }[State(request.state)]


def what_next(_: Words, shown: Shown) -> Mrkdwn:
    """Who has it and what happens next, in the asker's words."""
    return {
        State.OPEN: _open_next(_, shown),
        State.CLAIMED: _.mrkdwn(
            "{who} has it and answers here. What you write in this thread reaches them.",
            who=shown.holder,
        ),
        State.WAITING: _.mrkdwn(
            "{who} asked you something in this thread. It goes on as soon as you answer.",
            who=shown.holder,
        ),
        State.RESOLVED: _.mrkdwn(
            "See the answer in this thread. If it is not solved, say so there and it is taken up again."
        ),
        State.CLOSED: _sentences(_.mrkdwn("It is solved and closed."), anew(_, shown.request)),
        State.WITHDRAWN: _sentences(
            _.mrkdwn("Nobody works on it any more."), anew(_, shown.request)
        ),
        State.DECLINED: _sentences(
            _.mrkdwn("The reason is in this thread."), anew(_, shown.request)
        ),
    }[State(shown.request.state)]


def anew(_: Words, request: Request) -> Mrkdwn:
    """How to go on after the end. Where others talk too, only a mention is meant for us."""
    if request.channel is not None:
        return _.mrkdwn(
            "If you need more, mention me in this thread: that makes a new request which knows this one."
        )
    return _.mrkdwn(
        "If you need more, write in this thread: that makes a new request which knows this one."
    )


def _sentences(*sentences: Mrkdwn) -> Mrkdwn:
    return Mrkdwn(" ".join(sentences))


def _open_next(_: Words, shown: Shown) -> Mrkdwn:
    told = _.mrkdwn("You are told in this thread who takes it; what you write here reaches them.")
    department = shown.department.name
    if shown.claim_by is None:
        waits = _.mrkdwn(
            "Nobody has taken it yet, and {department} was reminded.", department=department
        )
        return Mrkdwn(f"{waits} {told}")
    same_day = _.day(shown.claim_by) == _.day(shown.request.created_at)
    by = _.time(shown.claim_by) if same_day else _.moment(shown.claim_by)
    waits = _.mrkdwn(
        "Nobody has taken it yet. If nobody has by {by}, {department} is reminded.",
        by=by,
        department=department,
    )
    return Mrkdwn(f"{waits} {told}")


def asker_why_line(_: Words, shown: Shown) -> Mrkdwn:
    """Why this department, as the asker reads it."""
    because, department = shown.request.because, shown.department.name
    match because.get("why"):
        case Why.NAMED:
            return _.mrkdwn("{department}, because you named it", department=department)
        case Why.KEYWORDS:
            words = ", ".join(f"“{word}”" for word in because.get("words", ()))
            return _.mrkdwn(
                "{department}, because you wrote {words}", department=department, words=words
            )
        case Why.EXAMPLES:
            return _.mrkdwn(
                "{department}, because it is asked such things often", department=department
            )
        case Why.CHOSEN:
            return _.mrkdwn("{department}, because you chose it", department=department)
        case Why.SORTED | Why.UNSORTED:
            return _.mrkdwn(
                "{department} finds the right department for you", department=department
            )
        case Why.HANDED_OVER:
            return _.mrkdwn(
                "{department}, handed over from {origin}",
                department=department,
                origin=str(because.get("from", "")),
            )
        case Why.FOLLOWS:
            return _.mrkdwn(
                "{department}, because it follows #{number}",
                department=department,
                number=shown.request.follows or 0,
            )
    return Mrkdwn("")


def choice(_: Words, request: Request, choices: Sequence[Department]) -> list[Block]:
    """Ask whom it is for, with a way out for those who do not know."""
    buttons = [
        button(
            department.name,
            f"{AskerAction.CHOOSE}:{at}",
            OnRequest(number=request.number, choice=department.key).pack(),
        )
        for at, department in enumerate(choices)
    ]
    sort = button(
        _("Please sort it for me"),
        f"{AskerAction.CHOOSE}:sort",
        OnRequest(number=request.number).pack(),
    )
    return [
        section(_.mrkdwn("*Whom is it for?*")),
        actions(*buttons, sort),
        context(
            _.mrkdwn(
                "If you do not choose within a few minutes, it is sorted for you. It is not lost either way."
            )
        ),
        actions(_withdraw(_, request)),
    ]


def asker_buttons(_: Words, request: Request) -> list[InteractiveElement]:
    """What the asker can do with it now."""
    if request.state not in (State.OPEN, State.CLAIMED, State.WAITING):
        return []
    add = button(_("Add something"), AskerAction.ADD, OnRequest(number=request.number).pack())
    return [add, _withdraw(_, request)]


def _withdraw(_: Words, request: Request) -> InteractiveElement:
    sure = confirm(
        _,
        _("Withdraw this request?"),
        _("The department stops working on it. You can always ask again."),
        _("Withdraw"),
    )
    return button(
        _("Withdraw"), AskerAction.WITHDRAW, OnRequest(number=request.number).pack(), confirm=sure
    )
