"""A poll in a channel: one question, a press each, changeable until it closes. Of a named one everybody sees who voted for what
as it goes on; of an anonymous one only about how many voted, until it is closed like any other anonymous round."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Block
from handlers.blocks import Body, actions, button, context, section
from handlers.desk import Desk
from handlers.directory.rules import name_of, names_of
from handlers.errors import UserError
from handlers.pulse import keys
from handlers.pulse.ballot import promise, said
from handlers.pulse.door import plan_of, seals_of
from handlers.pulse.figures import shares
from handlers.pulse.ids import BallotAction, BallotValue
from handlers.pulse.model import Audience, Plan, Question, RoundState, Scale, See
from handlers.pulse.release import ALL
from handlers.pulse.results import withheld
from handlers.pulse.sealing import WrongKeyError, opened_cells
from handlers.text import shorten
from storage import cells, messages, pulses
from storage.pulses import Round
from storage.transaction import Transaction

QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]++)[\"“”„«»]")
ANONYMOUS = "anonymous"
BAR = 12
LONGEST = 150


def poll_in(_: Words, rest: str, channel: str) -> Plan:
    """What stands after `/pulse poll`: `[anonymous] "question" "option" "option"`. Raises `UserError`."""
    first, *options = [each.strip() for each in QUOTED.findall(rest) if each.strip()] or [""]
    if not first or len(options) < 2:
        raise UserError(
            _.mrkdwn(
                'Write the question and at least two options in quotes: `/pulse poll "Lunch on Friday?" "Pizza" "Salad"`. '
                "Put the word *anonymous* before them if no one should see who voted."
            )
        )
    anonymous = rest.partition('"')[0].strip().casefold() == ANONYMOUS
    return poll_plan(_, channel, first, options, anonymous=anonymous)


def poll_plan(
    _: Words,
    channel: str,
    question: str,
    options: Sequence[str],
    *,
    scale: Scale = Scale.ONE,
    anonymous: bool = False,
) -> Plan:
    """A poll of a channel, for a day. Raises `UserError` where nobody else is."""
    if not channel.startswith(("C", "G")):
        raise UserError(_.mrkdwn("Type this in the channel whose people you want to ask."))
    text = question[:LONGEST]
    asked = Question(key="poll", scale=scale, text={"": text}, choices=tuple(options))
    return Plan(
        name=text,
        audience=Audience.CHANNEL,
        who=(channel,),
        guests=True,
        questions=(asked,),
        days=1,
        anonymous=anonymous,
        see=See.ASKED,
        poll=True,
    )


def show_poll(tx: Transaction, desk: Desk, round_: str) -> Body | None:
    """In its channel, in the organisation's language."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    if found is None or pulse is None or found.state not in SHOWN:
        return None
    _, plan = desk.words_here(), plan_of(tx, found)
    question = plan.questions[0]
    title = _.mrkdwn("*{question}*", question=question.wording(_))
    asks = _.mrkdwn("{who} asks", who=name_of(tx, pulse.owner))
    blocks: list[Block] = [section(title), context(asks, promise(_, plan))]
    blocks += _bars(tx, desk, _, plan, found)
    if found.state in (RoundState.OPEN, RoundState.PAUSED):
        blocks += _choices(_, found, question)
        until = _.when(found.closes_at, desk.clock.now())
        blocks.append(context(_open_until(_, question, until)))
    return Body(title, blocks)


def _open_until(_: Words, question: Question, until: str) -> Mrkdwn:
    if question.scale == Scale.SEVERAL:
        return _.mrkdwn("Open until {until}. Press *Vote* again to change.", until=until)
    return _.mrkdwn("Open until {until}. Press another to change.", until=until)


SHOWN = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED)


def _choices(_: Words, round_: Round, question: Question) -> list[Block]:
    """A press each; where several may be chosen, a form that shows what was chosen."""
    if question.scale == Scale.SEVERAL:
        value = BallotValue(round=round_.round).pack()
        return [actions(button(_("Vote"), BallotAction.ANSWER_ALL, value, style="primary"))]
    return [
        actions(
            *(
                button(
                    text,
                    f"{BallotAction.GIVE}:{at}",
                    BallotValue(round=round_.round, answer=str(at)).pack(),
                )
                for at, text in enumerate(question.choices)
            )
        )
    ]


def _bars(tx: Transaction, desk: Desk, _: Words, plan: Plan, round_: Round) -> list[Block]:
    question = plan.questions[0]
    if round_.state == RoundState.CLOSED:
        result = next((r for r in pulses.results_of(tx, round_.round) if r.group == ALL), None)
        if result is None:
            return [section(withheld(_) if plan.anonymous else _.mrkdwn("Nobody voted."))]
        shown = _drawn(_, question, result.histogram, _voters(tx, round_), result.n)
        return [section(shown)]
    if plan.anonymous:
        counted = _.mrkdwn("About {n} voted so far, counted in fives.", n=round_.answered)
        return [section(counted)]
    votes = votes_of(tx, desk, round_)
    voters = _by_choice(tx, votes)
    histogram = {answer: len(people) for answer, people in voters.items()}
    return [section(_drawn(_, question, histogram, voters, len(votes)))]


def _voters(tx: Transaction, round_: Round) -> dict[str, list[str]]:
    said_by = pulses.named_of(tx, round_.round)
    return _by_choice(tx, {each.person: each.answer for each in said_by})


def _by_choice(tx: Transaction, votes: Mapping[str, str]) -> dict[str, list[str]]:
    """Names, by what they voted for, which may be several things."""
    names, found = names_of(tx, votes), defaultdict(list)
    for person, answer in sorted(votes.items()):
        for choice in answer.split(","):
            found[choice].append(names[person])
    return found


def votes_of(tx: Transaction, desk: Desk, round_: Round) -> dict[str, str]:
    """Who voted for what in a named poll that runs; nothing while its key is missing."""
    seals = seals_of(tx, desk, round_)
    if seals is None:
        return {}
    try:
        found = opened_cells(seals, pulses.roster(tx, round_.round), cells.all_of(tx, round_.round))
    except WrongKeyError:
        return {}
    return {person: given for person, cell in found.items() if (given := said(cell.answers, 0))}


def _drawn(
    _: Words,
    question: Question,
    histogram: Mapping[str, int],
    voters: Mapping[str, Sequence[str]],
    n: int,
) -> Mrkdwn:
    """Shares are of those who voted; where several may be chosen, they don't add up."""
    counts = [histogram.get(str(at), 0) for at in range(len(question.choices))]
    several = question.scale == Scale.SEVERAL and n > 0
    parts = [round(100 * count / n) for count in counts] if several else shares(counts)
    lines = []
    for at, choice in enumerate(question.choices):
        bar = "▇" * round(BAR * parts[at] / 100)
        who = escape(shorten(", ".join(voters.get(str(at), ())), 150))
        line = _.mrkdwn("{choice}: {n} ({share} %)", choice=choice, n=counts[at], share=parts[at])
        lines.append(" ".join(part for part in (line, bar, f"– {who}" if who else "") if part))
    return Mrkdwn("\n".join(lines))


def voted(tx: Transaction, plan: Plan, round_: str) -> None:
    """A named poll shows votes as they come. Of an anonymous one nothing is to be seen."""
    if plan.poll and not plan.anonymous:
        messages.refresh(tx, [keys.poll(round_)])
