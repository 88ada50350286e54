"""A local Slack workspace for tests and demonstrations.

It speaks the Web API, Socket Mode and the Events API over real connections, refuses what Slack
refuses, and lets a program act as any person in it. It imports no Slack library and nothing of the
app it tests.
"""

from sandbox.company import Channel, Company, Person, UserGroup
from sandbox.limits import Limits
from sandbox.messages import Message
from sandbox.people import Actor
from sandbox.results import ClickResult, CommandResult, ImpossibleError, SubmitResult
from sandbox.sandbox import Sandbox
from sandbox.story import Find, Played, Seen, Step, Story, StoryPlayer, Try
from sandbox.views import View

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
    "Seen",
    "Step",
    "Story",
    "StoryPlayer",
    "SubmitResult",
    "Try",
    "UserGroup",
    "View",
]
