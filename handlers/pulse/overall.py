"""What stands out of a round: what is lowest, what moved, what fell; and how questions went over the rounds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from config.catalogue import Mrkdwn, Words
from config.questions import drivers
from handlers.blockkit import Block
from handlers.blocks import Body, context, paragraphs, section
from handlers.charts import CHARTS, LINES, Cell, data_table, line_chart
from handlers.pulse.model import Question, Scale
from handlers.pulse.movement import Movement
from handlers.pulse.past import ChangeSince, PastRounds, driver_of
from handlers.pulse.samples import directed, position, sample_of
from handlers.pulse.saying import in_short, one_figure
from handlers.text import shorten
from storage.pulses import Result

LOWEST = 3
# So many rounds make a line.
TREND = 3
NAME = 40


def overall(_: Words, past: PastRounds) -> list[Block]:
    """Nothing where one question was asked, and nothing before."""
    lines = [line for line in (_fell(_, past), _lowest(_, past), _moved(_, past)) if line]
    blocks = [section(Mrkdwn("\n".join(lines)))] if lines else []
    if past.now.is_thin:
        blocks.append(context(_.mrkdwn("Too few took part for anything to be called a movement.")))
    shown = asked(past)
    if len(shown) > 1:
        blocks.append(_table(_, past, shown))
    return blocks


def asked(past: PastRounds) -> list[Question]:
    """The questions of which something is shown and better is higher, the lowest first."""
    found = [
        each for each in past.now.questions if directed(each.scale) and each.key in past.now.whole
    ]
    return sorted(found, key=lambda each: stands(each, past.now.whole[each.key]))


def stands(question: Question, result: Result) -> float:
    """Between the worst, 0, and the best, 1."""
    mean = sample_of(question.scale, result.histogram).mean
    return position(question.scale, mean)


def topic(_: Words, question: Question) -> str:
    """What a question is about, in a word or two."""
    if question.about:
        return question.about
    name = drivers().get(question.driver)
    return _.own(name) if name else shorten(question.wording(_), NAME)


def names(_: Words, questions: Sequence[Question]) -> dict[str, str]:
    """What each is called where there is little room, by key: its topic, or its words where several have the same topic."""
    topics = {each.key: topic(_, each) for each in questions}
    often = Counter(topics.values())
    return {
        each.key: topics[each.key]
        if often[topics[each.key]] == 1
        else shorten(each.wording(_), NAME)
        for each in questions
    }


def ranked(_: Words, past: PastRounds) -> list[tuple[str, float]]:
    """What was asked about, by topic, the lowest first: where it stands between 0 and 100."""
    by_topic: dict[str, list[float]] = defaultdict(list)
    for each in asked(past):
        by_topic[topic(_, each)].append(stands(each, past.now.whole[each.key]))
    means = {name: 100 * sum(some) / len(some) for name, some in by_topic.items()}
    return sorted(means.items(), key=lambda each: each[1])


def _lowest(_: Words, past: PastRounds) -> Mrkdwn:
    ranking = ranked(_, past)
    if len(ranking) < 2:
        return Mrkdwn("")
    listed = ", ".join(f"{name} ({round(of_hundred)})" for name, of_hundred in ranking[:LOWEST])
    return _.mrkdwn("*Lowest*, of 100: {listed}.", listed=listed)


def _moved(_: Words, past: PastRounds) -> Mrkdwn:
    """What moved more, first. Said of nothing if nothing could be compared."""
    if not past.changes:
        return Mrkdwn("")
    real = [each for each in asked(past) if _is_real(past.changes.get(each.key))]
    if not real:
        return _.mrkdwn("*Moved*: no clear change.")
    real.sort(key=lambda each: -abs(_difference(past, each)))
    listed = [
        _("{topic} up from {before} to {now}", **_told(_, past, each))
        if past.changes[each.key].movement == Movement.UP
        else _("{topic} down from {before} to {now}", **_told(_, past, each))
        for each in real
    ]
    return _.mrkdwn("*Moved*: {listed}.", listed="; ".join(listed))


def _told(_: Words, past: PastRounds, question: Question) -> dict[str, str]:
    return {
        "topic": topic(_, question),
        "before": one_figure(_, question, past.changes[question.key].before),
        "now": one_figure(_, question, past.now.whole[question.key]),
    }


def _is_real(change: ChangeSince | None) -> bool:
    return change is not None and change.movement != Movement.UNCLEAR


def _difference(past: PastRounds, question: Question) -> float:
    now, before = past.now.whole[question.key], past.changes[question.key].before
    return stands(question, now) - stands(question, before)


def _fell(_: Words, past: PastRounds) -> Mrkdwn:
    named = {driver_of(each): topic(_, each) for each in past.now.questions}
    if not past.fallen:
        return Mrkdwn("")
    listed = ", ".join(named[driver] for driver in past.fallen)
    return _.mrkdwn("*▼ Lower than usual*: {listed}. It is early: ask why, soon.", listed=listed)


def _table(_: Words, past: PastRounds, shown: Sequence[Question]) -> Block:
    titles = [_("Question"), _("Result"), _("Of 100"), _("Answers"), _("Change")]
    called = names(_, shown)
    rows: list[list[Cell]] = []
    for each in shown:
        whole = past.now.whole[each.key]
        of_hundred = round(100 * stands(each, whole))
        rows.append(
            [
                called[each.key],
                one_figure(_, each, whole),
                (of_hundred, str(of_hundred)),
                (whole.n, str(whole.n)),
                _change(_, past.changes.get(each.key)),
            ]
        )
    return data_table(_("Questions, the lowest first"), titles, rows)


def _change(_: Words, change: ChangeSince | None) -> str:
    if change is None:
        return "–"
    said: Mapping[Movement, str] = {
        Movement.UP: _("▲ up"),
        Movement.DOWN: _("▼ down"),
        Movement.UNCLEAR: _("no clear change"),
    }
    return said[change.movement]


def trends(_: Words, past: PastRounds) -> list[Body]:
    """How questions went over the rounds: those that were shown in the same rounds, and have one scale, in one picture."""
    alike: dict[tuple[str, tuple[int, ...]], list[Question]] = defaultdict(list)
    for each in asked(past):
        rounds = tuple(at for at, one in enumerate(past.rounds) if each.key in one.whole)
        if len(rounds) >= TREND:
            kind = "five" if each.scale in (Scale.AGREE, Scale.OFTEN) else str(each.scale)
            alike[kind, rounds].append(each)
    pictures = [
        _trend(_, past, rounds, some[first : first + LINES])
        for (_kind, rounds), some in alike.items()
        for first in range(0, len(some), LINES)
    ]
    title = _.mrkdwn("*Over the rounds*")
    return [
        Body(
            title,
            [
                section(title),
                *(block for each in pictures[first : first + CHARTS] for block in each),
            ],
        )
        for first in range(0, len(pictures), CHARTS)
    ]


def _trend(
    _: Words, past: PastRounds, rounds: Sequence[int], questions: Sequence[Question]
) -> list[Block]:
    some = [past.rounds[at] for at in rounds]
    days = [_.date(each.round.closes_at) for each in some]
    called = names(_, questions)
    lines = [
        (called[each.key], [_value(each, one.whole[each.key]) for one in some])
        for each in questions
    ]
    told = [
        _.mrkdwn(
            "{topic}: {figures}",
            topic=called[each.key],
            figures=" → ".join(in_short(each, one.whole[each.key]) for one in some),
        )
        for each in questions
    ]
    span = _("{first} to {last}", first=days[0], last=days[-1])
    return [line_chart(span, days, lines), *paragraphs(told)]


def _value(question: Question, result: Result) -> float:
    """As it is drawn: eNPS and shares of a hundred."""
    mean = sample_of(question.scale, result.histogram).mean
    return round(mean, 2) if question.scale in (Scale.AGREE, Scale.OFTEN) else round(100 * mean)
