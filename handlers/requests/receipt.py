"""The requester's receipt, and what an answer says of it: pure functions of facts."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, InteractiveElement

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from config.values import fold
from handlers.kit import (
    Body,
    actions,
    body,
    button,
    confirm,
    context,
    option,
    section,
    select,
)
from handlers.requests.ids import OnRequest, RequesterAction
from handlers.requests.rules import State, Why, needs_department
from handlers.requests.views import (
    Shown,
    behalf,
    joined,
    reference,
    request_text,
    urgency_mark,
)
from storage.requests import Request


def receipt(_: Words, shown: Shown) -> Body:
    """What the requester holds in hand: the number, who has it, what happens next."""
    request = shown.request
    head = receipt_head(_, request, shown.department)
    blocks: list[Block] = [section(head), *request_text(_, shown)]
    if needs_department(request):
        return body(head, *blocks, *choice(_, request, shown.choices))
    blocks.append(section(what_next(_, shown)))
    blocks.append(
        context(joined(requester_why_line(_, shown), urgency_mark(_, request), behalf(_, shown)))
    )
    buttons = requester_buttons(_, request)
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
        State.CANCELLED: _.mrkdwn("Your request *{ref}* is withdrawn.", ref=ref),
        State.DECLINED: _.mrkdwn(
            "*{department}* could not take your request *{ref}*.", ref=ref, department=name
        ),
    }[State(request.state)]


def what_next(_: Words, shown: Shown) -> Mrkdwn:
    """Who has it and what happens next, in the requester's words."""
    return {
        State.OPEN: _open_next(_, shown),
        State.CLAIMED: _.mrkdwn(
            "{who} has it and answers here. What you write in this thread reaches them.",
            who=shown.assignee,
        ),
        State.WAITING: _.mrkdwn(
            "{who} asked you something in this thread. It goes on as soon as you answer.",
            who=shown.assignee,
        ),
        State.RESOLVED: _.mrkdwn(
            "See the answer in this thread. If it is not solved, say so there and it is taken up again."
        ),
        State.CLOSED: _sentences(_.mrkdwn("It is solved and closed."), anew(_, shown.request)),
        State.CANCELLED: _sentences(
            _.mrkdwn("Nobody works on it any more."), anew(_, shown.request)
        ),
        State.DECLINED: _sentences(
            _.mrkdwn("The reason is in this thread."), anew(_, shown.request)
        ),
    }[State(shown.request.state)]


def _open_next(_: Words, shown: Shown) -> Mrkdwn:
    told = _.mrkdwn("You are told in this thread who takes it; what you write here reaches them.")
    return Mrkdwn(f"{nobody_yet(_, shown)} {told}")


def nobody_yet(_: Words, shown: Shown) -> Mrkdwn:
    """By when a request that nobody has is brought up; or that it was."""
    department = shown.department.name
    if shown.claim_by is None:
        return _.mrkdwn(
            "Nobody has taken it yet, and {department} was reminded.", department=department
        )
    same_day = _.day(shown.claim_by) == _.day(shown.request.created_at)
    by = _.time(shown.claim_by) if same_day else _.moment(shown.claim_by)
    return _.mrkdwn(
        "Nobody has taken it yet. If nobody has by {by}, {department} is reminded.",
        by=by,
        department=department,
    )


def anew(_: Words, request: Request) -> Mrkdwn:
    """How to go on after the end. Where others talk too, only a mention is meant for us."""
    if request.channel is not None:
        return _.mrkdwn(
            "If you need more, mention me in this thread: that makes a new request linked to this one."
        )
    return _.mrkdwn(
        "If you need more, write in this thread: that makes a new request linked to this one."
    )


def requester_why_line(_: Words, shown: Shown) -> Mrkdwn:
    """Why this department, as the requester reads it."""
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
                origin=because.get("from", ""),
            )
        case Why.FOLLOWS:
            return _.mrkdwn(
                "{department}, because it follows #{number}",
                department=department,
                number=shown.request.follows or 0,
            )
    return Mrkdwn("")


# More departments than this are offered as the likeliest few and a menu.
MOST_BUTTONS = 5
LIKELY = 3


def choice(_: Words, request: Request, choices: Sequence[Department]) -> list[Block]:
    """Ask which team it is for, with a way out for those who do not know."""
    suggested = choices if len(choices) <= MOST_BUTTONS else choices[:LIKELY]
    elements: list[InteractiveElement] = [
        button(_.own(each.name), f"{RequesterAction.CHOOSE}:{at}", _chosen(request, each))
        for at, each in enumerate(suggested)
    ]
    if len(suggested) < len(choices):
        elements.append(_all_of(_, request, choices))
    sort = button(
        _("I'm not sure – choose for me"),
        f"{RequesterAction.CHOOSE}:sort",
        OnRequest(number=request.number).pack(),
    )
    return [
        section(_.mrkdwn("*Which team is this for?*")),
        actions(*elements, sort),
        context(
            _.mrkdwn(
                "If you're not sure, leave it: someone will route it for you in a few minutes."
            )
        ),
        actions(_cancel(_, request)),
    ]


def _all_of(_: Words, request: Request, choices: Sequence[Department]) -> InteractiveElement:
    by_name = sorted(choices, key=lambda each: fold(_.own(each.name)))
    options = [option(_.own(each.name), _chosen(request, each)) for each in by_name]
    menu = f"{RequesterAction.CHOOSE}:menu"
    return select(menu, options, placeholder=_("Another team…"))


def _chosen(request: Request, department: Department) -> str:
    return OnRequest(number=request.number, choice=department.key).pack()


def requester_buttons(_: Words, request: Request) -> list[InteractiveElement]:
    """What the requester can do with it now."""
    if request.state not in (State.OPEN, State.CLAIMED, State.WAITING):
        return []
    add = button(_("Add something"), RequesterAction.ADD, OnRequest(number=request.number).pack())
    return [add, _cancel(_, request)]


def _cancel(_: Words, request: Request) -> InteractiveElement:
    sure = confirm(
        _,
        _("Withdraw this request?"),
        _("The department stops working on it. You can always ask again."),
        _("Withdraw"),
    )
    return button(
        _("Withdraw"), RequesterAction.CANCEL, OnRequest(number=request.number).pack(), confirm=sure
    )


def _sentences(*sentences: Mrkdwn) -> Mrkdwn:
    return Mrkdwn(" ".join(sentences))
