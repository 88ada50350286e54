"""What the morning line says. It quotes nothing: a line that never changes later must not keep what somebody deletes."""

from config.catalogue import Mrkdwn, Words
from handlers.blocks import Body, body, context, linked, section
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.requests.keys import card
from handlers.requests.views import permalink
from storage import messages, requests
from storage.requests import Request, Standing
from storage.transaction import Transaction


def digest(tx: Transaction, desk: Desk, department: str, date: str) -> Body | None:  # noqa: ARG001 # the date makes the key
    """How many are open, how many unassigned, and the oldest."""
    found = desk.organisation.department(department)
    if found is None:
        return None
    _ = desk.words_here(found.zone)
    standing = requests.standing(tx, department)
    if standing.oldest is None:
        return body(_.mrkdwn("*{department} today:* no open requests.", department=found.name))
    line = Mrkdwn(
        f"{_.mrkdwn('*{department} today:*', department=found.name)} {_counts(_, standing)}"
    )
    oldest = _oldest(_, tx, desk, standing.oldest)
    place = messages.shown_at(tx, card(standing.oldest))
    link = [context(linked(permalink(desk.workspace_url, *place), _("Open card")))] if place else []
    return body(Mrkdwn(f"{line} {oldest}"), section(Mrkdwn(f"{line}\n{oldest}")), *link)


def _counts(_: Words, standing: Standing) -> Mrkdwn:
    counts = _.plural("{n} open request.", "{n} open requests.", standing.open)
    if not standing.unclaimed:
        return Mrkdwn(f"{counts} {_.mrkdwn('All of them are assigned.')}")
    nobody = _.plural("{n} unassigned.", "{n} unassigned.", standing.unclaimed)
    return Mrkdwn(f"{counts} {nobody}")


def _oldest(_: Words, tx: Transaction, desk: Desk, request: Request) -> Mrkdwn:
    given = {
        "number": request.number,
        "requester": name_of(tx, request.requester),
        "age": _.span(request.created_at, desk.clock.now()),
    }
    if request.assignee is None:
        return _.mrkdwn("Oldest: #{number} from {requester} ({age}, unassigned)", **given)
    who = name_of(tx, request.assignee)
    return _.mrkdwn("Oldest: #{number} from {requester} ({age}, {who})", **given, who=who)
