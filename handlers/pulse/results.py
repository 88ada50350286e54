"""What a closed round shows: pictures that Slack draws, and the same figures as text."""

from collections.abc import Mapping, Sequence

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Block, line_of, literal, quote_of, rich_text
from handlers.blocks import Body, bar_chart, context, divider, header, section
from handlers.desk import Desk
from handlers.pulse.figures import shares
from handlers.pulse.model import Plan, Question, Scale
from handlers.pulse.movement import Movement
from handlers.pulse.overall import overall, trends
from handlers.pulse.past import ChangeSince, PastRounds
from handlers.pulse.release import ALL
from handlers.pulse.roster import group_name
from handlers.pulse.saying import one_figure, summary
from handlers.pulse.scales import label, values
from handlers.pulse.side_by_side import side_by_side
from storage.pulses import Comment, Named, Result, Round

# Slack takes two pictures in a message.
PICTURES = 2
# Comments to a message.
AT_ONCE, PAGE = 20, 6000
PEOPLE = 30


def results(
    _: Words,
    desk: Desk,
    plan: Plan,
    past: PastRounds,
    comments: Sequence[Comment],
) -> list[Body]:
    """A message with how many answered and what stands out, then one for every two questions, then what people wrote."""
    title = _.mrkdwn("*{name}*: what came out", name=plan.name)
    round_, found = past.now.round, past.now.results
    head = [header(plan.name), section(rate(_, round_)), *_promised(_, plan)]
    bodies = [Body(title, [*head, *overall(_, past)])]
    questions = past.now.questions
    for first in range(0, len(questions), PICTURES):
        blocks: list[Block] = []
        for question in questions[first : first + PICTURES]:
            of_it = {each.group: each for each in found if each.question == question.key}
            change = past.changes.get(question.key)
            blocks += [divider(), *_question(_, desk, plan, question, round_, of_it, change)]
        bodies.append(Body(title, blocks[1:]))
    bodies += [*side_by_side(_, desk, plan, past), *trends(_, past)]
    for question in questions:
        bodies += _written(
            _, question, [each.text for each in comments if each.question == question.key]
        )
    return bodies


def named(_: Words, round_: Round, said: Sequence[Named], names: Mapping[str, str]) -> list[Body]:
    """Who said what, question by question."""
    bodies = []
    for raw in round_.questions:
        question = Question.model_validate(raw)
        lines = [
            _said_by(_, question, each, names) for each in said if each.question == question.key
        ]
        title = _.mrkdwn("Who said what to “{question}”:", question=question.wording(_))
        bodies += [
            Body(title, [section(title), *lines[first : first + PEOPLE]])
            for first in range(0, len(lines), PEOPLE)
        ]
    return bodies


def _said_by(_: Words, question: Question, said: Named, names: Mapping[str, str]) -> Block:
    given = [label(_, question, value) for value in said.answer.split(",") if value]
    words = [", ".join(given)] if given else []
    words += [f"“{said.comment}”"] if said.comment else []
    return rich_text(
        line_of(literal(names[said.person], "bold"), literal(f": {' – '.join(words)}"))
    )


def _written(_: Words, question: Question, texts: Sequence[str]) -> list[Body]:
    """What people wrote, to the letter, as many to a message as fit."""
    title = _.mrkdwn("What people wrote to “{question}”:", question=question.wording(_))
    pages: list[list[str]] = []
    for text in texts:
        if not pages or len(pages[-1]) == AT_ONCE or sum(map(len, pages[-1])) + len(text) > PAGE:
            pages.append([])
        pages[-1].append(text)
    return [
        Body(title, [section(title), *(rich_text(quote_of(literal(text))) for text in page)])
        for page in pages
    ]


def _promised(_: Words, plan: Plan) -> list[Block]:
    if not plan.anonymous:
        return []
    return [
        context(
            _.mrkdwn(
                ":lock: Anonymous: these figures were decided once. Who answered what was deleted with its key."
            )
        )
    ]


