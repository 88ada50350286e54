"""Rota: who is on duty for a department, the next four weeks, and how people swap them."""

from handlers.capability import Capability
from handlers.rota import lines, messages, timers
from handlers.rota.listeners import DUTY, register

CAPABILITY = Capability(
    name="rota",
    register=register,
    prepare=timers.prepare,
    timers={timers.TURN: timers.turn},
    shows=messages.SHOWS,
    receipt_lines=lines.RECEIPT_LINES,
    home=(lines.HOME,),
    subcommands={"duty": DUTY},
)
