"""What people wrote is a conversation: a lead answers, the author alone finds it and writes back, and nobody learns who it is.

Whoever holds the handle on a ballot is the author (`sealing.py`). What they write back comes through a door like that of the
answers: one line is added, and nothing tells who, or when. Whoever is to hear of it does so by the hour.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

from handlers.asking.service import Ask, record
from handlers.desk import Answer, Desk, Incoming
from handlers.errors import UserError
from handlers.notify import notify
from handlers.packed import StaleValueError
from handlers.pulse import keys
from handlers.pulse.comment_ids import CommentField
from handlers.pulse.lists import heads_of
from handlers.pulse.relaying import relay_back, remember
from handlers.pulse.repeating import asked
from handlers.pulse.sayings import addressees
from handlers.pulse.sealing import tag_of
from handlers.pulse.sides import Side
from handlers.pulse.telling import tell_all
from handlers.requests.rules import Via
from handlers.topics import Topic
from storage import comments, messages, pulses, timers
from storage.comments import CommentLine
from storage.pulses import Comment, Round
from storage.transaction import Transaction

# So long after the close an author finds their own.
KEPT = timedelta(days=30)
HOUR = timedelta(hours=1)
NONCE_BYTES = 8


class AnswerComment(Incoming):
    """A lead's answer."""

    comment: str
    text: str


class RequestOf(AnswerComment):
    """A comment becomes a request to a department, in the lead's words."""

    department: str


def readable(tx: Transaction, desk: Desk, user: str, round_: str) -> list[Comment]:
    """What was written in a round, for those who may read it."""
    found = comments_by_reader(tx, desk, round_)
    return [each for each, readers in found if user in readers]


def comments_by_reader(
    tx: Transaction, desk: Desk, round_: str
) -> list[tuple[Comment, Sequence[str]]]:
    """Every comment of a round, and who reads it, the first one first."""
    found = pulses.round_of(tx, round_)
    readers = readers_of(tx, desk, found) if found else []
    return [
        (each, addressees(tx, desk, each.group) if each.group else readers)
        for each in pulses.comments_of(tx, round_)
    ]


def readers_of(tx: Transaction, desk: Desk, round_: Round) -> list[str]:
    """Whoever asked, and the heads of their departments."""
    pulse = pulses.get(tx, round_.pulse)
    if pulse is None:
        return []
    return [pulse.owner, *sorted(heads_of(tx, desk, pulse.owner) - {pulse.owner})]


def found_for(tx: Transaction, desk: Desk, user: str, comment: str) -> tuple[Comment, str]:
    """A comment that somebody may read, and its round. Raises `UserError`."""
    found = comments.get(tx, comment)
    if found is None:
        raise StaleValueError(comment)
    if found[0] not in readable(tx, desk, user, found[1]):
        _ = desk.words_for(tx, user)
        raise UserError(_.mrkdwn("Only those to whom it was written can do that."))
    return found


def answer_comment(tx: Transaction, desk: Desk, act: AnswerComment) -> Answer:
    """Keep it as a line, and see that everybody who was asked is told once."""
    comment, round_ = found_for(tx, desk, act.actor, act.comment)
    text = _worded(tx, desk, act)
    comments.say(tx, comment.comment, secrets.token_hex(NONCE_BYTES), Side.LEAD, text)
    see_to_letters(tx, desk, round_)
    return Answer()


def make_request(tx: Transaction, desk: Desk, act: RequestOf) -> Answer:
    """It is the lead's request. What the department replies goes to the comment's lines, and what its author writes back goes
    to the department; nobody's name goes with it."""
    comment, round_ = found_for(tx, desk, act.actor, act.comment)
    _ = desk.words_for(tx, act.actor)
    if comment.request is not None:
        raise UserError(_.mrkdwn("It's request #{number} already.", number=comment.request))
    ask = Ask(
        team=act.team,
        actor=act.actor,
        key=act.key,
        requester=act.actor,
        text=_worded(tx, desk, act),
        via=Via.FORM,
        department=act.department,
        own_words=True,
    )
    request = record(tx, desk, ask)
    comments.note_request(tx, comment.comment, request.number)
    lines = comments.lines_of(tx, [comment.comment])[comment.comment]
    remember(tx, desk, request, comment.comment, sum(each.side == Side.AUTHOR for each in lines))
    see_to_letters(tx, desk, round_)
    return Answer(number=request.number)


