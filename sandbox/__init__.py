"""A local Slack workspace for tests and demonstrations.

It speaks the Web API, Socket Mode and the Events API over real connections, refuses what Slack
refuses, and lets a program act as any person in it. It imports no Slack library and nothing of the
app it tests.
"""

from sandbox.acting.actor import Actor
from sandbox.acting.results import ClickResult, CommandResult, ImpossibleError, SubmitResult
from sandbox.sandbox import Sandbox
from sandbox.state.company import Channel, Company, Person, UserGroup
from sandbox.state.messages import Message
from sandbox.state.views import View
from sandbox.tour.player import Played, TourPlayer
from sandbox.tour.script import Find, TourScript, TourStep, Try
from sandbox.tour.witness import Sighting
from sandbox.webapi.limits import Limits

__all__ = [
    "Actor",
    "Channel",
    "ClickResult",
    "CommandResult",
    "Company",
    "Find",
    "ImpossibleError",
    "Limits",
    "Message",
    "Person",
    "Played",
    "Sandbox",
    "Sighting",
    "SubmitResult",
    "TourPlayer",
    "TourScript",
    "TourStep",
    "Try",
    "UserGroup",
    "View",
]
