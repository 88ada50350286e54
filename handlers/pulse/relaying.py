"""A request that was made of a comment: the department's replies go to the comment's lines, where its author alone finds them,
and what they write back goes to the department. No name goes either way."""

from collections.abc import Sequence

from handlers.conversation.service import Say, say_in_form
from handlers.desk import Desk
from handlers.offers import HistoryView
from handlers.pulse.sides import Side
from handlers.requests.changes import Change, apply
from handlers.requests.departments import department_of
from handlers.requests.lifecycle import ANY, Rule
from handlers.requests.rules import ENDED, Party
from storage import comments, entries, requests
from storage.comments import CommentLine
from storage.requests import Request
from storage.transaction import Transaction

# Kept with the request under this name: the comment, and how much of either side went over.
NAME = "relay"
MADE, RELAYED = "made_of_comment", "comment_relayed"
RULES = {MADE: Rule(ANY), RELAYED: Rule(ANY)}
HISTORY: dict[str, HistoryView] = {
    MADE: lambda _, past: _.mrkdwn(
        "{who} made it of a comment whose author stays unknown", who=past.who
    ),
    RELAYED: lambda _, _past: _.mrkdwn("the author of the comment wrote back"),
}


def remember(tx: Transaction, desk: Desk, request: Request, comment: str, lines: int) -> None:
    """From now on both sides are carried; what the author wrote before is the lead's to tell."""
    kept = {**request.facts, NAME: {"comment": comment, "lines": lines}}
    apply(tx, desk, request, MADE, Change(actor=request.requester, facts=kept))


def relayed(tx: Transaction, _desk: Desk, _before: Request, after: Request) -> list[str]:
    """Whatever happens to such a request: what its department said since is added to the lines."""
    kept = after.facts.get(NAME)
    if kept is None:
        return []
    for entry in entries.of_party(tx, after.number, Party.DEPARTMENT):
        if not entry.internal and not entry.taken_back and entry.text:
            nonce = f"entry:{entry.seq}"
            comments.say(tx, str(kept["comment"]), nonce, Side.DEPARTMENT, entry.text)
    return []


def relay_back(tx: Transaction, desk: Desk, number: int, lines: Sequence[CommentLine]) -> None:
    """What the author wrote since, to the department: said by whoever made the request, for somebody they don't know."""
    request = requests.get(tx, number, lock=True)
    kept = request.facts.get(NAME) if request else None
    if request is None or kept is None or request.state in ENDED:
        return
    fresh = lines[int(kept["lines"]) :]
    if not fresh:
        return
    _ = desk.words_here(department_of(desk, request).zone)
    for line in fresh:
        text = _("The author of the comment, whom no one knows, writes: {text}", text=line.text)
        said = Say(
            team=tx.team,
            actor=request.requester,
            key=f"line:{line.comment}:{line.nonce}",
            number=number,
            text=text,
            as_requester=True,
        )
        say_in_form(tx, desk, said)
    now = requests.get(tx, number)
    assert now is not None
    facts = {**now.facts, NAME: {**kept, "lines": len(lines)}}
    apply(tx, desk, now, RELAYED, Change(facts=facts))
