"""Remind me tomorrow: whoever works on a request is reminded of it a day later."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from config.catalogue import Mrkdwn, Words
from handlers.answers import answer_command
from handlers.blockkit import Block, Element
from handlers.blocks import Body, body, button, section
from handlers.capability import Capability
from handlers.desk import Answer, Desk
from handlers.offers import HomeSection, On, RequestButton, Subcommand
from handlers.payloads import Click, Command
from handlers.requests import changes, service
from handlers.requests.forms import on_click
from handlers.requests.ids import RequestValue
from handlers.requests.lifecycle import Rule, Term
from handlers.requests.notices import Notice
from handlers.requests.rules import UNRESOLVED, Party
from storage import requests
from storage.requests import Request
from storage.transaction import Transaction

NAME, PRESS = "remind_me", "remind_me_tomorrow"
WANTED, REMINDED = "reminder_wanted", "reminded"
RULES = {
    WANTED: Rule(UNRESOLVED),
    REMINDED: Rule(UNRESOLVED, tells={Party.DEPARTMENT: lambda *_: True}),
}


def terms(request: Request, *_: object) -> Iterator[tuple[str, Term]]:
    """The deadline follows from what is kept."""
    if NAME in request.facts and request.state in UNRESOLVED:
        since = datetime.fromisoformat(request.facts[NAME])
        yield NAME, Term(since, since + timedelta(days=1))


def want(tx: Transaction, desk: Desk, act: service.OnRequest) -> Answer:
    """Keep since when; the timer follows."""
    request = service.find_as_member(tx, desk, act)
    service.require_unresolved(tx, desk, request, act.actor)
    kept = {**request.facts, NAME: desk.clock.now().isoformat()}
    changes.apply(tx, desk, request, WANTED, changes.Change(actor=act.actor, facts=kept))
    return Answer()


def due(tx: Transaction, desk: Desk, number: str) -> None:
    """Tell the department, and keep nothing."""
    if request := changes.due(tx, desk, number, NAME):
        kept = {name: fact for name, fact in request.facts.items() if name != NAME}
        changes.apply(tx, desk, request, REMINDED, changes.Change(facts=kept))


def notice(_: Words, notice: Notice) -> Body:
    """What the department reads."""
    return body(_.mrkdwn("A day later: #{n}", n=notice.shown.request.number))


def draw(_: Words, request: Request) -> Element | None:
    """The button on the card, until it is resolved."""
    value = RequestValue(number=request.number).pack()
    return button(_("Remind me tomorrow"), PRESS, value) if request.state in UNRESOLVED else None


def listed(tx: Transaction, desk: Desk, user: str) -> Mrkdwn:
    """Of which requests somebody will be reminded."""
    held = requests.page_of(tx, "held", user, index=0, size=50).requests
    numbers = ", ".join(f"#{request.number}" for request in held if NAME in request.facts)
    return desk.words_for(tx, user).mrkdwn("Reminders: {numbers}", numbers=numbers or "–")


def home(tx: Transaction, desk: Desk, user: str, _room: int) -> list[Block]:
    """A section of Home."""
    return [section(listed(tx, desk, user))]


async def reminders(desk: Desk, ack: AsyncAck, body: dict[str, Any], _client: object) -> None:
    """`/frontdesk reminders`."""
    await answer_command(ack, Answer(text=await desk.read(listed, Command.parse(body).user)))


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the button."""

    async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
        await desk.transact(want, on_click(desk, Click.parse(body)))
        await ack()

    app.action(PRESS)(pressed)


CAPABILITY = Capability(
    name=NAME,
    register=register,
    events=RULES,
    terms=(terms,),
    timers={f"request/{{number}}/{NAME}": due},
    notices={(Party.DEPARTMENT, REMINDED): notice},
    history={
        WANTED: lambda _, past: _.mrkdwn("{who} wants to be reminded", who=past.who),
        REMINDED: lambda _, _past: _.mrkdwn("reminded"),
    },
    buttons=(RequestButton(draw, frozenset({On.CARD})),),
    home=(HomeSection(home, needs=1),),
    subcommands={
        "reminders": Subcommand(reminders, lambda _: _.mrkdwn("• `/frontdesk reminders`"))
    },
)
