"""Directory: who is who, who is a member of which department, which channels there are."""

from handlers.capability import Capability
from handlers.directory.listeners import register

CAPABILITY = Capability(name="directory", register=register)
