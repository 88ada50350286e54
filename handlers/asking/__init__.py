"""Asking: command, DM, mention, shortcuts and form all lead to one use case and to a receipt."""

from handlers.asking import earlier, sorting, strangers, written
from handlers.asking.choosing import choice
from handlers.asking.history import HISTORY
from handlers.asking.intake import offer
from handlers.asking.listeners import register
from handlers.asking.offering import BUTTONS, CARD_LINE, RECEIPT_LINE, kept_of
from handlers.asking.recorded import recorded
from handlers.asking.standing import standing
from handlers.asking.timers import sort_it
from handlers.asking.views import SHOWS
from handlers.asking.welcome import HOME, help_with_asking
from handlers.capability import Capability
from handlers.requests.rules import GOING

CAPABILITY = Capability(
    name="asking",
    register=register,
    shows=SHOWS
    | strangers.SHOWS
    | {
        "talk/{user}/about/{number}/{ts}": standing,
        "intake/{channel}/{user}/{ts}": offer,
        "request/{number}/recorded": recorded,
        "request/{number}/earlier": earlier.earlier,
    },
    timers={"request/{number}/sort": sort_it, "request/{number}/meaning": sorting.SORTING},
    events=sorting.EVENTS,
    terms=(sorting.terms,),
    heard_under=("recorded",),
    history={**HISTORY, **sorting.HISTORY},
    receipt=(choice,),
    facts={GOING: kept_of},
    buttons=BUTTONS,
    receipt_lines=(RECEIPT_LINE,),
    card_lines=(CARD_LINE, written.CARD_LINE),
    home=(HOME,),
    help=(help_with_asking,),
)
