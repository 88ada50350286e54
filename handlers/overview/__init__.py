"""Overview: lists of requests, page by page, and one request in detail with its history."""

from handlers.capability import Capability
from handlers.overview.listeners import register

CAPABILITY = Capability(name="overview", register=register)
