"""The form, the line on Home, and what a department reads of how somebody is reached: pure functions."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from babel import Locale

from config.catalogue import Mrkdwn, Words, escape, languages
from handlers.blockkit import Block, Option
from handlers.blocks import (
    button,
    checkboxes,
    divider,
    field,
    form,
    option,
    section,
    select,
    text_input,
    time_input,
)
from handlers.desk import Desk
from handlers.hours import WEEK
from handlers.offers import CardLine, HomeSection
from handlers.preferences.ids import PreferencesAction, PreferencesForm
from handlers.preferences.ids import PreferencesField as Field
from handlers.preferences.rules import (
    AS_IN_SLACK,
    BUDGETS,
    HIDES,
    LONGEST_PHONE,
    LONGEST_REACH,
    NO_LIMIT,
    SHARES,
)
from handlers.topics import OPTIONAL, Topic
from storage import directory, preferences
from storage.preferences import Preferences
from storage.requests import Request
from storage.transaction import Transaction


def preferences_form(_: Words, now: Preferences) -> dict[str, Any]:
    """What can be chosen, as it is now."""
    return form(
        _("Your preferences"),
        PreferencesForm.CHOOSE,
        [*_language_and_hours(_, now), *_notices(_, now), *_reach(_, now)],
        submit=_("Save"),
        close=_("Cancel"),
    )


def _language_and_hours(_: Words, now: Preferences) -> list[Block]:
    offered = [option(_("As in Slack"), AS_IN_SLACK)]
    offered += [option(_language_named(each), each) for each in languages()]
    known = now.language if now.language in languages() else AS_IN_SLACK
    days = [option(_.weekday(day), str(day)) for day in WEEK]
    return [
        field(Field.LANGUAGE, _("Language"), select(Field.LANGUAGE, offered, chosen=known)),
        field(
            Field.DAYS,
            _("Days on which you work"),
            checkboxes(Field.DAYS, days, checked=[str(day) for day in now.days]),
            hint=_("What isn't urgent waits for your working hours. Public holidays are off."),
        ),
        field(Field.OPENS, _("From"), time_input(Field.OPENS, now.opens)),
        field(
            Field.CLOSES,
            _("To"),
            time_input(Field.CLOSES, now.closes),
            hint=_("In your Slack time zone. An earlier time than the start is on the next day."),
        ),
    ]


def _notices(_: Words, now: Preferences) -> list[Block]:
    budget = NO_LIMIT if now.budget is None else str(now.budget)
    names = topics(_)
    offered = [option(names[topic], topic) for topic in OPTIONAL]
    wanted = [topic for topic in OPTIONAL if topic not in now.unwanted]
    return [
        field(
            Field.BUDGET,
            _("Notices a day"),
            select(Field.BUDGET, [_budget(_, each) for each in BUDGETS], chosen=budget),
            hint=_("More than that come together, in one digest a day."),
        ),
        field(Field.DIGEST_AT, _("Time of the digest"), time_input(Field.DIGEST_AT, now.digest_at)),
        field(
            Field.WANTED,
            _("What you want to be told about"),
            checkboxes(Field.WANTED, offered, checked=wanted),
            hint=_("Answers, questions and whatever else you have to know always reach you."),
            optional=True,
        ),
    ]


def _reach(_: Words, now: Preferences) -> list[Block]:
    shares = [option(_("Hide it"), HIDES), option(_("Share it"), SHARES)]
    return [
        field(
            Field.REACH,
            _("How to reach you"),
            text_input(Field.REACH, initial=now.reach, longest=LONGEST_REACH),
            hint=_(
                "Departments see this on your requests, for example “Call me, I'm on the shop floor.”"
            ),
            optional=True,
        ),
        field(
            Field.SHARES,
            _("Your phone number"),
            select(Field.SHARES, shares, chosen=HIDES if now.phone is None else SHARES),
        ),
        field(
            Field.PHONE,
            _("Phone number to share"),
            text_input(Field.PHONE, initial=now.phone, longest=LONGEST_PHONE),
            hint=_("Leave it empty to share the number in your Slack profile."),
            optional=True,
        ),
    ]


def _language_named(tag: str) -> str:
    return str(Locale.parse(tag, sep="_").get_display_name() or tag).capitalize()


def _budget(_: Words, budget: str) -> Option:
    if budget == "0":
        return option(_("None: everything in the digest"), budget)
    return option(_("No limit") if budget == NO_LIMIT else budget, budget)


def topics(_: Words) -> dict[Topic, str]:
    """What each topic is called."""
    return {
        Topic.NEEDED: _("What you have to know"),
        Topic.PROGRESS: _("Progress of your requests"),
        Topic.REMINDERS: _("Reminders"),
        Topic.RATINGS: _("Ratings"),
        Topic.DUTY: _("Duty and cover"),
        Topic.PULSE: _("Surveys"),
    }


def in_one_line(_: Words, now: Preferences) -> Mrkdwn:
    """What somebody chose, in short."""
    at = _.clock(time.fromisoformat(now.digest_at))
    language = now.language if now.language in languages() else None
    given = {
        "language": _language_named(language) if language else _("Language as in Slack"),
        "days": days_in_words(_, now.days),
        "opens": _.clock(time.fromisoformat(now.opens)),
        "closes": _.clock(time.fromisoformat(now.closes)),
        "time": at,
    }
    hours = _.mrkdwn("{language} · {days}, {opens}–{closes}", **given)
    if now.budget is None:
        much = _.mrkdwn("no limit to notices")
    elif now.budget == 0:
        much = _.mrkdwn("all notices in a digest at {time}", **given)
    else:
        much = _.plural(
            "one notice a day, the rest in a digest at {time}",
            "up to {n} notices a day, the rest in a digest at {time}",
            now.budget,
            **given,
        )
    return Mrkdwn(f"{hours} · {much}")


def days_in_words(_: Words, days: Sequence[int]) -> str:
    """`Mon–Fri`, or `Mon, Wed, Thu`."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    named = [[_.weekday(day, short=True) for day in run] for run in runs]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in named)


def _home(tx: Transaction, desk: Desk, user: str, _room: int) -> list[Block]:
    _ = desk.words_for(tx, user)
    text = _.mrkdwn("*Your preferences*\n{line}", line=in_one_line(_, preferences.of(tx, user)))
    change = button(_("Preferences"), PreferencesAction.OPEN, "preferences")
    return [divider(), section(text, accessory=change)]


def _how_to_reach(tx: Transaction, _desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    """For the department, if the requester says so."""
    person = directory.person(tx, request.requester)
    if person is None or not (person.reach or person.phone):
        return None
    told = " · ".join(escape(each) for each in (person.reach, person.phone) if each)
    return _.mrkdwn("How to reach {requester}: {how}", requester=person.name, how=Mrkdwn(told))


HOME = HomeSection(_home, needs=2, order=90)
CARD_LINES = (CardLine(_how_to_reach, order=40),)
