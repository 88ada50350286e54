"""Actions: what was decided about what people said, who sees to it by when, and what became of it. You said, we did.

They come out of pulses, comments, ideas and ratings. `handlers/pulse` asks again about those that are open, and whether those
that are done worked (`handlers/pulse/tied.py`)."""

from handlers.actions import boards, listeners, messages, service
from handlers.capability import Capability

CAPABILITY = Capability(
    name="actions",
    register=listeners.register,
    shows=messages.SHOWS,
    timers={"action/{action}/due": service.silent},
    home=(boards.HOME,),
    subcommands={"actions": listeners.BOARD},
)
