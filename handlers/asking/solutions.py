"""What a department answered to others who asked the like: what of it may be shown, and how it reads.

Shown is only what the department wrote: its answer, and the title that it gave the request, or else its type. Who asked, and in
which words, is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.catalogue import Mrkdwn, Words
from config.departments import GENERAL, Department
from config.organisation import Organisation
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.requests.departments import department_of
from handlers.requests.privacy import may_be_repeated
from handlers.requests.rules import DONE, GOING, bound_for, helped_by
from handlers.routing.router import kind_of
from handlers.text import has_words, mentioned, plain, shorten
from storage import entries, history, requests
from storage.requests import Request
from storage.transaction import Transaction

MOST = 3
LONGEST = 400
# Under this name the facts of a request whose department is not clear keep what may answer it, by department.
ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Solution:
    """A request that was resolved, and how."""

    request: Request
    note: str


def offered(
    tx: Transaction,
    organisation: Organisation,
    department: Department | None,
    asked: Request,
    request_type: str,
    alike: Mapping[str, Sequence[int]],
) -> tuple[int, ...]:
    """The numbers of those that a department lets others read, of the kind that is asked. Whoever asks again has read what
    their own were answered."""
    if department is None or not department.offer_solutions:
        return ()
    numbers = alike.get(kind_of(organisation, department.key), ())
    found = (solution(tx, number, department.key) for number in numbers)
    kinds = {request_type, GENERAL}
    fit = (
        each.request.number
        for each in found
        if each
        and each.request.requester != asked.requester
        and (request_type == GENERAL or each.request.request_type in kinds)
    )
    return tuple(fit)[:MOST]


def solution(tx: Transaction, number: int, department: str) -> Solution | None:
    """How a department resolved a request; None if that is not so any more, or not for others to read."""
    request = requests.get(tx, number)
    if request is None or request.department != department or request.state not in DONE:
        return None
    event = history.entry(tx, request.key, request.resolution) if request.resolution else None
    seq = event.data.get("entry") if event else None
    note = entries.get(tx, number, int(seq)) if seq is not None else None
    if note is None or note.taken_back or note.internal or not has_words(note.text):
        return None
    return Solution(request, note.text) if may_be_repeated(request) else None


def going(
    department: Department, why: Mapping[str, object], solved: Sequence[int], now: datetime
) -> dict[str, Any]:
    """What is kept of a request that waits for its requester to read them."""
    return {
        "to": department.key,
        "why": dict(why),
        "solved": list(solved),
        "since": now.isoformat(),
    }


def lines(tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """For the requester: those that may answer it, while they read, and the one that did."""
    kept, helped = request.facts.get(GOING, {}), helped_by(request)
    shown = [helped] if helped else kept.get("solved", ()) if bound_for(request) else ()
    key = department_of(desk, request).key
    found = [each for number in shown if (each := solution(tx, int(number), key))]
    told = list(_told(tx, desk, _, found))
    return Mrkdwn("\n".join(told)) if told else None


def _told(tx: Transaction, desk: Desk, _: Words, found: Sequence[Solution]) -> Iterator[Mrkdwn]:
    names = names_of(tx, mentioned(each.note for each in found))
    for at, each in enumerate(found, start=1):
        department = department_of(desk, each.request)
        kind = department.request_type(each.request.request_type)
        title = each.request.title or (_.own(kind.name) if kind and kind.key != GENERAL else "")
        given = {"title": title, "answer": shorten(plain(each.note, names), LONGEST)}
        said = _.mrkdwn("*{title}:* {answer}", **given) if title else _.mrkdwn("{answer}", **given)
        yield _.mrkdwn("{at}. {said}", at=at, said=said) if len(found) > 1 else said
