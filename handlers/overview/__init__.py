"""Overview: lists of requests, page by page, and one request in detail with its history."""

from handlers.capability import Capability
from handlers.overview.listeners import register
from handlers.overview.views import BUTTONS

CAPABILITY = Capability(name="overview", register=register, buttons=BUTTONS)
