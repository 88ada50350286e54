"""What was released of a round, and for whoever asked of the rounds before, as a file for a spreadsheet."""

from collections.abc import Iterator, Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Words
from handlers.blocks import Body, body, form, section
from handlers.desk import Answer, Desk, Incoming
from handlers.files import Made, made
from handlers.payloads import Click
from handlers.pulse import keys
from handlers.pulse.ids import LeadAction, PulseValue, PulseView
from handlers.pulse.lists import heads_of, visible_to
from handlers.pulse.messages import results_for
from handlers.pulse.model import Plan, Question, Scale
from handlers.pulse.overall import topic
from handlers.pulse.past import Released
from handlers.pulse.release import ALL
from handlers.pulse.roster import group_name
from handlers.pulse.scales import label, values
from handlers.spreadsheet import written
from storage import messages, pulses
from storage.transaction import Transaction


class Export(Incoming):
    """Wanted by somebody who sees the results."""

    pulse: int


def export(tx: Transaction, desk: Desk, act: Export) -> Answer:
    """Have the file sent, if they may see what is in it."""
    seen = (round_ for pulse, round_ in visible_to(tx, desk, act.actor) if pulse.pulse == act.pulse)
    round_ = next(seen, None)
    if round_ is None:
        return Answer()
    key = keys.export(round_.round, act.actor)
    messages.put(tx, {key: messages.at(act.actor)}, forget_at=desk.passing())
    return Answer(number=act.pulse)


def show_export(tx: Transaction, desk: Desk, round_: str, to: str) -> Sequence[Body | Made]:
    """The file, below a line."""
    found = results_for(tx, desk, round_, to)
    if found is None:
        return []
    _, pulse = found.words, pulses.get(tx, found.past.now.round.pulse)
    reads = pulse is not None and (to == pulse.owner or to in heads_of(tx, desk, pulse.owner))
    rounds = [each.round for each in (found.past.rounds if reads else [found.past.now])]
    results = pulses.results_in(tx, [each.round for each in rounds])
    released = [Released(each, results.get(each.round, ())) for each in rounds]
    text = _.mrkdwn("*{name}*: the figures for a spreadsheet.", name=found.plan.name)
    missing = _.mrkdwn("The file can't be shown here. Please try again later.")
    rows = table(_, desk, found.plan, released)
    alt = _("A table of the figures that were released.")
    return [body(text), made(f"{found.plan.name}.csv", rows, alt, missing)]


def table(_: Words, desk: Desk, plan: Plan, rounds: Sequence[Released]) -> str:
    """A row for each answer to each question, of everybody and of each group that is shown."""
    head = [
        _("Closed on"),
        _("Question"),
        _("Topic"),
        _("Group"),
        _("Answer"),
        _("Number"),
        _("Answers to it"),
        _("Asked"),
    ]
    return written(head, (row for each in rounds for row in _rows(_, desk, plan, each)))


def _rows(_: Words, desk: Desk, plan: Plan, released: Released) -> Iterator[list[object]]:
    closed = released.round.closes_at.astimezone(_.zone).date().isoformat()
    by_key = {each.key: each for each in released.questions}
    for result in sorted(released.results, key=lambda each: (each.question, each.group)):
        question = by_key.get(result.question)
        whole = result.group == ALL
        group = _("Everybody") if whole else group_name(desk, plan, result.group)
        if question is None or group is None:
            continue
        for answer in values(question):
            yield [
                closed,
                question.wording(_),
                topic(_, question),
                group,
                _named(_, question, answer),
                result.histogram.get(answer, 0),
                result.n,
                released.round.invited if whole else "",
            ]


def _named(_: Words, question: Question, answer: str) -> str:
    return answer if question.scale == Scale.ENPS else label(_, question, answer)


class ExportListeners:
    """The button below results."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def wanted(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The file comes as a direct message; that is said at once."""
        click = Click.parse(body)
        pulse = PulseValue.unpack(click.value).pulse
        act = Export(team=self.desk.team, actor=click.user, key=click.key, pulse=pulse)
        answer = await self.desk.transact(export, act)
        _ = await self.desk.read(lambda tx, desk: desk.words_for(tx, click.user))
        text = (
            _.mrkdwn("The figures are on their way: a file in your direct messages with me.")
            if answer.number
            else _.mrkdwn("There are no results here that you can see.")
        )
        view = form(_("Results"), PulseView.MADE, [section(text)], close=_("Close"))
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the button."""
    app.action(LeadAction.EXPORT)(ExportListeners(desk).wanted)
