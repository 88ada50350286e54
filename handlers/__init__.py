"""The behaviour: one folder per capability, the same few file names in each. Importing this does nothing.

This is all that a process needs of it: the list of the capabilities, what Slack sends, what a message shows, what a timer
promised, and where to keep what the process itself reads or meets.
"""

from collections.abc import Iterable

from slack_bolt.async_app import AsyncApp

from config.organisation import Organisation
from handlers import (
    absence,
    actions,
    asking,
    conversation,
    custody,
    digest,
    directory,
    escalation,
    guide,
    home,
    learning,
    operations,
    overview,
    preferences,
    progress,
    pulse,
    rehearsal,
    requests,
    rota,
    routing,
    standards,
    waiting,
    working,
)
from handlers.blocks import Body, Each
from handlers.capability import Capability
from handlers.desk import Desk
from handlers.directory.service import (
    Channels,
    Groups,
    People,
    keep_channels,
    keep_groups,
    keep_people,
    person_from,
)
from handlers.files import Attachment
from handlers.learning import learn, understand
from handlers.operations.service import delivered_again, report_set_aside
from handlers.promises import FactsChangedError, Promise, must_prepare, promised
from handlers.rehearsal.reading import past_requests, said_in
from handlers.rehearsal.rules import Rehearsal, RehearsalReport, RehearsedRequest, Replayed, report
from handlers.routing import Learnt, NoSentencesError, Sentences, load_sentences
from storage.transaction import Transaction

__all__ = [
    "CAPABILITIES",
    "Channels",
    "FactsChangedError",
    "Groups",
    "Learnt",
    "NoSentencesError",
    "People",
    "Promise",
    "Rehearsal",
    "RehearsalReport",
    "RehearsedRequest",
    "Replayed",
    "Sentences",
    "delivered_again",
    "keep_channels",
    "keep_groups",
    "keep_people",
    "learn",
    "load_sentences",
    "must_prepare",
    "past_requests",
    "person_from",
    "prepare",
    "promised",
    "register",
    "render",
    "report",
    "report_set_aside",
    "said_in",
    "study",
    "understand",
]

CAPABILITIES = (
    absence.CAPABILITY,
    asking.CAPABILITY,
    conversation.CAPABILITY,
    working.CAPABILITY,
    escalation.CAPABILITY,
    custody.CAPABILITY,
    waiting.CAPABILITY,
    progress.CAPABILITY,
    requests.CAPABILITY,
    rota.CAPABILITY,
    overview.CAPABILITY,
    standards.CAPABILITY,
    pulse.CAPABILITY,
    actions.CAPABILITY,
    home.CAPABILITY,
    directory.CAPABILITY,
    preferences.CAPABILITY,
    digest.CAPABILITY,
    rehearsal.CAPABILITY,
    operations.CAPABILITY,
    learning.CAPABILITY,
    guide.CAPABILITY,
)


def study(organisation: Organisation) -> None:
    """Learn from an organisation what is for whom: up to a second's work, to be done off the loop before it takes effect."""
    routing.router(organisation)
    routing.recognise("Which language is this?")


def register(app: AsyncApp, desk: Desk, capabilities: Iterable[Capability]) -> None:
    """Listen to all that Slack may send."""
    for capability in capabilities:
        capability.register(app, desk)


def prepare(tx: Transaction, desk: Desk) -> None:
    """At every start, and under a new organisation: arm what must always be armed, refuse what can't go on."""
    for each in desk.offers.prepares:
        each(tx, desk)


def render(tx: Transaction, desk: Desk, key: str) -> tuple[Body | Each | Attachment, ...]:
    """What the message of this key shows now, part by part; nothing if it has nothing to show (any more)."""
    found = desk.offers.show_of.find(key)
    if found is None:
        return ()
    show, variable = found
    shown = show(tx, desk.held(), *variable)
    if isinstance(shown, Body | Each):
        return (shown,)
    return tuple(shown or ())
