"""What is told of a rota: whose week begins, who took whose, a question for a swap and its answer."""

from collections.abc import Mapping
from datetime import date

from config.catalogue import Mrkdwn, Words
from config.departments import Department
from handlers.blocks import Body, actions, body, button, section
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.offers import Show
from handlers.rota import keys
from handlers.rota.ids import RotaAction, SwapValue
from handlers.rota.service import answer_to
from storage import history
from storage.transaction import Transaction


def span(_: Words, department: Department, week: str) -> Mrkdwn:
    """A week of a rota, in the reader's zone; only its first day if the rota has changed since."""
    turn = (
        department.rota.on(date.fromisoformat(week), department.zone) if department.rota else None
    )
    if turn is None:
        return _.mrkdwn("the week of {day}", day=week)
    return _.mrkdwn(
        "{first} to {last}", first=_.moment(turn.begins_at), last=_.moment(turn.ends_at)
    )


def begins(tx: Transaction, desk: Desk, department: str, week: str, user: str) -> Body | None:
    """For whose week begins."""
    found = desk.organisation.department(department)
    if found is None:
        return None
    _ = desk.words_for(tx, user)
    return body(
        _.mrkdwn(
            "You're on duty for {department}: {span}. Need to swap? Type `/frontdesk duty`.",
            department=found.name,
            span=span(_, found, week),
        )
    )


def taken(tx: Transaction, desk: Desk, department: str, entry: str) -> Body | None:
    """For whoever had the week."""
    found = desk.organisation.department(department)
    event = history.entry(tx, keys.subject(department), int(entry))
    if found is None or event is None:
        return None
    _ = desk.words_for(tx, str(event.data["holder"]))
    return body(
        _.mrkdwn(
            "{who} takes your week on duty for {department}: {span}.",
            who=name_of(tx, event.actor or ""),
            department=found.name,
            span=span(_, found, str(event.data["week"])),
        )
    )


def asked(tx: Transaction, desk: Desk, department: str, entry: str) -> Body | None:
    """For whoever is asked, until they have answered."""
    found = desk.organisation.department(department)
    event = history.entry(tx, keys.subject(department), int(entry))
    if found is None or event is None:
        return None
    _ = desk.words_for(tx, str(event.data["to"]))
    given = {
        "who": name_of(tx, event.actor or ""),
        "department": found.name,
        "theirs": span(_, found, str(event.data["week"])),
        "mine": span(_, found, str(event.data["mine"])),
    }
    said = answer_to(tx, department, event.id)
    if said is not None:
        text = (
            _.mrkdwn("You swapped with {who}: you're on duty for {department} {mine}.", **given)
            if said.event == "accepted"
            else _.mrkdwn("You kept your week on duty for {department}: {theirs}.", **given)
        )
        return body(text)
    text = _.mrkdwn(
        "{who} would like to swap weeks on duty for {department}. You'd take {mine}; {who} would take {theirs}.",
        **given,
    )
    value = SwapValue(department=department, asked=event.id).pack()
    return body(
        text,
        section(text),
        actions(
            button(_("Swap"), RotaAction.ACCEPT, value, style="primary"),
            button(_("Keep my week"), RotaAction.DECLINE, value),
        ),
    )


def answered(tx: Transaction, desk: Desk, department: str, entry: str) -> Body | None:
    """For whoever asked."""
    found = desk.organisation.department(department)
    event = history.entry(tx, keys.subject(department), int(entry))
    said = answer_to(tx, department, int(entry))
    if found is None or event is None or said is None:
        return None
    _ = desk.words_for(tx, event.actor)
    given = {
        "who": name_of(tx, said.actor or ""),
        "department": found.name,
        "theirs": span(_, found, str(event.data["week"])),
        "mine": span(_, found, str(event.data["mine"])),
    }
    if said.event == "accepted":
        return body(
            _.mrkdwn(
                "{who} swapped with you: you're on duty for {department} {theirs}, and {who} {mine}.",
                **given,
            )
        )
    return body(
        _.mrkdwn("{who} can't swap, so your week on duty for {department} stays: {mine}.", **given)
    )


SHOWS: Mapping[str, Show] = {
    "rota/{department}/begins/{week}/{user}": begins,
    "rota/{department}/taken/{entry}": taken,
    "rota/{department}/asked/{entry}": asked,
    "rota/{department}/answered/{entry}": answered,
}
