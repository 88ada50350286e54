"""A request itself: its states, its card and its receipt, and how changes of it are declared."""

from handlers.capability import Capability
from handlers.requests import messages
from handlers.requests.listeners import register
from handlers.requests.prepare import require_departments

CAPABILITY = Capability(
    name="requests", register=register, shows=messages.SHOWS, prepare=require_departments
)
