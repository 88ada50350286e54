"""Guide: what to write where. Answers `/frontdesk` and every command word that nobody knows."""

from handlers.capability import Capability
from handlers.guide.listeners import register

CAPABILITY = Capability(name="guide", register=register)
