"""Sentences whose meaning a test knows, and which takes as long as it says."""

import threading
from zlib import crc32

import numpy as np

from config.organisation import Organisation
from handlers.routing import RoutingTopic
from handlers.routing.features import Numbers
from handlers.routing.router import taught_by
from tests.office import organisation

DIMENSIONS = 24


class Meanings:
    """The examples of one topic mean much the same, and so does a text `about` it; any other text means nothing.
    What is `held` is not known until `known`
    is set."""

    def __init__(self, organisation: Organisation, **about: RoutingTopic) -> None:
        self.about = {lesson.text: lesson.topic for lesson in taught_by(organisation).lessons}
        self.about |= about
        directions = np.array([3 * _pointing(repr(each)) for each in self.about.values()])
        self._middle: Numbers = directions.mean(axis=0)
        self.held = False
        self.known = threading.Event()

    def __call__(self, text: str) -> Numbers:
        if self.held:
            assert self.known.wait(30)
        topic = self.about.get(text)
        if topic is None:
            return self._middle
        return 3 * _pointing(repr(topic)) + _pointing(text)


def _pointing(somewhere: str) -> Numbers:
    random = np.random.default_rng(crc32(somewhere.encode()))
    return random.standard_normal(DIMENSIONS).astype(np.float32)


def terse(most: int = 3) -> Organisation:
    """The example organisation with a few examples of each kind and no keywords: quickly learnt."""
    acme = organisation()
    departments = tuple(
        each.model_copy(
            update={
                "request_types": tuple(
                    kind.model_copy(update={"examples": kind.examples[:most], "keywords": ()})
                    for kind in each.request_types
                )
            }
        )
        for each in acme.departments
    )
    return acme.model_copy(update={"departments": departments, "nobody": acme.nobody[:most]})
