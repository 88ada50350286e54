"""Which department a request is for, which of its request types, and how sure that is."""

from config.organisation import Organisation
from handlers.routing.alike import Alike
from handlers.routing.examples import NOBODY, RoutingTopic, TopicExample
from handlers.routing.languages import Recognised, recognise
from handlers.routing.learnt import Learnt
from handlers.routing.model import OF_PEOPLE
from handlers.routing.router import Route, Router
from handlers.routing.sentence_model import NoSentencesError, load_sentences
from handlers.routing.sentences import LATE, Sentences
from handlers.routing.shared import router
from handlers.routing.thresholds import AIM, ENOUGH, Label, Threshold, thresholds

__all__ = [
    "AIM",
    "ENOUGH",
    "LATE",
    "NOBODY",
    "OF_PEOPLE",
    "READ",
    "Alike",
    "Label",
    "Learnt",
    "NoSentencesError",
    "Recognised",
    "Route",
    "Router",
    "RoutingTopic",
    "Sentences",
    "Threshold",
    "TopicExample",
    "load_sentences",
    "recognise",
    "route",
    "router",
    "thresholds",
]


# Under this name the facts of a request keep how it was read when it came: its language, the likeliest department, and how
# probable that was.
READ = "read"


def route(text: str, organisation: Organisation) -> Route:
    """Decide on readable text, by the organisation's file alone."""
    return router(organisation).route(text)
