"""What whoever asked reads after each round: three steps, of which the second is to choose one thing."""

from config.catalogue import Mrkdwn, Words
from handlers.blocks import Body, actions, button, section
from handlers.desk import Desk
from handlers.notify import notify
from handlers.pulse import keys
from handlers.pulse.comment_ids import CommentAction, CommentsValue
from handlers.pulse.door import plan_of
from handlers.pulse.model import RoundState
from handlers.pulse.overall import ranked
from handlers.pulse.past import PastRounds, past_of
from handlers.topics import Topic
from storage import pulses
from storage.pulses import Pulse
from storage.transaction import Transaction


def guide_owner(tx: Transaction, desk: Desk, pulse: Pulse, round_: str) -> None:
    """After each round, in their hours."""
    notify(tx, desk, pulse.owner, keys.guide(round_), topic=Topic.NEEDED, passing=True)


def show_guide(tx: Transaction, desk: Desk, round_: str) -> Body | None:
    """Three steps; of a round that shows nothing, what can be said."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    if found is None or pulse is None or found.state != RoundState.CLOSED:
        return None
    _, plan = desk.words_for(tx, pulse.owner), plan_of(tx, found)
    past = past_of(tx, found, None)
    title = _.mrkdwn("*{name}* has closed. Three steps for you now:", name=plan.name)
    steps = Mrkdwn("\n".join(_steps(_, past) if past.now.whole else _nothing(_)))
    value = CommentsValue(round=round_).pack()
    choose = [actions(button(_("Make it an action"), CommentAction.CHOOSE, value))]
    return Body(title, [section(title), section(steps), *(choose if past.now.whole else [])])


def _steps(_: Words, past: PastRounds) -> list[Mrkdwn]:
    lowest = next(iter(ranked(_, past)), None)
    look = _.mrkdwn("*1. Read all of it*, what is good as well.")
    if lowest is not None:
        name, of_hundred = lowest
        look = _.mrkdwn(
            "*1. Read all of it*, what is good as well. Lowest is {topic}, {n} of 100.",
            topic=name,
            n=round(of_hundred),
        )
    return [
        look,
        _.mrkdwn(
            "*2. Choose one thing* that you can change before the next round. "
            "One thing done is worth more than five announced."
        ),
        _.mrkdwn(
            "*3. Say so to those you asked*, this week: what came out, what you do, and by when. For example: "
            "_Thank you, {n} of you answered. I heard that … is hardest. By … I will …, and then I ask you again._ "
            "If you decide to do nothing, say that, too, and why.",
            n=past.now.round.answered,
        ),
    ]


def _nothing(_: Words) -> list[Mrkdwn]:
    return [
        _.mrkdwn("*1. Don't guess.* Too few answered, or too alike, for anything to be shown."),
        _.mrkdwn(
            "*2. Choose one thing* that makes it easier to answer: ask more people, ask less, or leave it open longer."
        ),
        _.mrkdwn(
            "*3. Say so to those you asked*: that nothing is shown, and why that protects them."
        ),
    ]
