"""The form in which a pulse is made, and how it is read."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
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
from handlers.errors import UserError
from handlers.pulse.ids import Extra, LeadAction, MakeField, PulseForm
from handlers.pulse.model import MOST_QUESTIONS, Audience, Every, Plan, Question, Scale, See
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


def given(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, tuple[str, ...]]:
    """What stands in each field of a form, which may be several things."""
    return {
        block: _values(element)
        for block, elements in state.items()
        for element in elements.values()
    }


def _values(element: Mapping[str, Any]) -> tuple[str, ...]:
    if element.get("selected_option"):
        return (str(element["selected_option"]["value"]),)
    if element.get("selected_options"):
        return tuple(str(each["value"]) for each in element["selected_options"])
    if element.get("selected_users"):
        return tuple(map(str, element["selected_users"]))
    text = element.get("selected_channel") or element.get("selected_date") or element.get("value")
    return (str(text).strip(),) if text and str(text).strip() else ()


def plan_of(_: Words, said: Given, offered: Sequence[Question], today: date) -> Plan:
    """The pulse that a form describes. Raises `UserError` for what is missing."""
    audience = Audience(one(said, MakeField.AUDIENCE) or Audience.CHANNEL)
    who = said.get(audience.value, ())
    if audience != Audience.EVERYONE and not who:
        raise UserError(_.mrkdwn("Choose whom to ask."), field=audience.value)
    extras, every = said.get(MakeField.EXTRAS, ()), Every(one(said, MakeField.EVERY) or Every.ONCE)
    first = date.fromisoformat(one(said, MakeField.FIRST)) if said.get(MakeField.FIRST) else None
    topics = said.get(MakeField.DRIVERS, ())
    return Plan(
        name=one(said, MakeField.NAME),
        audience=audience,
        who=who,
        questions=(*_chosen(said, offered), *_written(_, said)),
        days=int(one(said, MakeField.OPEN_FOR) or 3),
        anonymous=one(said, MakeField.NAMES) != "named",
        see=See(one(said, MakeField.SEE) or See.ASKED),
        comments=Extra.COMMENTS in extras,
        cuts=Extra.CUTS in extras,
        every=every,
        # What recurs, recurs from a day on.
        first=first or (today if every != Every.ONCE else None),
        rotating=tuple(each for each in offered if each.driver in topics),
    )


def _chosen(said: Given, offered: Sequence[Question]) -> list[Question]:
    wanted = set(said.get(MakeField.BANK, ()))
    return [each for each in offered if each.key in wanted]


def _written(_: Words, said: Given) -> list[Question]:
    text = one(said, MakeField.TEXT)
    if not text:
        return []
    scale = Scale(one(said, MakeField.SCALE) or Scale.AGREE)
    lines = [line.strip() for line in one(said, MakeField.CHOICES).splitlines()]
    choices = tuple(line for line in lines if line) if scale in (Scale.ONE, Scale.SEVERAL) else ()
    mark = hashlib.sha256("\n".join((scale, text, *choices)).encode()).hexdigest()[:12]
    return [Question(key=f"own:{mark}", scale=scale, text={"": text}, choices=choices)]


def one(said: Given, name: str) -> str:
    """The only value of a field; empty if there is none."""
    return next(iter(said.get(name, ())), "")
