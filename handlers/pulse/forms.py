"""The form in which a pulse is made. What is filled in is read in `filled.py`."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from config.catalogue import Words
from config.questions import drivers
from handlers.blockkit import Block, Option
from handlers.blocks import (
    date_input,
    field,
    form,
    option,
    radio,
    select,
    select_channel,
    select_people,
    select_several,
    text_input,
    ticks,
)
from handlers.desk import Desk
from handlers.pulse.ids import Extra, LeadAction, MakeField, PulseForm
from handlers.pulse.model import MOST_QUESTIONS, Audience, Every, Question, Scale, See
from handlers.text import shorten

DAYS = (1, 3, 7, 14)
OPTION = 75
Given = Mapping[str, tuple[str, ...]]


def make_form(
    _: Words,
    desk: Desk,
    offered: Sequence[Question],
    groups: Mapping[str, str],
    audience: Audience = Audience.CHANNEL,
) -> dict[str, Any]:
    """One window: who, what, how long, and who sees it."""
    blocks = [
        field(MakeField.NAME, _("Name"), text_input(MakeField.NAME, longest=60)),
        field(
            MakeField.AUDIENCE,
            _("Whom do you want to ask?"),
            select(LeadAction.AUDIENCE, audiences(_, groups), chosen=audience),
            live=True,
        ),
        *_who(_, desk, groups, audience),
        field(
            MakeField.BANK,
            _("Questions"),
            select_several(MakeField.BANK, _bank(_, offered), most=MOST_QUESTIONS),
            optional=True,
            hint=_(
                "Up to {n}. They are recognised questions that can be compared over time.",
                n=MOST_QUESTIONS,
            ),
        ),
        field(
            MakeField.DRIVERS,
            _("Topics to rotate through"),
            select_several(MakeField.DRIVERS, [(_("Topics"), _drivers(_))], most=10),
            optional=True,
            hint=_("Three of their questions each time, each before one repeats."),
        ),
        *_own(_),
        field(MakeField.EVERY, _("How often"), select(MakeField.EVERY, _every(_), chosen="once")),
        field(
            MakeField.FIRST,
            _("First day"),
            date_input(MakeField.FIRST),
            optional=True,
            hint=_("Leave empty to ask now. People are asked in the morning of their own day."),
        ),
        field(
            MakeField.OPEN_FOR,
            _("Open for"),
            select(MakeField.OPEN_FOR, _days(_), chosen="3"),
        ),
        field(
            MakeField.NAMES,
            _("Anonymous or named?"),
            radio(MakeField.NAMES, _names(_), chosen="anonymous"),
            hint=_("That's said on every ballot, and can never be changed."),
        ),
        field(
            MakeField.SEE, _("Who sees the results?"), radio(MakeField.SEE, _see(_), chosen="asked")
        ),
        field(
            MakeField.EXTRAS,
            _("Also"),
            ticks(
                MakeField.EXTRAS,
                [
                    option(_("Let people add comments"), Extra.COMMENTS),
                    option(_("Show departments side by side"), Extra.CUTS),
                ],
            ),
            optional=True,
        ),
    ]
    return form(_("New pulse"), PulseForm.MAKE, blocks, submit=_("Send"), close=_("Cancel"))


def audiences(_: Words, groups: Mapping[str, str]) -> list[Option]:
    """Whom one can ask."""
    found = [
        option(_("Everybody in a channel"), Audience.CHANNEL),
        option(_("A department"), Audience.DEPARTMENT),
        option(_("People I choose"), Audience.PEOPLE),
        option(_("Everybody"), Audience.EVERYONE),
    ]
    return [*found, option(_("A user group"), Audience.GROUP)] if groups else found


def _who(_: Words, desk: Desk, groups: Mapping[str, str], audience: Audience) -> list[Block]:
    match audience:
        case Audience.CHANNEL:
            return [field(MakeField.CHANNEL, _("Channel"), select_channel(MakeField.CHANNEL))]
        case Audience.DEPARTMENT:
            listed = [option(_.own(each.name), each.key) for each in desk.organisation.all]
            chosen = select(MakeField.DEPARTMENT, listed)
            return [field(MakeField.DEPARTMENT, _("Department"), chosen)]
        case Audience.PEOPLE:
            return [field(MakeField.PEOPLE, _("People"), select_people(MakeField.PEOPLE))]
        case Audience.GROUP:
            listed = [option(f"@{handle}", group) for group, handle in sorted(groups.items())[:100]]
            return [field(MakeField.GROUP, _("User group"), select(MakeField.GROUP, listed))]
        case Audience.EVERYONE:
            return []


def _bank(_: Words, offered: Sequence[Question]) -> list[tuple[str, list[Option]]]:
    names = drivers()
    return [
        (_.own(names[driver]), [_offered(_, each) for each in some])
        for driver, some in groupby(offered, key=lambda each: each.driver)
    ]


def _offered(_: Words, question: Question) -> Option:
    """Without its time frame, which all have, it fits into an option."""
    wording = question.wording(_)
    short = wording.partition(", ")[2] if len(wording) > OPTION else wording
    return option(shorten(short[:1].upper() + short[1:], OPTION), question.key)


def _drivers(_: Words) -> list[Option]:
    return [option(_.own(name), key) for key, name in drivers().items()]


def _every(_: Words) -> list[Option]:
    return [
        option(_("Once"), Every.ONCE),
        option(_("Every week"), Every.WEEK),
        option(_("Every two weeks"), Every.TWO_WEEKS),
        option(_("Every month"), Every.MONTH),
        option(_("Every three months"), Every.QUARTER),
    ]


def _own(_: Words) -> list[Block]:
    scales = [
        option(_("Agree or disagree, 1 to 5"), Scale.AGREE),
        option(_("Never to always, 1 to 5"), Scale.OFTEN),
        option(_("Yes or no"), Scale.YES_NO),
        option(_("One of several options"), Scale.ONE),
        option(_("Any of several options"), Scale.SEVERAL),
        option(_("In their own words"), Scale.OPEN),
    ]
    return [
        field(
            MakeField.TEXT,
            _("Your own question"),
            text_input(MakeField.TEXT, longest=150),
            optional=True,
        ),
        field(
            MakeField.SCALE,
            _("How it is answered"),
            select(MakeField.SCALE, scales, chosen=Scale.AGREE),
        ),
        field(
            MakeField.CHOICES,
            _("Its options"),
            text_input(MakeField.CHOICES, multiline=True),
            optional=True,
            hint=_("One on each line, if it has options."),
        ),
    ]


def _days(_: Words) -> list[Option]:
    return [option(_.plural("{n} day", "{n} days", days), str(days)) for days in DAYS]


def _names(_: Words) -> list[Option]:
    return [
        option(_("Anonymous: no one learns who answered what"), "anonymous"),
        option(_("Named: those who see the results see who said what"), "named"),
    ]


def _see(_: Words) -> list[Option]:
    return [
        option(_("Everybody who is asked"), See.ASKED),
        option(_("Only me"), See.LEAD),
        option(_("The head of my department and me"), See.HEAD),
    ]
