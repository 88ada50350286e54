"""Conversation: what either side says in its thread appears in the other's, and follows edits and deletions."""

from handlers.capability import Capability
from handlers.conversation.listeners import register
from handlers.conversation.messages import SHOWS

CAPABILITY = Capability(name="conversation", register=register, shows=SHOWS)
