"""Operations: what the operator needs to know, such as a message that can't be delivered; and housekeeping."""

from handlers.capability import Capability
from handlers.operations.listeners import RELOAD
from handlers.operations.messages import restored, undelivered
from handlers.operations.service import try_again
from handlers.operations.timers import KEY, housekeeping, look, prepare

CAPABILITY = Capability(
    name="operations",
    subcommands={"reload": RELOAD},
    reachable=(try_again,),
    shows={
        "operations/undelivered/{address}/{reason}": undelivered,
        "operations/restored/{address}/{row}": restored,
    },
    timers={KEY: housekeeping, "look/{message}": look},
    prepare=prepare,
)