def rate(_: Words, round_: Round) -> Mrkdwn:
    """As a count, over those who could have answered."""
    lines = [
        _.mrkdwn("*{n} of {all}* answered.", n=round_.answered, all=round_.invited)
        if round_.answered < round_.invited
        else _.mrkdwn("*All {all}* answered.", all=round_.invited)
    ]
    if round_.left_out:
        lines.append(
            _.plural(
                "{n} person was away or new and isn't counted.",
                "{n} people were away or new and aren't counted.",
                round_.left_out,
            )
        )
    return Mrkdwn(" ".join(lines))


def _question(
    _: Words,
    desk: Desk,
    plan: Plan,
    question: Question,
    round_: Round,
    of_it: Mapping[str, Result],
    change: ChangeSince | None,
) -> list[Block]:
    wording = question.wording(_)
    blocks = [section(Mrkdwn(f"*{escape(wording)}*"))]
    whole = of_it.get(ALL)
    if question.scale != Scale.OPEN:
        blocks += _figures(_, question, round_, whole, change) if whole else [context(withheld(_))]
    if whole and (lines := _cuts(_, desk, plan, question, of_it)):
        blocks.append(section(Mrkdwn("\n".join(lines))))
    if whole and round_.release_plan and len(of_it) <= len(round_.release_plan):
        blocks.append(context(_.mrkdwn("Groups that aren't shown: too few or too alike.")))
    if question.scale == Scale.OPEN:
        blocks.append(
            context(_.mrkdwn("What people wrote is shown to whoever asked, if enough did."))
        )
    return blocks


def withheld(_: Words) -> Mrkdwn:
    """The one reason that is given."""
    return _.mrkdwn("Not shown: too few or too alike.")


def _figures(
    _: Words, question: Question, round_: Round, whole: Result, change: ChangeSince | None
) -> list[Block]:
    everything = values(question)
    counts = [whole.histogram.get(value, 0) for value in everything]
    names = [label(_, question, value) for value in everything]
    picture = bar_chart(question.wording(_), _("Answers"), list(zip(names, counts, strict=True)))
    summed = summary(_, question, whole, round_.invited)
    lines = [summed, moved(_, question, change), *_lines(_, question, names, counts, whole.n)]
    return [picture, section(Mrkdwn("\n".join(line for line in lines if line)))]


def moved(_: Words, question: Question, change: ChangeSince | None) -> Mrkdwn:
    """Whether it is another than it was; nothing where it can't be compared."""
    if change is None:
        return Mrkdwn("")
    figure, day = one_figure(_, question, change.before), _.date(change.since)
    match change.movement:
        case Movement.UP:
            return _.mrkdwn(
                "▲ Up from {figure} on {day}: more than chance.", figure=figure, day=day
            )
        case Movement.DOWN:
            return _.mrkdwn(
                "▼ Down from {figure} on {day}: more than chance.", figure=figure, day=day
            )
        case Movement.UNCLEAR:
            return _.mrkdwn("No clear change since {day} ({figure}).", figure=figure, day=day)


def _lines(
    _: Words, question: Question, names: Sequence[str], counts: Sequence[int], n: int
) -> list[Mrkdwn]:
    """Each answer with how many gave it; what nobody said on a long scale is left out."""
    several = question.scale == Scale.SEVERAL
    parts = [round(100 * count / n) for count in counts] if several else shares(counts)
    told = [
        _.mrkdwn("{answer}: {n} ({share} %)", answer=name, n=count, share=share)
        for name, count, share in zip(names, counts, parts, strict=True)
        if count or question.scale != Scale.ENPS
    ]
    return [Mrkdwn("\n".join(told))]


def _cuts(
    _: Words, desk: Desk, plan: Plan, question: Question, of_it: Mapping[str, Result]
) -> list[Mrkdwn]:
    lines = []
    for group, result in sorted(of_it.items()):
        name = group_name(desk, plan, group)
        if name is not None:
            figure = one_figure(_, question, result)
            lines.append(
                _.mrkdwn(
                    "{group}: {figure}, {n} answers",
                    group=name,
                    figure=figure,
                    n=result.n,
                )
            )
    return lines
