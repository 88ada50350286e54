"""What an operator reads of what was learnt."""

from collections.abc import Mapping, Sequence

from config.catalogue import Mrkdwn, Words, escape
from config.organisation import Organisation
from handlers.blockkit import Block
from handlers.blocks import button, context, section
from handlers.desk import Answer
from handlers.learning.ids import LearningAction
from handlers.learning.rules import Why
from handlers.requests.ids import RequestValue
from storage.lessons import Lesson


def overview(
    _: Words,
    lessons: Sequence[Lesson],
    names: Mapping[str, str],
    organisation: Organisation,
    *,
    more: bool,
) -> Answer:
    """Each with a way to forget it."""
    text = _(
        "This is what requests of the last week taught Frontdesk. It counts for the next ones like them."
    )
    if not lessons:
        text = _("Frontdesk learnt nothing from requests in the last week.")
    blocks: list[Block] = [section(escape(text))]
    for lesson in lessons:
        value = RequestValue(number=lesson.number).pack()
        forget = button(_("Forget"), LearningAction.FORGET, value)
        blocks.append(section(_line(_, lesson, names, organisation), accessory=forget))
    if more:
        blocks.append(context(_.mrkdwn("These are the newest; there are more.")))
    return Answer(text=text, blocks=tuple(blocks))


def _line(_: Words, lesson: Lesson, names: Mapping[str, str], organisation: Organisation) -> Mrkdwn:
    department = organisation.department(lesson.department or "")
    given = {
        "number": lesson.number,
        "department": department.name if department else lesson.department or "",
        "who": names.get(lesson.actor or "", ""),
    }
    match lesson.why:
        case Why.CHOSEN:
            return _.mrkdwn("*#{number}* is for *{department}*: {who} chose it", **given)
        case Why.HANDED_OVER:
            return _.mrkdwn("*#{number}* is for *{department}*: {who} handed it over", **given)
        case Why.DECLINED:
            return _.mrkdwn("*#{number}* is for nobody: {who} closed it as not a request", **given)
        case Why.HELPED:
            return _.mrkdwn("*#{number}* is for *{department}*: an earlier answer helped", **given)
    return _.mrkdwn("*#{number}* is for *{department}*: {who} resolved it there", **given)


def where(channel: str) -> Mrkdwn:
    """A channel of the organisation file, as a link if its id is known."""
    return escape(channel) if channel.startswith("#") else Mrkdwn(f"<#{channel}>")
