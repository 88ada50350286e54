"""The submitted form, field by field, into what somebody chooses. Nothing in it is trusted: a form may be old, or forged."""

import re
from collections.abc import Mapping
from datetime import time

from config.catalogue import Words, languages
from handlers.errors import UserError
from handlers.hours import WEEK
from handlers.preferences.ids import PreferencesField as Field
from handlers.topics import OPTIONAL, Topic
from storage.preferences import Preferences

AS_IN_SLACK = "slack"
NO_LIMIT = "none"
BUDGETS = ("0", "3", "6", "10", "20", NO_LIMIT)
SHARES, HIDES = "share", "hide"
LONGEST_REACH, LONGEST_PHONE = 150, 40
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
PHONE = re.compile(r"[\d\s+()./#*x-]{3,40}")
MIDNIGHT = "00:00"


def shares_unknown_phone(values: Mapping[str, str]) -> bool:
    """Whether somebody shares the number that only Slack knows."""
    return values.get(Field.SHARES) == SHARES and not values.get(Field.PHONE)


def chosen(_: Words, values: Mapping[str, str], *, told: str = "") -> Preferences:
    """What somebody chose; `told` is the phone number in their Slack profile. Raises `UserError` with the field that does not
    go with the others."""
    opens, closes = _clock(_, values, Field.OPENS), _clock(_, values, Field.CLOSES)
    if opens == closes:
        raise UserError(
            _.mrkdwn("Please choose an end that differs from the start."), field=Field.CLOSES
        )
    digest_at = _clock(_, values, Field.DIGEST_AT)
    if not is_within(digest_at, opens, closes):
        raise UserError(
            _.mrkdwn(
                "{time} is outside your working hours. Please choose a time between {opens} and {closes}.",
                time=_.clock(time.fromisoformat(digest_at)),
                opens=_.clock(time.fromisoformat(opens)),
                closes=_.clock(time.fromisoformat(closes)),
            ),
            field=Field.DIGEST_AT,
        )
    budget = _one_of(_, values, Field.BUDGET, BUDGETS)
    return Preferences(
        language=_language(_, values),
        days=_days(_, values),
        opens=opens,
        closes=closes,
        digest_at=digest_at,
        budget=None if budget == NO_LIMIT else int(budget),
        unwanted=tuple(topic for topic in OPTIONAL if topic not in _wanted(_, values)),
        reach=" ".join(values.get(Field.REACH, "").split())[:LONGEST_REACH],
        phone=_phone(_, values, told),
    )


def is_within(at: str, opens: str, closes: str) -> bool:
    """Whether a time is within the hours of a day; of whoever works past midnight, on either side of it."""
    if opens < closes:
        return opens <= at <= closes
    return at >= opens or at <= closes


def _clock(_: Words, values: Mapping[str, str], field: Field) -> str:
    found = values.get(field, "")
    if not CLOCK.fullmatch(found):
        raise UserError(_.mrkdwn("Please choose a time, such as 09:00."), field=field)
    return found


def _one_of(_: Words, values: Mapping[str, str], field: Field, choices: tuple[str, ...]) -> str:
    found = values.get(field, "")
    if found not in choices:
        raise UserError(_.mrkdwn("That option no longer exists. Please pick another."), field=field)
    return found


def _language(_: Words, values: Mapping[str, str]) -> str | None:
    found = _one_of(_, values, Field.LANGUAGE, (AS_IN_SLACK, *languages()))
    return None if found == AS_IN_SLACK else found


def _days(_: Words, values: Mapping[str, str]) -> tuple[int, ...]:
    checked = set(filter(None, values.get(Field.DAYS, "").split(",")))
    if not checked or checked - {str(day) for day in WEEK}:
        raise UserError(
            _.mrkdwn("Please choose at least one day on which you work."), field=Field.DAYS
        )
    return tuple(sorted(map(int, checked)))


def _wanted(_: Words, values: Mapping[str, str]) -> set[Topic]:
    checked = set(filter(None, values.get(Field.WANTED, "").split(",")))
    if checked - set(OPTIONAL):
        raise UserError(
            _.mrkdwn("That option no longer exists. Please pick another."), field=Field.WANTED
        )
    return set(map(Topic, checked))


def _phone(_: Words, values: Mapping[str, str], told: str) -> str | None:
    """The number that somebody shares. One that they hide is not kept."""
    if _one_of(_, values, Field.SHARES, (SHARES, HIDES)) == HIDES:
        return None
    typed = values.get(Field.PHONE, "")
    number = " ".join((typed or told)[: LONGEST_PHONE + 1].split())
    if not number:
        raise UserError(
            _.mrkdwn("Your Slack profile has no phone number. Please type it here."),
            field=Field.PHONE,
        )
    if not PHONE.fullmatch(number) or sum(map(str.isdigit, number)) < 3:
        raise UserError(
            _.mrkdwn("That isn't a phone number. Please type one such as +49 30 1234567."),
            field=Field.PHONE,
        )
    return number
