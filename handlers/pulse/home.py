"""The home of whoever makes pulses, after `/pulse`: those that run, are planned, are being made, and ended."""

from collections.abc import Sequence
from datetime import datetime
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
from handlers.pulse.filled import OWN
from handlers.pulse.ids import DraftValue, LeadAction, PulseValue, PulseView
from handlers.pulse.making import may_lead
from handlers.pulse.model import EARLIEST, LIVE, Life, Plan, RoundState
from handlers.pulse.terms import day_in_words
from storage import pulses
from storage.pulses import Pulse, Round
from storage.transaction import Transaction

# Of what is no longer asked, the latest are listed.
SHOWN, LOOKED_AT = 15, 100
Listed = tuple[Pulse, Round | None]


def of_lead(tx: Transaction, _desk: Desk, user: str) -> list[Listed]:
    """Somebody's own, each with its latest round."""
    own = pulses.owned_by(tx, user)[-LOOKED_AT:]
    return [(each, next(iter(pulses.rounds_of(tx, each.pulse)), None)) for each in reversed(own)]


def lead_view(tx: Transaction, desk: Desk, user: str) -> dict[str, Any]:
    """All of it, with what can be done."""
    _, now = desk.words_for(tx, user), desk.clock.now()
    new = DraftValue().pack()
    blocks: list[Block] = [actions(button(_("New pulse"), LeadAction.NEW, new, style="primary"))]
    listed = of_lead(tx, desk, user) if may_lead(tx, desk, user) else []
    for title, some in _sorted(_, listed, now):
        if some:
            blocks += [divider(), header(title)]
            for pulse, round_ in some:
                blocks += _listed(_, pulse, round_, now)
    if not listed:
        blocks.append(context(_.mrkdwn("You haven't made a pulse yet.")))
    return form(_("Pulse surveys"), PulseView.LIST, blocks[:100], close=_("Close"))


def _sorted(
    _: Words, listed: Sequence[Listed], now: datetime
) -> list[tuple[str, Sequence[Listed]]]:
    drafts = [each for each in listed if each[0].state == Life.DRAFT]
    running = [each for each in listed if each[1] and each[1].state in RUNNING]
    rest = [each for each in listed if each not in drafts and each not in running]
    planned = [each for each in rest if _following(each[0], now) is not None or each[1] is None]
    ended = [each for each in rest if each not in planned]
    return [
        (_("Running"), running),
        (_("Planned"), planned),
        (_("Not sent yet"), drafts[:SHOWN]),
        (_("Ended"), ended[:SHOWN]),
    ]


RUNNING = (*LIVE, RoundState.CLOSING)


def _following(pulse: Pulse, now: datetime) -> datetime | None:
    """About when it is asked next; None if it isn't."""
    plan = Plan.model_validate(pulse.plan)
    day = (plan.coming or plan).next_day((now + EARLIEST).date())
    if day is None or pulse.state == Life.STOPPED:
        return None
    return datetime.combine(day, datetime.min.time())


def _listed(_: Words, pulse: Pulse, round_: Round | None, now: datetime) -> list[Block]:
    plan = Plan.model_validate(pulse.plan)
    lines = [_.mrkdwn("*{name}*", name=plan.name or _("No name yet"))]
    if pulse.state == Life.DRAFT:
        return _draft(_, pulse, plan, lines)
    lines += [*([_state(_, round_, now)] if round_ else []), *_goes_on(_, pulse, plan, now)]
    block = section(Mrkdwn("\n".join(lines)), accessory=_more(_, pulse, now))
    buttons = _buttons(_, pulse, plan, round_, now)
    return [block, actions(*buttons)] if buttons else [block]


def _draft(_: Words, pulse: Pulse, plan: Plan, lines: list[Mrkdwn]) -> list[Block]:
    if plan.edits:
        lines.append(_.mrkdwn("A change from its next round on."))
    value = DraftValue(pulse=pulse.pulse).pack()
    gone = option(_("Delete"), PulseValue(pulse=pulse.pulse, to="discard").pack())
    return [
        section(Mrkdwn("\n".join(lines)), accessory=overflow(LeadAction.MORE, [gone])),
        actions(button(_("Continue"), LeadAction.CONTINUE, value)),
    ]


def _buttons(
    _: Words, pulse: Pulse, plan: Plan, round_: Round | None, now: datetime
) -> list[Element]:
    value, found = PulseValue(pulse=pulse.pulse).pack(), []
    if round_ and round_.state in (RoundState.OPEN, RoundState.PAUSED):
        sure = confirm(
            _,
            _("End it now?"),
            _("Nothing more is saved after that, and the results are shown."),
            _("End it"),
        )
        found.append(button(_("End now"), LeadAction.END, value, confirm=sure))
    if round_ and round_.state == RoundState.CLOSED:
        found.append(button(_("Results"), LeadAction.RESULTS, value))
    if plan.poll:
        return found
    following = _following(pulse, now)
    if following is not None:
        found.append(button(_("Change"), LeadAction.EDIT, value))
    own = any(each.key.startswith(OWN) for each in plan.questions)
    if own and (following or (round_ and round_.state in LIVE)):
        found.append(button(_("Correct a typo"), LeadAction.CORRECT, value))
    return found


def _goes_on(_: Words, pulse: Pulse, plan: Plan, now: datetime) -> list[Mrkdwn]:
    following = _following(pulse, now)
    if following is None:
        return []
    if pulse.state == Life.PAUSED:
        return [_.mrkdwn("Paused: there are no further rounds until you resume it.")]
    day = day_in_words(_, following.date())
    if pulse.state == Life.SKIPPING:
        return [_.mrkdwn("The round of {day} is skipped.", day=day)]
    if plan.coming:
        return [_.mrkdwn("Next round: {day}, as you changed it.", day=day)]
    return [_.mrkdwn("Next round: {day}.", day=day)]


def _more(_: Words, pulse: Pulse, now: datetime) -> Element:
    wanted = {"copy": _("Copy"), "again": _("Ask the same again now")}
    if _following(pulse, now) is not None:
        if pulse.state == Life.PAUSED:
            wanted[Life.RUNNING] = _("Resume")
        elif pulse.state == Life.SKIPPING:
            wanted[Life.RUNNING] = _("Don't skip the next round")
        else:
            wanted |= {Life.PAUSED: _("Pause"), Life.SKIPPING: _("Skip the next round")}
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
