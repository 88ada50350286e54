"""What people read of a promise: when they ask, in the receipt, and when it is resolved. Pure functions of facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.business_time import BusinessHours, WorkingTime
from config.catalogue import Mrkdwn, Words
from config.departments import GENERAL, Department
from config.standards import Standard
from handlers.standards.measured import Measured
from handlers.standards.rules import Promise


@dataclass(frozen=True)
class StandardSaid:
    """What is promised for a request of a kind: how long by the standard, by when for this one, and what was measured."""

    department: Department
    hours: BusinessHours
    request_type: str
    urgency: str
    by: Mapping[Promise, datetime]
    now: datetime
    measured: Measured | None = None

    @property
    def urgent(self) -> bool:
        return self.department.is_urgent(self.request_type, self.urgency)

    @property
    def standard(self) -> Standard:
        return self.department.standard(self.request_type, self.urgency)

    @property
    def around_the_clock(self) -> bool:
        return self.department.may_ring(self.request_type, self.urgency)


def promised(_: Words, said: StandardSaid) -> Mrkdwn:
    """By when there is an answer and a solution; what was measured of others stands for what the standard allows."""
    sentences = []
    if said.measured is not None:
        sentences.append(_measured(_, said, said.measured))
        sentences.append(_by(_, said))
    else:
        sentences += [_answers(_, said), _solves(_, said)]
    return Mrkdwn("\n".join(sentence for sentence in sentences if sentence))


def _such(_: Words, said: StandardSaid) -> Mrkdwn:
    kind = said.department.request_type(said.request_type)
    if kind is not None and kind.key != GENERAL:
        return _.mrkdwn("“{type}” requests", type=kind.name)
    return _.mrkdwn("urgent requests") if said.urgent else _.mrkdwn("requests")


def _answers(_: Words, said: StandardSaid) -> Mrkdwn:
    span, by = said.standard.first_response, said.by.get(Promise.FIRST_RESPONSE)
    if span is None or by is None:
        return Mrkdwn("")
    return _.mrkdwn(
        "{department} answers {such} within {span}: by {by}.",
        department=said.department.name,
        such=_such(_, said),
        span=_length(_, said, span),
        by=_.when(by, said.now),
    )


def _solves(_: Words, said: StandardSaid) -> Mrkdwn:
    span, by = said.standard.resolution, said.by.get(Promise.RESOLUTION)
    if span is None or by is None:
        return Mrkdwn("")
    given = {
        "span": _length(_, said, span),
        "by": _.when(by, said.now),
    }
    if said.by.get(Promise.FIRST_RESPONSE) is not None and said.standard.first_response:
        return _.mrkdwn("It solves them within {span}: by {by}.", **given)
    return _.mrkdwn(
        "{department} solves {such} within {span}: by {by}.",
        department=said.department.name,
        such=_such(_, said),
        **given,
    )


def _length(_: Words, said: StandardSaid, span: WorkingTime) -> str:
    """How long: of the working time, but around the clock where urgent requests may ring at any hour."""
    return _.length(said.hours.length(span)) if said.around_the_clock else _.working(span)


def _measured(_: Words, said: StandardSaid, measured: Measured) -> Mrkdwn:
    return _.mrkdwn(
        "Of its last {n} {such}, {department} solved half within {half}, and nine in ten within {most}.",
        n=measured.number,
        such=_such(_, said),
        department=said.department.name,
        half=_.working(measured.half),
        most=_.working(measured.most),
    )


def _by(_: Words, said: StandardSaid) -> Mrkdwn:
    by = {promise: _.when(at, said.now) for promise, at in said.by.items()}
    if Promise.FIRST_RESPONSE in by and Promise.RESOLUTION in by:
        return _.mrkdwn(
            "You'll have an answer by {answer}, and it'll be solved by {solved}.",
            answer=by[Promise.FIRST_RESPONSE],
            solved=by[Promise.RESOLUTION],
        )
    if Promise.FIRST_RESPONSE in by:
        return _.mrkdwn("You'll have an answer by {by}.", by=by[Promise.FIRST_RESPONSE])
    if Promise.RESOLUTION in by:
        return _.mrkdwn("It'll be solved by {by}.", by=by[Promise.RESOLUTION])
    return Mrkdwn("")


def back(_: Words, said: StandardSaid) -> Mrkdwn:
    """Out of hours, when they are in again; nothing while they are, or may be rung up."""
    opens = said.now if said.around_the_clock else said.hours.next_opening(said.now)
    if opens == said.now:
        return Mrkdwn("")
    return _.mrkdwn(
        "{department} isn't in right now; they're back {at}.",
        department=said.department.name,
        at=_.when(opens, said.now),
    )


def late(_: Words, promise: Promise, by: datetime, now: datetime) -> Mrkdwn:
    """A promise that was not kept."""
    when = _.when(by, now)
    should = {
        Promise.FIRST_RESPONSE: _.mrkdwn("You should have had an answer by {by}.", by=when),
        Promise.NEXT_REPLY: _.mrkdwn("You should have had a reply by {by}.", by=when),
        Promise.RESOLUTION: _.mrkdwn("This should have been solved by {by}.", by=when),
    }[promise]
    told = _.mrkdwn("We've told the people responsible.")
    return Mrkdwn(f":warning: {should} {told}")


def going_on(_: Words, said: StandardSaid) -> Mrkdwn:
    """Once somebody has answered: by when there is a reply to what the requester wrote, and a solution."""
    reply = said.by.get(Promise.NEXT_REPLY)
    sentences = [
        _.mrkdwn("You'll have a reply by {by}.", by=_.when(reply, said.now)) if reply else "",
        _solves(_, said),
    ]
    return Mrkdwn("\n".join(sentence for sentence in sentences if sentence))


def paused(_: Words, department: Department) -> Mrkdwn:
    """While the requester is waited for."""
    return _.mrkdwn("{department}'s time stands still until you reply.", department=department.name)


@dataclass(frozen=True)
class Took:
    """How long something took, in working time, and by when it was promised."""

    by: datetime | None
    span: timedelta | None


def told_and_took(
    _: Words, answer: Took, solution: Took, waited: timedelta, now: datetime
) -> Mrkdwn:
    """Afterwards: what was said, and what it took."""
    sentences = [_told(_, answer, solution, now), _taken(_, answer, solution)]
    if waited:
        sentences.append(
            _.mrkdwn(
                "That doesn't count the {span} we waited for you.", span=_.span(now - waited, now)
            )
        )
    return Mrkdwn(" ".join(sentence for sentence in sentences if sentence))


def _told(_: Words, answer: Took, solution: Took, now: datetime) -> Mrkdwn:
    first, last = (_.when(each.by, now) if each.by else "" for each in (answer, solution))
    if first and last:
        return _.mrkdwn(
            "We promised an answer by {first} and a solution by {last}.", first=first, last=last
        )
    if first:
        return _.mrkdwn("We promised an answer by {by}.", by=first)
    return _.mrkdwn("We promised a solution by {by}.", by=last)


def _taken(_: Words, answer: Took, solution: Took) -> Mrkdwn:
    if answer.span is None or solution.span is None:
        return Mrkdwn("")
    return _.mrkdwn(
        "The answer took {first}, the solution {last}.",
        first=_.working(answer.span),
        last=_.working(solution.span),
    )
