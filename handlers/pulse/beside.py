"""What stands beside the figures for whoever asked: service and feelings on one page, and what goes together with the eNPS."""

from collections.abc import Mapping, Sequence

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.blocks import Body, context, section
from handlers.desk import Desk
from handlers.pulse.model import Question, Scale
from handlers.pulse.overall import stands, topic
from handlers.pulse.past import PastRounds
from handlers.pulse.samples import directed
from handlers.pulse.saying import summary
from handlers.pulse.together import together
from storage.pulses import Named
from storage.transaction import Transaction

# So begins the key of the question whether people got the help they needed; a department's key follows.
HELP = "service-help:"
# Below this, 3.5 of 5, people don't feel helped.
FELT = 0.625


def service(tx: Transaction, desk: Desk, _: Words, past: PastRounds) -> list[Body]:
    """What people feel of a department beside what is measured of it."""
    bodies = []
    for question in past.now.questions:
        key = question.key.removeprefix(HELP) if question.key.startswith(HELP) else ""
        department = desk.organisation.department(key)
        if department is not None and question.key in past.now.whole:
            bodies.append(_page(tx, desk, _, past, question, department))
    return bodies


def _page(
    tx: Transaction,
    desk: Desk,
    _: Words,
    past: PastRounds,
    question: Question,
    department: Department,
) -> Body:
    whole = past.now.whole[question.key]
    figures = [each(tx, desk, _, department) for each in desk.offers.service]
    found = [each for each in figures if each is not None]
    title = _.mrkdwn("*Service and feelings: {department}*", department=department.name)
    felt = summary(_, question, whole, past.now.round.invited)
    lines = [
        _.mrkdwn("People: “{question}” {figure}", question=question.wording(_), figure=felt),
        *(_.mrkdwn("Measured, in 60 days: {figure}", figure=each.said) for each in found),
    ]
    if not found:
        lines.append(_.mrkdwn("Too little was measured in 60 days to be shown beside it."))
    blocks = [section(title), section(Mrkdwn("\n".join(lines)))]
    if found and all(each.good for each in found) and stands(question, whole) < FELT:
        blocks.append(
            section(
                _.mrkdwn(
                    "*The numbers are green, and the people are not.* What is measured of {department} goes well, yet "
                    "people don't feel helped. Ask them what is missing; no figure here tells it.",
                    department=department.name,
                )
            )
        )
    return Body(title, blocks)


def alongside(_: Words, past: PastRounds, said: Sequence[Named]) -> list[Body]:
    """What goes together with the eNPS, of a named round of thirty people and more."""
    questions = {each.key: each for each in past.now.questions if directed(each.scale)}
    given: dict[str, dict[str, float]] = {key: {} for key in questions}
    for each in said:
        if each.question in given and each.answer:
            given[each.question][each.person] = float(each.answer)
    enps = next((key for key in questions if questions[key].scale == Scale.ENPS), None)
    if enps is None:
        return []
    others = {key: answers for key, answers in given.items() if key != enps}
    return _alongside(_, questions, together(given[enps], others))


def _alongside(
    _: Words, questions: Mapping[str, Question], found: Mapping[str, float]
) -> list[Body]:
    if not found:
        return []
    title = _.mrkdwn("*Goes together with the eNPS*")
    lines = [
        _.mrkdwn(
            "{topic}: {rho} (1 is always, 0 not at all)",
            topic=topic(_, questions[key]),
            rho=f"{rho:.2f}",
        )
        for key, rho in found.items()
    ]
    small = _.mrkdwn(
        "Rank correlation, where it is more than chance. That two answers go together doesn't say that one makes the other."
    )
    return [Body(title, [section(title), section(Mrkdwn("\n".join(lines))), context(small)])]
