"""The third step in which a pulse is made: when, for how long, and what is shown to whom."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from config.catalogue import Words
from handlers.blockkit import Block, Option
from handlers.blocks import date_input, field, option, radio, select, select_several, ticks
from handlers.pulse.forms import back, step_form, teams
from handlers.pulse.ids import DraftValue, MakeField, PulseForm
from handlers.pulse.model import Every, Plan, See

DAYS, MOST_TEAMS = (1, 3, 7, 14), 10
NOON = time(12)


def terms_form(
    _: Words, groups: Mapping[str, str], plan: Plan, draft: DraftValue
) -> dict[str, Any]:
    """The third step."""
    every = select(MakeField.EVERY, _every(_), chosen=plan.every)
    blocks = [
        field(MakeField.EVERY, _("How often"), every),
        field(
            MakeField.FIRST,
            _("First day"),
            date_input(MakeField.FIRST, plan.first),
            optional=True,
            hint=_("Leave empty to ask now. People are asked in the morning of their own day."),
        ),
        field(
            MakeField.OPEN_FOR,
            _("Open for"),
            select(MakeField.OPEN_FOR, _days(_), chosen=str(plan.days)),
        ),
        *([] if plan.edits else _shown(_, groups, plan)),
        back(_, draft),
    ]
    return step_form(_, plan, PulseForm.TERMS, blocks, draft, 3)


def _shown(_: Words, groups: Mapping[str, str], plan: Plan) -> list[Block]:
    """What is fixed when it is made."""
    departments = [option(_("Show departments side by side"), "cuts")]
    cuts = ticks(MakeField.CUTS, departments, chosen=["cuts"] if plan.cuts else [])
    blocks = [
        field(
            MakeField.SEE,
            _("Who sees the results?"),
            radio(MakeField.SEE, _see(_), chosen=plan.see),
        ),
        field(
            MakeField.CUTS,
            _("Departments"),
            cuts,
            optional=True,
            hint=_(
                "Groups that are too small or too much alike aren't shown. You can't add other groups later."
            ),
        ),
    ]
    if groups:
        listed = [(_("User groups"), teams(groups))]
        several = select_several(MakeField.TEAMS, listed, most=MOST_TEAMS, chosen=plan.teams)
        blocks.append(
            field(MakeField.TEAMS, _("Teams to show side by side"), several, optional=True)
        )
    return blocks


def _every(_: Words) -> list[Option]:
    return [option(text, every) for every, text in rhythms(_).items()]


def day_in_words(_: Words, day: date) -> str:
    """A day of no zone."""
    return _.date(datetime.combine(day, NOON, _.zone))


def rhythms(_: Words) -> dict[Every, str]:
    """How often, in words."""
    return {
        Every.ONCE: _("Once"),
        Every.WEEK: _("Every week"),
        Every.TWO_WEEKS: _("Every two weeks"),
        Every.MONTH: _("Every month"),
        Every.QUARTER: _("Every three months"),
    }


def _days(_: Words) -> list[Option]:
    return [option(_.plural("{n} day", "{n} days", days), str(days)) for days in DAYS]


def _see(_: Words) -> list[Option]:
    return [option(text, see) for see, text in readers(_).items()]


def readers(_: Words) -> dict[See, str]:
    """Who sees the results, as whoever makes it reads it."""
    return {
        See.ASKED: _("Everybody who is asked"),
        See.LEAD: _("Only me"),
        See.HEAD: _("The head of my department and me"),
    }
