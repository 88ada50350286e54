"""Preferences: in which language somebody reads, when they work, how much may reach them, and how they are reached; and the
digest of what is more than that."""

from handlers.capability import Capability
from handlers.preferences.digest import digest, due, prepare, retimed
from handlers.preferences.listeners import OPEN, register
from handlers.preferences.views import CARD_LINES, HOME

CAPABILITY = Capability(
    name="preferences",
    register=register,
    shows={"notices/{user}/{day}": digest},
    prepare=prepare,
    timers={"notices/{user}": due, "moved/{user}": retimed},
    card_lines=CARD_LINES,
    home=(HOME,),
    subcommands={"preferences": OPEN},
)
