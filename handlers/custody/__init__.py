"""Custody: who held a request for how long, read from its history; and between which departments requests bounce."""

from handlers.capability import Capability
from handlers.custody.bounces import BOUNCES
from handlers.custody.details import who_had_it
from handlers.offers import DetailLine

CAPABILITY = Capability(
    name="custody",
    detail_lines=(DetailLine(who_had_it, order=50),),
    subcommands={"bounces": BOUNCES},
)
