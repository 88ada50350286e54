"""A question that somebody writes in a department's channel without calling us: left alone, offered, or taken as a request."""

from datetime import timedelta

from config.departments import Department
from handlers.asking.ids import AskAction, IntakeOffer
from handlers.asking.reading import reading_of
from handlers.asking.service import Ask, open_request
from handlers.blocks import Body, actions, body, button, context, section
from handlers.desk import Answer, Desk
from handlers.directory.rules import channel_names, is_member, may_ask_in
from handlers.placing import Written
from handlers.requests.rules import Via
from storage import directory, messages, requests
from storage.transaction import Transaction

# An offer that comes later than this would puzzle more than help.
TIMELY = timedelta(minutes=10)


def asked_of(tx: Transaction, desk: Desk, written: Written) -> Department | None:
    """The department in whose channel somebody from elsewhere begins to talk, if it takes questions there. Its members' own
    talk, replies, and what calls us are none."""
    if written.private or written.thread_ts is not None or written.mentions:
        return None
    department = _at(tx, desk, written.channel)
    person = directory.person(tx, written.actor)
    if department is None or person is None or not person.active or person.is_bot:
        return None
    if not may_ask_in(tx, desk.organisation, written.actor, written.channel):
        return None
    return None if is_member(tx, department, written.actor) else department


def _at(tx: Transaction, desk: Desk, channel_id: str) -> Department | None:
    return desk.organisation.intake_at(*channel_names(tx, channel_id))


def take_in(tx: Transaction, desk: Desk, ask: Ask, department: Department) -> Answer:
    """Make it a request, or ask its author privately whether to. Small talk is left alone."""
    assert ask.origin is not None
    if reading_of(tx, desk, ask).talk is not None and not ask.files:
        return Answer()
    if department.intake == "on":
        return open_request(tx, desk, in_its_thread(ask, department))
    channel, ts = ask.origin
    key = f"intake/{channel}/{ask.actor}/{ts}"
    offer = {key: messages.whisper(channel, ask.actor)}
    messages.put(tx, offer, forget_at=desk.passing(), refresh=False)
    return Answer()


def in_its_thread(ask: Ask, department: Department) -> Ask:
    """The message as a request to a department, talked about in its own thread."""
    here = {"via": Via.CHANNEL, "thread": ask.origin, "department": department.key}
    return ask.model_copy(update=here)


def accept(tx: Transaction, desk: Desk, ask: Ask) -> Answer:
    """The author wants it to be a request."""
    assert ask.origin is not None
    _ = desk.words_for(tx, ask.actor)
    number = requests.in_thread(tx, *ask.origin) or open_request(tx, desk, ask).number
    return Answer(
        text=_.mrkdwn("Done – it's request *#{number}*. Follow it in its thread.", number=number),
        number=number,
    )


def offer(tx: Transaction, desk: Desk, channel: str, user: str, ts: str) -> Body | None:
    """Only the author sees it; nothing if the message has become a request, or if it is late."""
    department = _at(tx, desk, channel)
    late = desk.clock.now().timestamp() - float(ts) > TIMELY.total_seconds()
    if department is None or late or requests.in_thread(tx, channel, ts) is not None:
        return None
    _ = desk.words_for(tx, user)
    text = _.mrkdwn("Make this a request for *{department}*?", department=department.name)
    value = IntakeOffer(channel=channel, ts=ts, department=department.key).pack()
    return body(
        text,
        section(text),
        actions(button(_("Make it a request"), AskAction.TAKE_IN, value, style="primary")),
        context(
            _.mrkdwn("You'll get a number and see who's working on it. Only you can see this.")
        ),
    )
