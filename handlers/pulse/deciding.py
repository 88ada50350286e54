"""What is kept of a round that ended: its figures and what people wrote, decided once from the opened cells."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.pulse.ballot import said
from handlers.pulse.door import Response
from handlers.pulse.model import Plan, Question, Scale
from handlers.pulse.release import ALL, released
from handlers.pulse.sealing import Cell, tag_of
from storage.pulses import Comment, Invited, Named, Pulse, Result, Round

COMMENT_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class RoundEnded:
    """What a close depends on: the same before and in its transaction, or it begins again."""

    round: Round
    pulse: Pulse
    roster: Sequence[Invited]
    sealed: Mapping[bytes, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is kept of a round: nothing in it is one person's."""

    results: Sequence[Result]
    comments: Sequence[Comment]
    answered: int
    away: int
    named: Sequence[Named] = ()


def decided(
    facts: RoundEnded,
    said_by: Mapping[str, Cell],
    threshold: int,
    for_comments: int,
    handle: Callable[[str], str],
) -> Decided:
    """What may be shown of every question, and of what people wrote. `handle` gives what somebody's ballot carries."""
    plan = Plan.model_validate(facts.pulse.plan)
    sets: dict[str, list[str]] = defaultdict(list)
    for each in facts.roster:
        for group in each.groups:
            if group in facts.round.release_plan:
                sets[group].append(each.person)
    results: list[Result] = []
    comments: list[Comment] = []
    for at, raw in enumerate(facts.round.questions):
        question = Question.model_validate(raw)
        answers = {
            person: given for person, cell in said_by.items() if (given := said(cell.answers, at))
        }
        results += _results(question, answers, sets, threshold if plan.anonymous else None)
        respondents = sum(cell.said == Response.ANSWERED for cell in said_by.values())
        if respondents >= for_comments and plan.anonymous:
            comments += [
                _comment(question, text, handle(person) if cell.replies else None)
                for person, cell in said_by.items()
                if (text := said(cell.comments, at))
            ]
    secrets.SystemRandom().shuffle(comments)
    answered = sum(cell.said == Response.ANSWERED for cell in said_by.values())
    away = sum(cell.said == Response.AWAY for cell in said_by.values())
    named = [] if plan.anonymous else _named(facts, said_by)
    return Decided(results, comments, answered, away, named)


def _named(facts: RoundEnded, said_by: Mapping[str, Cell]) -> list[Named]:
    """Who said what, where people were told so when they were asked."""
    found = []
    for person, cell in said_by.items():
        for at, raw in enumerate(facts.round.questions):
            answer, comment = said(cell.answers, at), said(cell.comments, at)
            if answer or comment:
                found.append(Named(person, str(raw["key"]), answer, comment))
    return found


def _comment(question: Question, text: str, handle: str | None) -> Comment:
    """Only whoever wants replies can find it again."""
    tag = None if handle is None else tag_of(handle, question.key)
    return Comment(secrets.token_hex(COMMENT_ID_BYTES), question.key, text, tag=tag)


def _results(
    question: Question,
    answers: Mapping[str, str],
    sets: Mapping[str, Sequence[str]],
    threshold: int | None,
) -> list[Result]:
    """Of a named round, which has no threshold, everything is shown."""
    people = {ALL: set(answers)} | {key: set(some) & answers.keys() for key, some in sets.items()}
    everything = frozenset(key for key, some in people.items() if some)
    shown = everything if threshold is None else released(answers, sets, threshold)
    return [
        Result(key, question.key, len(people[key]), _histogram(question, answers, people[key]))
        for key in sorted(shown)
    ]


def _histogram(question: Question, answers: Mapping[str, str], people: set[str]) -> dict[str, int]:
    given = [answers[person] for person in people]
    if question.scale == Scale.SEVERAL:
        given = [one for each in given for one in each.split(",")]
    return dict(sorted(Counter(given).items()))
