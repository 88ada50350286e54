"""A direct message outside our threads: small talk, a word about a request, something to add to one, or a new request."""

from handlers.asking.belonging import NamedRequest, in_one_breath, may_belong
from handlers.asking.explaining import explain, is_unexplained
from handlers.asking.reading import Reading, reading_of
from handlers.asking.rules import SmallTalk
from handlers.asking.service import Talk, open_request, say_how_it_stands, talk
from handlers.conversation.additions import ask_where, end_of_breath, join
from handlers.conversation.carrying import Heard, ask_of
from handlers.desk import Answer, Desk
from handlers.requests.rules import UNRESOLVED, Via, may_speak_for
from storage import requests
from storage.requests import Request
from storage.transaction import Transaction


def in_dm(tx: Transaction, desk: Desk, said: Heard) -> Answer:
    """Find out what somebody means by a direct message, and do that."""
    latest = _still_written_on(tx, desk, said)
    reading = reading_of(tx, desk, said)
    kind = None if said.files else reading.talk
    if kind is not None and not (kind == SmallTalk.WORDLESS and latest):
        if kind == SmallTalk.THANKS and latest is not None:
            end_of_breath(tx, latest)
        return talk(
            tx, desk, Talk(team=said.team, actor=said.actor, key=said.key, kind=kind, ts=said.ts)
        )
    answer = _about_the_one_it_names(tx, desk, said, reading.about)
    if answer is not None:
        return answer
    if latest is not None and is_unexplained(tx, latest):
        return explain(tx, desk, latest, ask_of(said))
    if latest is not None and _belongs(latest, reading):
        return join(tx, desk, latest, said)
    return open_request(tx, desk, ask_of(said))


def _still_written_on(tx: Transaction, desk: Desk, said: Heard) -> Request | None:
    """The request, held for this transaction, that somebody asked a moment ago by a direct message."""
    latest = requests.latest_asked(tx, said.actor, Via.DM)
    if latest is None or not in_one_breath(latest.added_at, desk.clock.now()):
        return None
    request = requests.get(tx, latest.number, lock=True)
    return request if request is not None and request.state in UNRESOLVED else None


def _belongs(request: Request, reading: Reading) -> bool:
    found = reading.route.department
    return reading.is_addition and may_belong(department=request.department, found=found)


def _about_the_one_it_names(
    tx: Transaction, desk: Desk, said: Heard, about: NamedRequest | None
) -> Answer | None:
    """`#2` alone asks how it stands; with more, it may be something to add. None if it does not speak of a request."""
    if about is None:
        return None
    if about.only_its_state and not said.files:
        return say_how_it_stands(tx, desk, said.actor, about.number, said.ts)
    request = requests.get(tx, about.number, lock=True)
    if request is None or not may_speak_for(request, said.actor):
        return None
    return ask_where(tx, desk, request, said)
