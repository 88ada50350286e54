"""Waiting: for the requester, who is reminded, told that it closes, and may always revive it."""

from handlers.capability import Capability
from handlers.waiting import timers
from handlers.waiting.messages import CARD_LINES, HISTORY, NOTICES, RECEIPT_LINES
from handlers.waiting.rules import NAME, RULES, Due, terms, waiting_after

CAPABILITY = Capability(
    name=NAME,
    events=RULES,
    terms=(terms,),
    facts={NAME: waiting_after},
    timers={
        f"request/{{number}}/{Due.REMIND}": timers.remind,
        f"request/{{number}}/{Due.WARN}": timers.warn,
        f"request/{{number}}/{Due.CLOSE}": timers.close,
    },
    notices=NOTICES,
    history=HISTORY,
    card_lines=CARD_LINES,
    receipt_lines=RECEIPT_LINES,
)
