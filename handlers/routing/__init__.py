"""Which department a request is for, which of its request types, and how sure that is."""

from config.organisation import Organisation
from handlers.routing.alike import Alike
from handlers.routing.learnt import Learnt
from handlers.routing.model import NOBODY, OF_PEOPLE, RoutingTopic, TopicExample
from handlers.routing.router import Route, Router
from handlers.routing.shared import router

__all__ = [
    "NOBODY",
    "OF_PEOPLE",
    "Alike",
    "Learnt",
    "Route",
    "Router",
    "RoutingTopic",
    "TopicExample",
    "route",
    "router",
]


def route(text: str, organisation: Organisation) -> Route:
    """Decide on readable text, by the organisation's file alone."""
    return router(organisation).route(text)
