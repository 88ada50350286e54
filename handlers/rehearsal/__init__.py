"""Try a changed organisation file on past requests before it takes effect: `/frontdesk replay`, and `frontdesk replay`."""

from handlers.capability import Capability
from handlers.rehearsal.listeners import REPLAY, register

CAPABILITY = Capability(name="rehearsal", register=register, subcommands={"replay": REPLAY})
