"""The Web API: one file per family of methods, a registry over all of them, one door."""

from sandbox.webapi.methods.auth import BASICS
from sandbox.webapi.methods.chat import CHAT
from sandbox.webapi.methods.conversations import CONVERSATIONS
from sandbox.webapi.methods.files import FILES
from sandbox.webapi.methods.reactions import REACTIONS
from sandbox.webapi.methods.users import PEOPLE
from sandbox.webapi.methods.views import VIEWS
from sandbox.webapi.registry import Method

METHODS: dict[str, Method] = {
    name: method
    for family in (BASICS, CHAT, CONVERSATIONS, FILES, PEOPLE, REACTIONS, VIEWS)
    for name, method in family.methods.items()
}
