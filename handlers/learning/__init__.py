"""Learn from what becomes of requests which department the next ones are for, and say what was learnt."""

from handlers.capability import Capability
from handlers.learning.listeners import LEARNT, register
from handlers.learning.service import learn, taught, understand

__all__ = ["CAPABILITY", "learn", "understand"]

CAPABILITY = Capability(
    name="learning", register=register, changed=(taught,), subcommands={"learnt": LEARNT}
)
