"""Preferences: in which language somebody reads, when they work, how much may reach them, and how they are reached."""

from handlers.capability import Capability
from handlers.preferences.listeners import OPEN, register
from handlers.preferences.views import CARD_LINES, HOME

CAPABILITY = Capability(
    name="preferences",
    register=register,
    card_lines=CARD_LINES,
    home=(HOME,),
    subcommands={"preferences": OPEN},
)
