"""How a request stands, for whoever asks about it by its number."""

from config.catalogue import Mrkdwn, Words
from handlers.blocks import Body, actions, body, button, context, section
from handlers.desk import Answer, Desk
from handlers.offers import On
from handlers.overview.ids import ListAction
from handlers.requests.ids import RequestValue
from handlers.requests.messages import gather
from handlers.requests.privacy import may_see
from handlers.requests.rules import (
    State,
    bound_for,
    is_being_sorted,
    is_unanswered,
    may_speak_for,
    needs_department,
)
from handlers.requests.service import not_found
from handlers.requests.views import Shown, joined, reference, urgency_mark
from storage import requests
from storage.transaction import Transaction


def standing(tx: Transaction, desk: Desk, user: str, number: str, ts: str) -> Body:  # noqa: ARG001 # ts makes the key unique
    """A message that says how a request stands; of one that the reader may not see, only that there is none to be found."""
    request = requests.get(tx, int(number))
    if request is None or not may_see(tx, desk, request, user):
        return body(not_found(tx, desk, user, int(number)).message)
    speaks = may_speak_for(request, user)
    _ = desk.words_for(tx, user)
    shown = gather(tx, desk, request)
    text = _sentence(_, shown)
    value = RequestValue(number=request.number).pack()
    buttons = [
        *(desk.offers.buttons_on(On.ANSWER, _, request) if speaks else []),
        button(_("Details"), ListAction.DETAILS, value),
    ]
    words = _.mrkdwn("“{summary}”", summary=shown.summary) if shown.summary else Mrkdwn("")
    line = joined(words, urgency_mark(_, request))
    return body(text, section(text), context(line), actions(*buttons))


def stands(tx: Transaction, desk: Desk, user: str, number: int) -> Answer:
    """The same as an answer to a command."""
    shown = standing(tx, desk, user, str(number), "")
    return Answer(text=shown.text, blocks=tuple(shown.blocks))


def _sentence(_: Words, shown: Shown) -> Mrkdwn:
    request = shown.request
    given = {
        "ref": reference(request),
        "department": _.own(shown.department.name),
        "who": shown.assignee,
        "requester": shown.requester,
    }
    if is_being_sorted(request):
        return _.mrkdwn("We're finding the right team for *{ref}*.", **given)
    if needs_department(request):
        return _.mrkdwn("*{ref}* is waiting for you to say which team it's for.", **given)
    if bound_for(request):
        return _.mrkdwn(
            "*{ref}* isn't with *{department}* yet: it may be answered already.", **given
        )
    if is_unanswered(request):
        return _.mrkdwn("*{ref}* is closed, because *{requester}* didn't reply.", **given)
    return {
        State.OPEN: _.mrkdwn(
            "*{ref}* is with *{department}*. No one has picked it up yet.", **given
        ),
        State.CLAIMED: _.mrkdwn("*{who}* ({department}) is working on *{ref}*.", **given),
        State.WAITING: _.mrkdwn(
            "*{ref}* is waiting for a reply from *{requester}* to *{who}* ({department}).", **given
        ),
        State.RESOLVED: _.mrkdwn("*{department}* has solved *{ref}*.", **given),
        State.CLOSED: _.mrkdwn("*{ref}* is solved and closed.", **given),
        State.CANCELLED: _.mrkdwn("*{ref}* was cancelled.", **given),
        State.DECLINED: _.mrkdwn("*{department}* closed *{ref}*.", **given),
    }[State(request.state)]
