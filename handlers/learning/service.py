"""Keep what requests teach, learn it in each process, and forget what was wrong."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from config.departments import GENERAL
from config.organisation import Organisation
from handlers.desk import Answer, Desk
from handlers.directory.rules import channel_names, is_colleague, names_of
from handlers.errors import UserError
from handlers.learning.rules import Turned, turned_out
from handlers.learning.views import overview, where
from handlers.requests.service import OnRequest
from handlers.routing import NOBODY, OF_PEOPLE, READ, Label, RoutingTopic, TopicExample, thresholds
from handlers.routing.router import kind_of
from handlers.text import has_words, mentioned, plain
from storage import lessons
from storage.requests import Request
from storage.transaction import Transaction

# The newest so many requests are learnt from, and of the newest so many the list tells.
MOST = 3000
LISTED = 20
LATELY = timedelta(days=7)


def taught(tx: Transaction, desk: Desk, before: Request, after: Request) -> tuple[str, ...]:
    """After each event of a request: keep what it teaches, if anything. What was asked in other words than a message's own is
    no less a lesson; the words are read when it is learnt."""
    turned = turned_out(before, after)
    if isinstance(turned, Turned):
        who = after.routing_reason.get("who") or after.assignee or after.requester
        kind = after.request_type if turned.department == before.department else GENERAL
        lesson = lessons.Lesson(
            after.number, turned.department, kind, turned.why, who, desk.clock.now()
        )
        lessons.keep(tx, lesson)
    elif turned is not None:
        lessons.drop(tx, after.number)
    return ()


async def learn(desk: Desk) -> None:
    """Learn in this process what is new; whichever process it came to."""
    organisation = desk.organisation
    state = await desk.read(lambda tx, _: lessons.state(tx))
    if desk.learnt.is_of(organisation, state):
        return
    desk.learnt.thresholds = thresholds(await desk.read(_labels))
    found = await desk.read(_read)
    await desk.learnt.learn(organisation, found, state)
    shown = {
        kind_of(organisation, each.key) for each in organisation.departments if each.offer_solutions
    }
    past = {number: each for number, each in found.items() if each.topic.department in shown}
    await asyncio.to_thread(desk.alike.learn, past)


async def understand(desk: Desk) -> bool:
    """Find out what some more of the organisation's examples mean; False if nothing is left to do."""
    return await desk.learnt.understand(desk.organisation)


def _read(tx: Transaction, desk: Desk) -> Mapping[int, TopicExample]:
    """What a department taught under an earlier key counts for the one that it has become."""
    organisation = desk.organisation
    newest = [each for each in lessons.newest(tx, most=MOST) if has_words(each.text)]
    names = names_of(tx, mentioned([each.text for each in newest]))
    return {
        each.number: TopicExample(
            plain(each.text, names),
            _topic(organisation, each),
            OF_PEOPLE,
        )
        for each in newest
    }


def _topic(organisation: Organisation, lesson: lessons.LessonText) -> RoutingTopic:
    if lesson.department is None:
        return NOBODY
    return RoutingTopic(_now(organisation, lesson.department), lesson.request_type)


def _now(organisation: Organisation, department: str) -> str:
    """The department that stands for it now; itself, if it is gone."""
    found = organisation.department(department)
    return kind_of(organisation, found.key) if found else department


def _labels(tx: Transaction, desk: Desk) -> Sequence[Label]:
    """How sure Frontdesk was of whose each was, and whether it was; of those that were read before anybody said so."""
    now = partial(_now, desk.organisation)
    return [
        Label(
            read["language"], read["probability"], now(read["likeliest"]) == now(department or "")
        )
        for department, facts in lessons.labels(tx, most=MOST)
        if "probability" in (read := facts.get(READ, {}))
    ]


class Forget(OnRequest):
    """An operator says that something was learnt wrongly; `channel` is where."""

    channel: str


def forget(tx: Transaction, desk: Desk, act: Forget) -> Answer:
    """It counts for nothing any more; the list is shown without it."""
    require_operator(tx, desk, act.actor, act.channel)
    lessons.forget(tx, act.number, at=desk.clock.now())
    return learnt_lately(tx, desk, act.actor, act.channel)


def learnt_lately(tx: Transaction, desk: Desk, user: str, channel: str) -> Answer:
    """What was learnt in the last week, for an operator."""
    require_operator(tx, desk, user, channel)
    _, after = desk.words_for(tx, user), desk.clock.now() - LATELY
    found = lessons.since(tx, after, most=LISTED + 1)
    names = names_of(tx, [each.actor for each in found if each.actor])
    sent = thresholds(_labels(tx, desk))
    return overview(_, found[:LISTED], names, desk.organisation, sent, more=len(found) > LISTED)


def require_operator(
    tx: Transaction, desk: Desk, user: str, channel: str, command: str = "learnt"
) -> None:
    """Refuse anyone but a colleague in the operations channel."""
    operations = desk.organisation.operations
    if not is_colleague(tx, user) or operations not in channel_names(tx, channel):
        _ = desk.words_for(tx, user)
        raise UserError(
            _.mrkdwn(
                "This only works in {channel}. Type `/frontdesk {command}` there.",
                channel=where(operations),
                command=command,
            )
        )
