"""Whose results somebody may see."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Block
from handlers.blocks import (
    button,
    form,
    section,
)
from handlers.desk import Desk
from handlers.directory.rules import departments_of, user_named
from handlers.pulse.ids import LeadAction, PulseValue, PulseView
from handlers.pulse.model import Audience, Plan, RoundState, See
from storage import messages, pulses
from storage.pulses import Pulse, Round
from storage.transaction import Transaction

SHOWN = 15
LOOKED_AT = 100
NOON = time(12)
Listed = tuple[Pulse, Round | None]


def visible_to(tx: Transaction, desk: Desk, user: str) -> list[Listed]:
    """Those that are closed and whose results somebody may see."""
    found: list[Listed] = []
    for pulse in pulses.newest(tx, most=LOOKED_AT):
        closed = next(
            (
                each
                for each in pulses.rounds_of(tx, pulse.pulse, most=5)
                if each.state == RoundState.CLOSED
            ),
            None,
        )
        if closed and may_see(tx, desk, pulse, closed, user):
            found.append((pulse, closed))
    return found[:SHOWN]


def may_see(tx: Transaction, desk: Desk, pulse: Pulse, round_: Round, user: str) -> bool:
    """Whether somebody may see the results of a round."""
    plan = Plan.model_validate(pulse.plan)
    if user == pulse.owner:
        return True
    if plan.see == See.HEAD:
        return user in heads_of(tx, desk, pulse.owner)
    if plan.see != See.ASKED:
        return False
    was_asked = messages.is_declared(tx, f"pulse/{round_.round}/ballot/{user}")
    return was_asked or plan.audience == Audience.EVERYONE


def heads_of(tx: Transaction, desk: Desk, user: str) -> set[str]:
    """The heads of the departments somebody works for."""
    departments = departments_of(tx, desk.organisation, user)
    return {head for each in departments if (head := user_named(tx, each.head))}


def results_view(tx: Transaction, desk: Desk, user: str) -> dict[str, Any]:
    """`/pulse results`: all that somebody may see."""
    _ = desk.words_for(tx, user)
    return form(
        _("Results"), PulseView.RESULTS, _visible(_, visible_to(tx, desk, user)), close=_("Close")
    )


def _visible(_: Words, found: Sequence[Listed]) -> list[Block]:
    if not found:
        return [section(_.mrkdwn("There are no results yet that you can see."))]
    blocks: list[Block] = []
    for pulse, round_ in found:
        assert round_ is not None
        plan = Plan.model_validate(pulse.plan)
        closed = _.mrkdwn("closed on {when}", when=_.date(round_.closes_at))
        name = _.mrkdwn("*{name}*", name=plan.name)
        value = PulseValue(pulse=pulse.pulse).pack()
        blocks += [
            section(
                Mrkdwn(f"{name} · {closed}"), accessory=button(_("Show"), LeadAction.RESULTS, value)
            )
        ]
    return blocks
