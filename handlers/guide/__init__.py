"""Guide: what to type where. Answers `/frontdesk`, and every command word that no command knows."""

from handlers.capability import Capability
from handlers.guide.listeners import register

CAPABILITY = Capability(name="guide", register=register)
