"""The Web API: one file per family of methods, a registry over all of them, one door."""

from sandbox.api.basics import BASICS
from sandbox.api.chat import CHAT
from sandbox.api.conversations import CONVERSATIONS
from sandbox.api.files import FILES
from sandbox.api.people import PEOPLE
from sandbox.api.reactions import REACTIONS
from sandbox.api.registry import Method
from sandbox.api.views import VIEWS

METHODS: dict[str, Method] = {
    name: method
    for family in (BASICS, CHAT, CONVERSATIONS, FILES, PEOPLE, REACTIONS, VIEWS)
    for name, method in family.methods.items()
}