def _worded(tx: Transaction, desk: Desk, act: AnswerComment) -> str:
    if not act.text.strip():
        _ = desk.words_for(tx, act.actor)
        raise UserError(_.mrkdwn("Please write a few words."), field=CommentField.TEXT)
    return act.text


def see_to_letters(tx: Transaction, desk: Desk, round_: str) -> None:
    """From the first answer on it is looked by the hour what is to be told to whom."""
    found = pulses.round_of(tx, round_)
    now = desk.clock.now()
    if found is not None and now < found.closes_at + KEPT:
        timers.arm_no_later(tx, keys.letters(round_), now + HOUR)


def letters(tx: Transaction, desk: Desk, round_: str) -> None:
    """A timer: those who were asked hear once that answers were written; whoever answered, that an author wrote back."""
    found = pulses.round_of(tx, round_)
    if found is None:
        return
    forget_at = found.closes_at + KEPT
    people = {each for each in asked(tx, round_) if not _is_told(tx, round_, each)}
    tell_all(tx, desk, people, lambda person: keys.answered(round_, person), forget_at=forget_at)
    written = pulses.comments_of(tx, round_)
    lines = comments.lines_of(tx, [each.comment for each in written])
    for comment in written:
        back = [each for each in lines[comment.comment] if each.side == Side.AUTHOR]
        if comment.request is not None:
            relay_back(tx, desk, comment.request, back)
    _tell_reader(tx, desk, round_, lines)
    if desk.clock.now() + HOUR < forget_at:
        timers.arm(tx, {keys.letters(round_): desk.clock.now() + HOUR})


def _is_told(tx: Transaction, round_: str, person: str) -> bool:
    return messages.is_declared(tx, keys.answered(round_, person))


def _tell_reader(
    tx: Transaction, desk: Desk, round_: str, lines: Mapping[str, Sequence[CommentLine]]
) -> None:
    """Of all that came back in an hour in one message."""
    back: dict[str, int] = {}
    for comment, readers in comments_by_reader(tx, desk, round_):
        count = sum(each.side == Side.AUTHOR for each in lines[comment.comment])
        if count and readers:
            back[readers[0]] = back.get(readers[0], 0) + count
    for reader, count in back.items():
        key = keys.written_back(round_, reader, count)
        if not messages.is_declared(tx, key):
            notify(tx, desk, reader, key, topic=Topic.NEEDED, passing=True)


def own(tx: Transaction, round_: Round, handle: str) -> list[Comment]:
    """What the holder of this handle wrote in a round, as long as it can be found."""
    asked_there = [str(each["key"]) for each in round_.questions]
    return comments.tagged(tx, round_.round, [tag_of(handle, key) for key in asked_there])


def write_back(
    tx: Transaction, round_: str, handle: str, nonce: str, texts: Mapping[str, str]
) -> None:
    """The author's door: lines are added, and nothing else is written. Sent twice, it is written once."""
    found = pulses.round_of(tx, round_)
    mine = {each.comment for each in own(tx, found, handle)} if found else set()
    if not texts.keys() <= mine:
        raise StaleValueError(round_)
    for comment in sorted(texts):
        comments.say(tx, comment, nonce, Side.AUTHOR, texts[comment])


def forget_tags(tx: Transaction, _desk: Desk, round_: str) -> None:
    """A timer: the conversation is over."""
    comments.forget_tags(tx, round_)
