"""Absence: while somebody is away their open requests are with whoever covers for them, and come back with what happened."""

from handlers.absence import handing, messages, timers
from handlers.absence.home import HOME
from handlers.absence.lines import CARD_LINES, DETAIL_LINES, RECEIPT_LINES
from handlers.absence.listeners import ABSENT, register
from handlers.absence.notices import HISTORY, NOTICES
from handlers.absence.rules import NAME, RULES, still_covered
from handlers.capability import Capability

CAPABILITY = Capability(
    name="absence",
    register=register,
    events=RULES,
    facts={NAME: still_covered},
    changed=(handing.changed,),
    timers=timers.TIMERS,
    shows=messages.SHOWS,
    notices=NOTICES,
    history=HISTORY,
    card_lines=CARD_LINES,
    receipt_lines=RECEIPT_LINES,
    detail_lines=DETAIL_LINES,
    home=(HOME,),
    subcommands={"absent": ABSENT},
)
