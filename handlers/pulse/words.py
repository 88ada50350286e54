"""What the owner of a pulse is told when a round can't go on."""

from config.catalogue import Mrkdwn, Words
from handlers.blocks import Body, body
from handlers.desk import Desk
from handlers.notify import notify
from handlers.pulse import keys
from handlers.pulse.model import Plan
from handlers.topics import Topic
from storage import pulses
from storage.pulses import Pulse
from storage.transaction import Transaction


def tell_owner(tx: Transaction, desk: Desk, pulse: Pulse, round_: str, what: str) -> None:
    """Once for each reason."""
    notify(tx, desk, pulse.owner, keys.word(round_, what), topic=Topic.NEEDED, passing=True)


def show_word(tx: Transaction, desk: Desk, round_: str, what: str) -> Body | None:
    """What they read."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    if pulse is None:
        return None
    plan = Plan.model_validate(pulse.plan)
    said = _said(desk.words_for(tx, pulse.owner), plan, desk.organisation.pulses.threshold)
    return body(said[what]) if what in said else None


def _said(_: Words, plan: Plan, threshold: int) -> dict[str, Mrkdwn]:
    name = plan.name
    return {
        "channel": _.mrkdwn(
            "*{name}* wasn't sent: I can't see who is in its channel any more. It may be deleted, or private – "
            "invite me with `/invite`, or make the pulse again for somebody else.",
            name=name,
        ),
        "few": _.mrkdwn(
            "*{name}* wasn't sent: fewer than {n} people would be asked, and then answers aren't anonymous. "
            "Choose a larger audience.",
            name=name,
            n=threshold,
        ),
        "late": _.mrkdwn(
            "*{name}* wasn't sent: I was away for as long as it should have been open. Ask again with `/pulse`.",
            name=name,
        ),
        "alike": alike(_, name),
        "keys": _.mrkdwn(
            "*{name}* wasn't sent: the key that keeps its answers secret can't be written. "
            "Please ask whoever runs Frontdesk to look at its folder for keys.",
            name=name,
        ),
        "paused": _.mrkdwn(
            "*{name}* is paused: its key isn't where it should be, so no answer can be saved. "
            "It goes on by itself as soon as the key is back. Please tell whoever runs Frontdesk.",
            name=name,
        ),
        "lost": _.mrkdwn(
            "*{name}* is lost: its key never came back, so no one can read its answers, not even Frontdesk. "
            "They are deleted. You can ask again with `/pulse`.",
            name=name,
        ),
    }


def alike(_: Words, name: str) -> Mrkdwn:
    """Why the same can't be asked again."""
    return _.mrkdwn(
        "*{name}* wasn't sent: almost the same people were asked the same in the last two weeks, and what differs "
        "would tell what a few of them said. Ask the same people, other questions, or later.",
        name=name,
    )
