"""Which team a request is for, as its receipt asks and the answer to a command: pure functions."""

from collections.abc import Sequence

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from config.values import fold
from handlers.asking.ids import AskAction
from handlers.asking.matters import MATTERS
from handlers.blockkit import Block, Element
from handlers.blocks import actions, button, context, option, section, select
from handlers.requests.ids import RequestValue
from handlers.requests.lifecycle import due_by
from handlers.requests.rules import Deadline, needs_department
from storage.requests import Request

# More departments than this are offered as the likeliest few and a menu of all; a message has no room for a longer menu
# than this, but a form has.
MOST_BUTTONS = 5
LIKELY = 3
MOST_IN_MENU = 15


def choice(_: Words, request: Request, choices: Sequence[Department]) -> list[Block]:
    """The departments to choose from, with a way out for those who don't know."""
    if not needs_department(request):
        return []
    suggested = choices if len(choices) <= MOST_BUTTONS else choices[:LIKELY]
    elements: list[Element] = [
        button(_.own(each.name), f"{AskAction.CHOOSE}:{at}", _chosen(request, each))
        for at, each in enumerate(suggested)
    ]
    if len(suggested) < len(choices):
        elements.append(_all_of(_, request, choices))
    sort = button(
        _("I'm not sure – choose for me"),
        f"{AskAction.CHOOSE}:sort",
        RequestValue(number=request.number).pack(),
    )
    return [
        *_two_matters(_, request, choices),
        actions(*elements, sort),
        context(_unsure(_, request)),
    ]


def _two_matters(_: Words, request: Request, choices: Sequence[Department]) -> list[Block]:
    """That it may be two requests, if each part is clearly for another department."""
    to = request.facts.get(MATTERS, {}).get("to", ())
    names = {each.key: _.own(each.name) for each in choices}
    if not to or any(key not in names for key in to):
        return []
    given = {"one": names[to[0]], "other": names[to[1]]}
    text = _.mrkdwn(
        "This looks like two matters: one for *{one}*, one for *{other}*. Shall I make two requests of it? "
        "Or choose one team for all of it.",
        **given,
    )
    value = RequestValue(number=request.number).pack()
    split = button(_("Two: {one} and {other}", **given), AskAction.SPLIT, value, style="primary")
    return [section(text), actions(split)]


def _unsure(_: Words, request: Request) -> Mrkdwn:
    """By when it goes on without a choice."""
    by = due_by(request).get(Deadline.SORT)
    if by is None:
        return _.mrkdwn("If you're not sure, leave it: someone will route it for you.")
    return _.mrkdwn(
        "If you're not sure, leave it: someone will route it for you after {by}.",
        by=_.when(by, request.created_at),
    )


def _all_of(_: Words, request: Request, choices: Sequence[Department]) -> Element:
    by_name = sorted(choices, key=lambda each: fold(_.own(each.name)))
    options = [option(_.own(each.name), _chosen(request, each)) for each in by_name]
    if len(options) > MOST_IN_MENU:
        value = RequestValue(number=request.number).pack()
        return button(_("Another team…"), f"{AskAction.CHOOSE}:all", value)
    menu = f"{AskAction.CHOOSE}:menu"
    return select(menu, options, placeholder=_("Another team…"))


def _chosen(request: Request, department: Department) -> str:
    return RequestValue(number=request.number, choice=department.key).pack()
