"""What a saved search finds, as a file for a spreadsheet, for those who work for a department."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from config.catalogue import Words
from handlers.blocks import Body, body
from handlers.desk import Answer, Desk
from handlers.directory.rules import departments_of
from handlers.files import Made, made
from handlers.overview.saved import SavedSearch
from handlers.overview.searching import all_found, looked_for
from handlers.overview.service import lines_of
from handlers.requests.privacy import listed_title
from handlers.requests.views import Shown, standing
from handlers.spreadsheet import written
from storage import messages, saved_searches
from storage.requests import Request
from storage.transaction import Transaction

# Rows of one file.
MOST = 5000


def may_export(tx: Transaction, desk: Desk, user: str) -> bool:
    """Lists of requests leave Slack only with those whose work they are."""
    return bool(departments_of(tx, desk.organisation, user))


def export(tx: Transaction, desk: Desk, act: SavedSearch) -> Answer:
    """Have the file sent to whoever saved the search."""
    if may_export(tx, desk, act.actor) and act.text in saved_searches.of(tx, act.actor):
        key = f"search/{_digest(act.text)}/export/{act.actor}"
        messages.put(tx, {key: messages.at(act.actor)}, forget_at=desk.passing())
    return Answer()


def show_export(tx: Transaction, desk: Desk, digest: str, user: str) -> Sequence[Body | Made]:
    """The file, below a line. Of a search that was removed meanwhile there is none."""
    kept = (text for text in saved_searches.of(tx, user) if _digest(text) == digest)
    text = next(kept, None)
    if text is None or not may_export(tx, desk, user):
        return []
    _ = desk.words_for(tx, user)
    found = list(all_found(tx, desk, looked_for(tx, desk, user, text), most=MOST))
    said = _.plural("{n} request for a spreadsheet.", "{n} requests for a spreadsheet.", len(found))
    missing = _.mrkdwn("The file can't be shown here. Please try again later.")
    alt = _("A table of the requests that were found.")
    return [body(said), made(_("requests") + ".csv", table(tx, desk, _, found), alt, missing)]


def table(tx: Transaction, desk: Desk, _: Words, found: Sequence[Request]) -> str:
    """A row for each request. Of a confidential one, no words."""
    head = [
        _("Number"),
        _("Title"),
        _("State"),
        _("Urgency"),
        _("Department"),
        _("From"),
        _("Assigned to"),
        _("Asked on"),
        _("Solved on"),
    ]
    return written(head, _rows(tx, desk, _, found))


def _rows(
    tx: Transaction, desk: Desk, _: Words, found: Sequence[Request]
) -> Iterator[list[object]]:
    for line in lines_of(tx, desk, found):
        request = line.request
        shown = Shown(request, line.text, line.department, line.names)
        ended = request.resolved_at
        yield [
            request.number,
            listed_title(shown),
            standing(_, shown).state,
            request.urgency,
            _.own(line.department.name),
            shown.requester,
            shown.assignee,
            request.created_at.astimezone(_.zone).date().isoformat(),
            ended.astimezone(_.zone).date().isoformat() if ended else "",
        ]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
