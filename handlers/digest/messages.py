"""What the morning line says."""

from config.catalogue import Mrkdwn
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.kit import Body, body, context, section
from handlers.requests.keys import card
from handlers.requests.messages import UNREADABLE
from handlers.requests.views import permalink, summary
from handlers.text import mentioned
from storage import entries, messages, requests
from storage.requests import Request
from storage.transaction import Transaction


def digest(tx: Transaction, desk: Desk, department: str, date: str) -> Body | None:  # noqa: ARG001 # the date makes the key
    """What is open, what nobody has, what is oldest."""
    found = desk.organisation.department(department)
    if found is None:
        return None
    _ = desk.words_here(found.zone)
    standing = requests.standing(tx, department)
    if standing.oldest is None:
        return body(
            _.mrkdwn("Good morning. Nothing is open at {department}.", department=found.name)
        )
    counts = _.plural(
        "Good morning. {n} request is open", "Good morning. {n} requests are open", standing.open
    )
    unclaimed = _.plural(
        "{n} of them has nobody yet.", "{n} of them have nobody yet.", standing.unclaimed
    )
    line = Mrkdwn(
        f"{counts}; {unclaimed}"
        if standing.unclaimed
        else _.mrkdwn("{counts}, and somebody has each.", counts=counts)
    )
    age = _.span(standing.oldest.created_at, desk.clock.now())
    number = standing.oldest.number
    oldest = _.mrkdwn(
        "Oldest: #{number} “{summary}”, asked {age} ago.",
        number=number,
        summary=_summary(tx, standing.oldest),
        age=age,
    )
    place = messages.shown_at(tx, card(standing.oldest))
    link = (
        [
            context(
                _.mrkdwn(
                    "{link}",
                    link=Mrkdwn(f"<{permalink(desk.workspace_url, *place)}|{_('Open its card')}>"),
                )
            )
        ]
        if place
        else []
    )
    return body(Mrkdwn(f"{line} {oldest}"), section(Mrkdwn(f"{line}\n{oldest}")), *link)


def _summary(tx: Transaction, request: Request) -> str:
    text = entries.get(tx, request.number) or UNREADABLE
    return summary(text, names_of(tx, mentioned([text.text])))
