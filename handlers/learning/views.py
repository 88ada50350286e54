"""What an operator reads of what was learnt."""

from collections.abc import Iterator, Mapping, Sequence

from config.catalogue import Mrkdwn, Words, escape
from config.organisation import Organisation
from handlers.blockkit import Block
from handlers.blocks import button, context, section
from handlers.desk import Answer
from handlers.learning.ids import LearningAction
from handlers.learning.rules import Why
from handlers.requests.ids import RequestValue
from handlers.routing import AIM, ENOUGH, Threshold
from storage.lessons import Lesson


def overview(
    _: Words,
    lessons: Sequence[Lesson],
    names: Mapping[str, str],
    organisation: Organisation,
    sent: Mapping[str, Threshold],
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
    blocks.append(section(Mrkdwn("\n".join(_thresholds(_, sent)))))
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


def _thresholds(_: Words, sent: Mapping[str, Threshold]) -> Iterator[Mrkdwn]:
    """From how sure on a request is sent without asking, by language."""
    aim = percent(AIM)
    yield _.mrkdwn("*What is sent without asking:* {aim} of it is to be right", aim=aim)
    if not sent:
        yield _.mrkdwn("So far as measured before the first request; nobody has told better yet.")
    for language, found in sorted(sent.items(), key=lambda each: -each[1].known):
        yield _threshold(_, language, found)


def _threshold(_: Words, language: str, found: Threshold) -> Mrkdwn:
    given = {
        "language": _.language(language),
        "sure": percent(min(found.sure, 1.0)),
        "right": percent(found.right or 0.0),
        "n": found.known,
        "enough": ENOUGH,
    }
    if found.asks:
        return _.mrkdwn("• {language}: Frontdesk asks; {n} of {enough} answers known", **given)
    if found.known < ENOUGH:
        return _.mrkdwn(
            "• {language}: from {sure} sure on, as measured before; {n} of {enough} answers known",
            **given,
        )
    return _.mrkdwn(
        "• {language}: from {sure} sure on; of the last {n} answers, {right} were right from there",
        **given,
    )


def percent(share: float) -> str:
    """A share, as people read it."""
    return f"{100 * share:.0f} %"


def where(channel: str) -> Mrkdwn:
    """A channel of the organisation file, as a link if its id is known."""
    return escape(channel) if channel.startswith("#") else Mrkdwn(f"<#{channel}>")
