"""Directory: who is who, who is a member of which department, which channels there are."""

from handlers.capability import Capability
from handlers.directory.listeners import register
from handlers.directory.views import help_with_departments

CAPABILITY = Capability(name="directory", register=register, help=(help_with_departments,))
