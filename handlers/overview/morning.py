"""The requests in a department's morning line. It quotes nothing: a line that never changes later must not keep what somebody
deletes."""

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.blocks import context, linked
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.offers import MorningRow
from handlers.requests.keys import card
from handlers.requests.views import permalink
from storage import messages, requests
from storage.requests import Request, Standing
from storage.transaction import Transaction


def open_requests(
    tx: Transaction, desk: Desk, _: Words, department: Department
) -> MorningRow | None:
    """How many are open, how many unassigned, and the oldest."""
    standing = requests.standing(tx, department.key)
    snoozed = requests.count(tx, "snoozed", department.key)
    more = [_.plural("{n} snoozed.", "{n} snoozed.", snoozed)] if snoozed else []
    if standing.oldest is None:
        return MorningRow([_.mrkdwn("no open requests."), *more])
    place = messages.shown_at(tx, card(standing.oldest))
    link = [context(linked(permalink(desk.workspace_url, *place), _("Open card")))] if place else []
    counts = Mrkdwn(" ".join([_counts(_, standing), *more]))
    return MorningRow([counts, _oldest(_, tx, desk, standing.oldest)], link)


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
