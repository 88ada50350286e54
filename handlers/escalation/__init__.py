"""Escalation: what is late is told to the next step of its department's ladder, until somebody has it.

Whoever finds that something is late calls `escalate` (`handlers/escalation/service.py`), and nothing else of this.
"""

from collections.abc import Iterator

from handlers.capability import Capability
from handlers.desk import Desk
from handlers.escalation import messages
from handlers.escalation.home import HOME
from handlers.escalation.listeners import register
from handlers.escalation.rules import LADDER, NAME, RULES, LadderEvent, climb_of, kept_of, terms
from handlers.escalation.service import unanswered
from handlers.requests.rules import Party
from storage.requests import Request
from storage.transaction import Transaction


def _changed(_tx: Transaction, _desk: Desk, before: Request, after: Request) -> Iterator[str]:
    """What was told of it, to whomever."""
    for request in (before, after):
        if climb := climb_of(request):
            yield from climb.told
            yield f"home/{climb.to}"


CAPABILITY = Capability(
    name=NAME,
    register=register,
    shows={
        "late/{user}/{urgency}/{stamp}": messages.sheet,
        "late_in/{department}/{stamp}": messages.in_channel,
        "request/{number}/step/{custody}/{turn}": messages.step,
    },
    events=RULES,
    terms=(terms,),
    facts={NAME: kept_of},
    timers={f"request/{{number}}/{LADDER}": unanswered},
    notices={(Party.DEPARTMENT, LadderEvent.ENDED): messages.ended},
    history=messages.HISTORY,
    card_lines=messages.CARD_LINES,
    changed=(_changed,),
    home=(HOME,),
)
