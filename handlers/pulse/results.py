"""What a closed round shows: pictures that Slack draws, and the same figures as text."""

from collections.abc import Mapping, Sequence

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Block, line_of, literal, quote_of, rich_text
from handlers.blocks import Body, bar_chart, context, divider, header, section
from handlers.desk import Desk
from handlers.pulse.figures import Interval, mean_interval, net_interval, net_of, shares
from handlers.pulse.model import Plan, Question, Scale
from handlers.pulse.release import ALL
from handlers.pulse.roster import group_name
from handlers.pulse.scales import label, values
from storage.pulses import Comment, Named, Result, Round

# Slack takes two pictures in a message.
PICTURES = 2
# Comments to a message.
AT_ONCE, PAGE = 20, 6000
PEOPLE = 30
MINUS = "−"


def results(
    _: Words,
    desk: Desk,
    plan: Plan,
    round_: Round,
    found: Sequence[Result],
    comments: Sequence[Comment],
) -> list[Body]:
    """A message with how many answered, then one for every two questions, then what people wrote."""
    title = _.mrkdwn("*{name}*: what came out", name=plan.name)
    bodies = [Body(title, [header(plan.name), section(rate(_, round_)), *_promised(_, plan)])]
    questions = [Question.model_validate(each) for each in round_.questions]
    for first in range(0, len(questions), PICTURES):
        blocks: list[Block] = []
        for question in questions[first : first + PICTURES]:
            of_it = {each.group: each for each in found if each.question == question.key}
            blocks += [divider(), *_question(_, desk, plan, question, round_, of_it)]
        bodies.append(Body(title, blocks[1:]))
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
) -> list[Block]:
    wording = question.wording(_)
    blocks = [section(Mrkdwn(f"*{escape(wording)}*"))]
    whole = of_it.get(ALL)
    if question.scale != Scale.OPEN:
        blocks += _figures(_, question, round_, whole) if whole else [context(withheld(_))]
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


def _figures(_: Words, question: Question, round_: Round, whole: Result) -> list[Block]:
    everything = values(question)
    counts = [whole.histogram.get(value, 0) for value in everything]
    names = [label(_, question, value) for value in everything]
    picture = bar_chart(question.wording(_), _("Answers"), list(zip(names, counts, strict=True)))
    summed = summary(_, question, whole, round_.invited)
    lines = [summed, *_lines(_, question, names, counts, whole.n)]
    return [picture, section(Mrkdwn("\n".join(line for line in lines if line)))]


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


def summary(_: Words, question: Question, whole: Result, of: int) -> Mrkdwn:
    """The one figure of a scale, with between which it may well be; where everybody answered, nothing is uncertain."""
    everybody = whole.n >= of
    if question.scale == Scale.ENPS:
        found = net_interval(net_of(whole.histogram), of=of)
        value, low, high = (signed(100 * x) for x in (found.value, found.low, found.high))
        if everybody:
            return _.mrkdwn("*eNPS {score}* – everybody answered", score=value)
        return _.mrkdwn(
            "*eNPS {score}* (between {low} and {high})", score=value, low=low, high=high
        )
    if question.scale not in (Scale.AGREE, Scale.OFTEN):
        return Mrkdwn("")
    found = mean_interval(whole.histogram, of=of)
    if everybody:
        return _.mrkdwn("*{mean} of 5* – everybody answered", mean=tenth(found.value))
    low, high = _within(found)
    return _.mrkdwn(
        "*{mean} of 5* (between {low} and {high})", mean=tenth(found.value), low=low, high=high
    )


def _within(found: Interval) -> tuple[str, str]:
    return tenth(max(1.0, found.low)), tenth(min(5.0, found.high))


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


def one_figure(_: Words, question: Question, result: Result) -> str:
    """A group in a word."""
    match question.scale:
        case Scale.ENPS:
            return _("eNPS {score}", score=signed(100 * net_of(result.histogram).score))
        case Scale.AGREE | Scale.OFTEN:
            return _("{mean} of 5", mean=tenth(mean_interval(result.histogram).value))
        case _other:
            often = max(sorted(result.histogram), key=lambda value: result.histogram[value])
            return _("most often {answer}", answer=label(_, question, often))


def signed(number: float) -> str:
    """A whole number with its sign."""
    whole = round(number)
    return f"+{whole}" if whole > 0 else f"{MINUS}{-whole}" if whole < 0 else "0"


def tenth(number: float) -> str:
    """With one decimal."""
    return f"{number:.1f}"
