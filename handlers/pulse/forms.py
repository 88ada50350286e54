"""The first steps in which a pulse is made: whom to ask, and what. What is filled in is read in `filled.py`."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from config.catalogue import Words
from config.questions import drivers
from handlers.blockkit import Block, Option
from handlers.blocks import (
    actions,
    button,
    context,
    field,
    form,
    option,
    radio,
    section,
    select,
    select_channel,
    select_people,
    select_several,
    text_input,
    ticks,
)
from handlers.desk import Desk
from handlers.pulse.filled import LONGEST, OWN
from handlers.pulse.ids import DraftValue, LeadAction, MakeField, PulseForm
from handlers.pulse.model import MOST_QUESTIONS, Audience, Plan, Question, Scale
from handlers.text import shorten

OPTION = 75
# Before anything is filled in.
EMPTY = Plan(name="", audience=Audience.CHANNEL)


def who_form(
    _: Words, desk: Desk, groups: Mapping[str, str], plan: Plan, draft: DraftValue
) -> dict[str, Any]:
    """The first step."""
    name = text_input(MakeField.NAME, longest=60, initial=plan.name or None)
    whom = select(LeadAction.AUDIENCE, audiences(_, groups), chosen=plan.audience)
    guests = [option(_("Guests, too"), "guests")]
    blocks = [
        field(MakeField.NAME, _("Name"), name),
        field(MakeField.AUDIENCE, _("Whom do you want to ask?"), whom, live=True),
        *_who(_, desk, groups, plan),
        field(
            MakeField.GUESTS,
            _("Guests"),
            ticks(MakeField.GUESTS, guests, chosen=["guests"] if plan.guests else []),
            optional=True,
            hint=_(
                "Apps are never asked, nor is anyone who is away or joined in the last two weeks."
            ),
        ),
        _names(_, plan),
    ]
    return step_form(_, plan, PulseForm.WHO, blocks, draft, 1)


def step_form(
    _: Words, plan: Plan, callback: str, blocks: Sequence[Block], draft: DraftValue, number: int
) -> dict[str, Any]:
    """One of the four, with a button to the next."""
    title = _("Change pulse, {n}/4", n=number) if plan.edits else _("New pulse, {n}/4", n=number)
    close, metadata = _("Cancel"), draft.pack()
    return form(title, callback, blocks, submit=_("Next"), close=close, metadata=metadata)


def back(_: Words, draft: DraftValue) -> Block:
    """To the step before; what is filled in stays."""
    return actions(button(_("Back"), LeadAction.BACK, draft.pack()))


def audiences(_: Words, groups: Mapping[str, str]) -> list[Option]:
    """Whom one can ask."""
    found = [
        option(_("Everybody in a channel"), Audience.CHANNEL),
        option(_("A department"), Audience.DEPARTMENT),
        option(_("People I choose"), Audience.PEOPLE),
        option(_("Everybody"), Audience.EVERYONE),
    ]
    return [*found, option(_("A user group"), Audience.GROUP)] if groups else found


def _who(_: Words, desk: Desk, groups: Mapping[str, str], plan: Plan) -> list[Block]:
    one = next(iter(plan.who), None)
    match plan.audience:
        case Audience.CHANNEL:
            channel = select_channel(MakeField.CHANNEL, chosen=one)
            return [field(MakeField.CHANNEL, _("Channel"), channel)]
        case Audience.DEPARTMENT:
            listed = [option(_.own(each.name), each.key) for each in desk.organisation.all]
            chosen = select(MakeField.DEPARTMENT, listed, chosen=one)
            return [field(MakeField.DEPARTMENT, _("Department"), chosen)]
        case Audience.PEOPLE:
            people = select_people(MakeField.PEOPLE, chosen=plan.who)
            return [field(MakeField.PEOPLE, _("People"), people)]
        case Audience.GROUP:
            group = select(MakeField.GROUP, teams(groups), chosen=one)
            return [field(MakeField.GROUP, _("User group"), group)]
        case Audience.EVERYONE:
            return []


def teams(groups: Mapping[str, str]) -> list[Option]:
    """User groups, by their handles."""
    by_handle = sorted(groups.items(), key=lambda pair: pair[1])
    return [option(f"@{handle}", group) for group, handle in by_handle[:100]]


def _names(_: Words, plan: Plan) -> Block:
    anonymous = _("Anonymous: no one learns who answered what")
    named = _("Named: those who see the results see who said what")
    if plan.edits:
        as_it_is = anonymous if plan.anonymous else named
        return context(_.mrkdwn("{which}. That can never be changed.", which=as_it_is))
    return field(
        MakeField.NAMES,
        _("Anonymous or named?"),
        radio(
            MakeField.NAMES,
            [option(anonymous, "anonymous"), option(named, "named")],
            chosen="anonymous" if plan.anonymous else "named",
        ),
        hint=_("That's said on every ballot, and can never be changed."),
    )


def questions_form(
    _: Words,
    offered: Sequence[Question],
    plan: Plan,
    draft: DraftValue,
    scale: Scale = Scale.AGREE,
) -> dict[str, Any]:
    """The second step; `scale` is how a question is answered that is being written."""
    chosen = [each.key for each in plan.questions]
    topics = dict.fromkeys(each.driver for each in plan.rotating)
    comments = [option(_("Let people add comments"), "comments")]
    bank = select_several(MakeField.BANK, _bank(_, offered), most=MOST_QUESTIONS, chosen=chosen)
    turns = select_several(MakeField.DRIVERS, [(_("Topics"), _drivers(_))], most=10, chosen=topics)
    blocks = [
        field(
            MakeField.BANK,
            _("Questions from the bank"),
            bank,
            optional=True,
            hint=_(
                "Up to {n}. They are recognised questions that can be compared over time.",
                n=MOST_QUESTIONS,
            ),
        ),
        field(
            MakeField.DRIVERS,
            _("Topics to rotate through"),
            turns,
            optional=True,
            hint=_("Three of their questions each time, each before one repeats."),
        ),
        *_own(_, plan, draft, scale),
        field(
            MakeField.COMMENTS,
            _("Comments"),
            ticks(MakeField.COMMENTS, comments, chosen=["comments"] if plan.comments else []),
            optional=True,
        ),
        back(_, draft),
    ]
    return step_form(_, plan, PulseForm.QUESTIONS, blocks, draft, 2)


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


def _own(_: Words, plan: Plan, draft: DraftValue, scale: Scale) -> list[Block]:
    """Those that are written here, each with a button to take it out, and the fields for another."""
    own = [each for each in plan.questions if each.key.startswith(OWN)]
    taken = [
        section(
            _.mrkdwn("Your own: *{question}*", question=each.wording(_)),
            accessory=button(
                _("Remove"), LeadAction.REMOVE, draft.model_copy(update={"at": at}).pack()
            ),
        )
        for at, each in enumerate(own)
    ]
    # Other names for each one more: what was typed for the last one is not there again.
    return [*taken, *_another(_, len(own), scale), actions(_add(_, draft))]


def _add(_: Words, draft: DraftValue) -> Any:
    return button(_("Add another question"), LeadAction.ADD, draft.pack())


def _another(_: Words, at: int, scale: Scale) -> list[Block]:
    scales = [
        option(_("Agree or disagree, 1 to 5"), Scale.AGREE),
        option(_("Never to always, 1 to 5"), Scale.OFTEN),
        option(_("How likely, 0 to 10"), Scale.ENPS),
        option(_("Yes or no"), Scale.YES_NO),
        option(_("One of several options"), Scale.ONE),
        option(_("Any of several options"), Scale.SEVERAL),
        option(_("In their own words"), Scale.OPEN),
    ]
    text = text_input(f"{MakeField.TEXT}:{at}", longest=LONGEST)
    answered = select(f"{LeadAction.SCALE}:{at}", scales, chosen=scale)
    return [
        field(MakeField.TEXT, _("Your own question"), text, optional=True),
        field(MakeField.SCALE, _("How it is answered"), answered, live=True),
        *(_options(_, at) if scale in (Scale.ONE, Scale.SEVERAL) else []),
        _languages(_, at, scale),
    ]


def _options(_: Words, at: int) -> list[Block]:
    choices = text_input(f"{MakeField.CHOICES}:{at}", multiline=True)
    hint = _("One on each line.")
    return [field(MakeField.CHOICES, _("Its options"), choices, optional=True, hint=hint)]


def _languages(_: Words, at: int, scale: Scale) -> Block:
    languages = text_input(f"{MakeField.LANGUAGES}:{at}", multiline=True)
    hint = _("One on each line, such as: de: Wie war deine Woche?")
    if scale in (Scale.ONE, Scale.SEVERAL):
        hint = _("One on each line, with its options: de: Was möchtest du? | Tee | Kaffee")
    title = _("In other languages")
    return field(MakeField.LANGUAGES, title, languages, optional=True, hint=hint)
