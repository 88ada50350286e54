"""Digest: each department's morning line."""

from handlers.capability import Capability
from handlers.digest.messages import digest
from handlers.digest.timers import morning, prepare

CAPABILITY = Capability(
    name="digest",
    shows={"digest/{department}/{date}": digest},
    timers={"digest/{department}": morning},
    prepare=prepare,
)
