"""Working: a department claims, assigns, hands over, waits, resolves, declines; the requester cancels, rates, reopens."""

from handlers.capability import Capability
from handlers.working import timers
from handlers.working.listeners import register
from handlers.working.notices import NOTICES

CAPABILITY = Capability(
    name="working",
    register=register,
    timers={
        "request/{number}/unclaimed": timers.unclaimed,
        "request/{number}/silence": timers.silence,
        "request/{number}/close": timers.close,
        "left/{user}": timers.left,
    },
    notices=NOTICES,
)
