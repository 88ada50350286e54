"""What a request can be about, and texts that show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class RoutingTopic:
    """What a request can be about: a department's request type; or nothing that is anybody's."""

    department: str
    request_type: str


NOBODY = RoutingTopic("", "nobody")


@dataclass(frozen=True, slots=True)
class TopicExample:
    """A text, the topic that it is about, and how much it counts."""

    text: str
    topic: RoutingTopic
    weight: float = 1.0
