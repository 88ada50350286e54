"""Working: a department claims, assigns, hands over, waits, resolves, declines; the requester cancels, rates, reopens."""

from handlers.capability import Capability
from handlers.working import messages, timers, transcript
from handlers.working.buttons import BUTTONS
from handlers.working.changes import changed
from handlers.working.history import HISTORY
from handlers.working.listeners import register
from handlers.working.menu import MENU
from handlers.working.notices import NOTICES
from handlers.working.rated import ratings

CAPABILITY = Capability(
    name="working",
    register=register,
    timers={
        "request/{number}/unclaimed": timers.unclaimed,
        "request/{number}/close": timers.close,
        "left/{user}": timers.left,
    },
    shows={**messages.SHOWS, **transcript.SHOWS},
    changed=(changed,),
    service=(ratings,),
    notices=NOTICES,
    history=HISTORY,
    buttons=BUTTONS,
    card_lines=messages.CARD_LINES,
    card_menu=MENU,
)
