"""What whoever makes pulses sees after `/pulse`: those that run, and those that ended."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Block, Element
from handlers.blocks import (
    actions,
    button,
    confirm,
    context,
    divider,
    form,
    header,
    option,
    overflow,
    section,
)
from handlers.desk import Desk
from handlers.directory.rules import departments_of, user_named
from handlers.pulse.ids import LeadAction, PulseValue, PulseView
from handlers.pulse.making import may_lead
from handlers.pulse.model import EARLIEST, Audience, Life, Plan, RoundState, See
from storage import messages, pulses
from storage.pulses import Pulse, Round
from storage.transaction import Transaction

SHOWN = 15
LOOKED_AT = 100
NOON = time(12)
Listed = tuple[Pulse, Round | None]


def of_lead(tx: Transaction, _desk: Desk, user: str) -> list[Listed]:
    """Somebody's own, each with its latest round."""
    own = pulses.owned_by(tx, user)[-SHOWN:]
    return [(each, next(iter(pulses.rounds_of(tx, each.pulse)), None)) for each in reversed(own)]


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


def lead_view(tx: Transaction, desk: Desk, user: str) -> dict[str, Any]:
    """The home of whoever makes pulses."""
    _ = desk.words_for(tx, user)
    now = desk.clock.now()
    blocks: list[Block] = [actions(button(_("New pulse"), LeadAction.NEW, "new", style="primary"))]
    listed = of_lead(tx, desk, user) if may_lead(tx, desk, user) else []
    running = [each for each in listed if _is_running(*each, now)]
    ended = [each for each in listed if each not in running]
    for title, some in ((_("Running"), running), (_("Ended"), ended)):
        if some:
            blocks += [divider(), header(title)]
            for pulse, round_ in some:
                blocks += _listed(_, pulse, round_, now)
    if not listed:
        blocks.append(context(_.mrkdwn("You haven't made a pulse yet.")))
    return form(_("Pulse surveys"), PulseView.LIST, blocks, close=_("Close"))


def _is_running(pulse: Pulse, round_: Round | None, now: datetime) -> bool:
    plan = Plan.model_validate(pulse.plan)
    goes_on = plan.next_day((now + EARLIEST).date()) is not None and pulse.state != Life.STOPPED
    return goes_on or round_ is None or round_.state in _RUNNING


_RUNNING = (RoundState.PLANNED, RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING)


def _listed(_: Words, pulse: Pulse, round_: Round | None, now: datetime) -> list[Block]:
    plan = Plan.model_validate(pulse.plan)
    name = _.mrkdwn("*{name}*", name=plan.name)
    lines = [name, *([_state(_, round_, now)] if round_ else []), *_goes_on(_, pulse, plan, now)]
    blocks = [section(Mrkdwn("\n".join(lines)), accessory=_more(_, pulse, plan))]
    if round_ is None:
        return blocks
    value = PulseValue(pulse=pulse.pulse).pack()
    if round_.state in (RoundState.OPEN, RoundState.PAUSED):
        sure = confirm(
            _,
            _("End it now?"),
            _("Nothing more is saved after that, and the results are shown."),
            _("End it"),
        )
        blocks.append(actions(button(_("End now"), LeadAction.END, value, confirm=sure)))
    if round_.state == RoundState.CLOSED:
        blocks.append(actions(button(_("Results"), LeadAction.RESULTS, value)))
    return blocks


def _goes_on(_: Words, pulse: Pulse, plan: Plan, now: datetime) -> list[Mrkdwn]:
    following = plan.next_day((now + EARLIEST).date())
    if following is None or pulse.state == Life.STOPPED:
        return []
    if pulse.state == Life.PAUSED:
        return [_.mrkdwn("Paused: there are no further rounds until you resume it.")]
    day = _.date(datetime.combine(following, NOON, _.zone))
    if pulse.state == Life.SKIPPING:
        return [_.mrkdwn("The round of {day} is skipped.", day=day)]
    return [_.mrkdwn("Next round: {day}.", day=day)]


def _more(_: Words, pulse: Pulse, plan: Plan) -> Element:
    wanted = {"again": _("Ask the same again now")}
    if pulse.state != Life.STOPPED and plan.first is not None:
        if pulse.state == Life.PAUSED:
            wanted[Life.RUNNING] = _("Resume")
        else:
            wanted[Life.PAUSED] = _("Pause")
            wanted[Life.SKIPPING] = _("Skip the next round")
        wanted[Life.STOPPED] = _("Stop for good")
    options = [
        option(text, PulseValue(pulse=pulse.pulse, to=str(to)).pack())
        for to, text in wanted.items()
    ]
    return overflow(LeadAction.MORE, options)


def _state(_: Words, round_: Round, now: datetime) -> Mrkdwn:
    match round_.state:
        case RoundState.PLANNED:
            return _.mrkdwn("Begins in a moment.")
        case RoundState.OPEN:
            return _.mrkdwn(
                "Open until {until}. About {n} of {all} answered, counted once a day in fives.",
                until=_.when(round_.closes_at, now),
                n=round_.answered,
                all=round_.invited,
            )
        case RoundState.PAUSED:
            return _.mrkdwn("Paused: its key isn't there.")
        case RoundState.CLOSING:
            return _.mrkdwn("Closed. The results come in a moment.")
        case RoundState.CLOSED:
            return _.mrkdwn(
                "Closed on {when}. {n} of {all} answered.",
                when=_.date(round_.closes_at),
                n=round_.answered,
                all=round_.invited,
            )
        case RoundState.LOST:
            return _.mrkdwn("Lost with its key: its answers are deleted.")
        case _other:
            return _.mrkdwn("Wasn't sent.")


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
