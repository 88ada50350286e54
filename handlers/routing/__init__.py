"""Which department a request is for, which of its request types, and how sure that is."""

from config.organisation import Organisation
from handlers.routing.alike import Alike
from handlers.routing.examples import NOBODY, RoutingTopic, TopicExample
from handlers.routing.learnt import Learnt
from handlers.routing.model import OF_PEOPLE
from handlers.routing.router import Route, Router
from handlers.routing.sentence_model import NoSentencesError, load_sentences
from handlers.routing.sentences import LATE, Sentences
from handlers.routing.shared import router

__all__ = [
    "LATE",
    "NOBODY",
    "OF_PEOPLE",
    "Alike",
    "Learnt",
    "NoSentencesError",
    "Route",
    "Router",
    "RoutingTopic",
    "Sentences",
    "TopicExample",
    "load_sentences",
    "route",
    "router",
]


def route(text: str, organisation: Organisation) -> Route:
    """Decide on readable text, by the organisation's file alone."""
    return router(organisation).route(text)
