"""`/frontdesk bounces`: between which departments requests go back and forth. For the operations channel, and for heads."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation
from handlers.answers import answer_command
from handlers.blocks import paragraphs
from handlers.desk import Answer, Desk
from handlers.directory.rules import channel_names, is_colleague, user_named
from handlers.errors import UserError
from handlers.offers import Subcommand
from handlers.payloads import Command
from storage import hand_overs
from storage.hand_overs import Flow
from storage.transaction import Transaction

MONTHS = 3
MOST_PAIRS = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """Two departments: how often each handed over to the other, and how many of these came back to where they had been."""

    one: str
    other: str
    there: int
    back: int
    returned: int


def pairs(flows: Collection[Flow], of: Collection[str]) -> list[Pair]:
    """Those with one of these departments, those with most bounces first."""
    found: dict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in flows:
        one, other = sorted((flow.origin, flow.receiver))
        found[one, other].append(flow)
    every = [
        Pair(
            one,
            other,
            there=sum(flow.handed_over for flow in both if flow.origin == one),
            back=sum(flow.handed_over for flow in both if flow.origin == other),
            returned=sum(flow.returned for flow in both),
        )
        for (one, other), both in found.items()
        if one in of or other in of
    ]
    return sorted(every, key=lambda pair: (-pair.returned, -pair.there - pair.back, pair.one))


def first_month(now: datetime) -> datetime:
    """The first of the months that are counted, of which this one is the last."""
    months = now.year * 12 + now.month - MONTHS
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def bounced(tx: Transaction, desk: Desk, command: Command) -> Answer:
    """The pairs that somebody may see: all in the operations channel, their own departments' elsewhere."""
    _ = desk.words_for(tx, command.user)
    of = _may_see(tx, desk, command)
    if not of:
        raise UserError(
            _.mrkdwn("Only heads of departments, and the operations channel, see this.")
        )
    since = first_month(desk.clock.now())
    found = pairs(hand_overs.flows(tx, since=since), of)
    day = _.date(since)
    if not found:
        return Answer(text=_.mrkdwn("Nothing was handed over since {day}.", day=day))
    head = _.mrkdwn("*Handed over since {day}*, most bounces first", day=day)
    lines = [head, *(_line(_, desk.organisation, pair) for pair in found[:MOST_PAIRS])]
    return Answer(text=head, blocks=tuple(paragraphs(lines)))


def _may_see(tx: Transaction, desk: Desk, command: Command) -> set[str]:
    """The keys of the departments whose hand-overs somebody may see."""
    organisation = desk.organisation
    if not is_colleague(tx, command.user):
        return set()
    if organisation.operations in channel_names(tx, command.channel):
        return {each.key for each in organisation.all}
    return {each.key for each in organisation.all if user_named(tx, each.head) == command.user}


def _line(_: Words, organisation: Organisation, pair: Pair) -> Mrkdwn:
    names = {each.key: each.name for each in organisation.all}
    one, other = names.get(pair.one, pair.one), names.get(pair.other, pair.other)
    bounces = _.plural("{n} bounce", "{n} bounces", pair.returned)
    return _.mrkdwn(
        "• {one} and {other}: *{bounces}*; {one} → {other} {there}, {other} → {one} {back}",
        one=one,
        other=other,
        bounces=bounces,
        there=pair.there,
        back=pair.back,
    )


async def bounces(
    desk: Desk,
    ack: AsyncAck,
    body: dict[str, Any],
    client: AsyncWebClient,  # noqa: ARG001 # a subcommand's shape
) -> None:
    """Answer privately."""
    await answer_command(ack, await desk.read(bounced, Command.parse(body)))


BOUNCES = Subcommand(
    run=bounces,
    help=lambda _: _.mrkdwn("• `/frontdesk bounces` shows what departments hand back and forth"),
    for_operators=True,
)
