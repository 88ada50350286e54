"""The kinds of value in an organisation file: what is accepted, and what to write instead.

The limits are Slack's: option and button texts 75 characters, a select 100 options, a modal 100
blocks. Names are shorter, so that there is room for the words around them.
"""

import re
import unicodedata
from datetime import date, time, timedelta
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from config.business_time import WorkingTime

DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?")
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
KEY = re.compile(r"[a-z][a-z0-9-]{0,30}")
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")
CHANNEL_NAME = re.compile(r"[\w-]{1,80}")
PERSON_ID = re.compile(r"[UW][A-Z0-9]+")
E_MAIL = re.compile(r"[^@\s,;<>]++@(?:[^@\s,;<>.]++\.)++[^@\s,;<>.]++")
GROUP = re.compile(r"@[\w.-]+|S[A-Z0-9]+")
EMOJI = re.compile(r":[\w+'-]+:")
LONGEST = timedelta(days=365)
QUICKEST = timedelta(minutes=15)


@cache
def zones() -> frozenset[str]:
    """The names of all time zones; finding them walks through hundreds of files."""
    return frozenset(available_timezones())


def refusal(problem: str, remedy: str, *, place: str = "") -> PydanticCustomError:
    """A validation error in the words an operator reads; `place` names a setting other than its own."""
    said = {"problem": problem, "remedy": remedy, "place": place}
    return PydanticCustomError("plain", "{problem}", said)


def fold(text: str) -> str:
    """The form in which two words are compared: no case, no accents, single spaces."""
    letters = text.casefold()
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters)
        letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.split())


def one_line(text: str) -> str:
    """With single spaces, line breaks included."""
    return " ".join(text.split())


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise refusal(
            f'"{text}" can\'t be a key.',
            "Use lower-case letters, digits and hyphens, starting with a letter, at most 31 characters.",
        )
    return text


def _channel(text: str) -> str:
    if CHANNEL_ID.fullmatch(text):
        return text
    name = text.removeprefix("#").lower()
    if not CHANNEL_NAME.fullmatch(name):
        raise refusal(
            f'"{text}" is not a channel.', "Use its name, such as '#it-help', or its id (C…)."
        )
    return f"#{name}"


def _person(text: str) -> str:
    if PERSON_ID.fullmatch(text):
        return text
    if E_MAIL.fullmatch(text):
        return text.lower()
    raise refusal(f'"{text}" is not a person.', "Use an e-mail address or a Slack user id (U…).")


def _member(text: str) -> str:
    if GROUP.fullmatch(text) and not PERSON_ID.fullmatch(text):
        return text
    try:
        return _person(text)
    except PydanticCustomError:
        raise refusal(
            f'"{text}" is neither a person nor a user group.',
            "Use an e-mail address, a user id (U…), or a user group such as '@it-team'.",
        ) from None


def _zone(text: str) -> str:
    if text not in zones():
        raise refusal(
            f'"{text}" is not a time zone.', "Use one like Europe/Berlin or America/New_York."
        )
    return text


def _emoji(text: str) -> str:
    if text and not EMOJI.fullmatch(text):
        raise refusal(f'"{text}" is not an emoji name.', "Use one like ':computer:'.")
    return text


def _duration(given: Any) -> Any:
    """Leaves anything but text to pydantic, so that code can pass a timedelta."""
    if not isinstance(given, str):
        return given
    match = DURATION.fullmatch(given.replace(" ", "").lower())
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not timedelta() < length <= LONGEST:
        raise refusal(
            f'"{given}" is not a length of time.',
            "Use days, hours and minutes, such as 30m, 2h, 2d or 1h30m; at most a year.",
        )
    return length


def working_time(given: Any) -> Any:
    """Leaves anything but text to pydantic, so that code can pass a WorkingTime."""
    if not isinstance(given, str):
        return given
    length: timedelta = _duration(given)
    match = DURATION.fullmatch(given.replace(" ", "").lower())
    days = int(match[1] or 0) if match else 0
    return WorkingTime(days, length - timedelta(days=days))


def rhythm(span: WorkingTime | None) -> WorkingTime | None:
    """How often somebody is to say something. Raises a refusal for what nobody can keep."""
    if span is not None and not span.days and span.time < QUICKEST:
        raise refusal(
            "Nobody can keep a rhythm of less than 15 minutes.",
            "Use 15m or more, such as 2h or 2d.",
        )
    return span


def _clock(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    match = CLOCK.fullmatch(given.strip())
    if not match:
        raise refusal(f'"{given}" is not a time of day.', "Use one like '09:00' or '17:30'.")
    return time(int(match[1]), int(match[2]))


def is_language(tag: str) -> bool:
    """Whether Babel knows it."""
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def language(tag: str) -> str:
    """The tag of a language, unchanged."""
    if not is_language(tag):
        raise refusal(f'"{tag}" is not a known language.', "Use one like en-GB or de-DE.")
    return tag


def to_date(given: Any) -> Any:
    """Leaves anything but text to pydantic, so that code can pass a date."""
    if not isinstance(given, str):
        return given
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise refusal(f'"{given}" is not a date.', "Use one like '2026-12-25'.") from None


def _text(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


OneLine = AfterValidator(one_line)
Key = Annotated[str, AfterValidator(_key)]
Alias = Annotated[str, _text(40), OneLine]
Keyword = Annotated[str, _text(80), OneLine]
Example = Annotated[str, _text(500), OneLine]
Emoji = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_emoji)]
Channel = Annotated[str, _text(81), AfterValidator(_channel)]
Person = Annotated[str, _text(254), AfterValidator(_person)]
Member = Annotated[str, _text(254), AfterValidator(_member)]
Language = Annotated[str, _text(20), AfterValidator(language)]
Zone = Annotated[str, _text(80), AfterValidator(_zone)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
# Of working time: a day is a working day.
WorkingDuration = Annotated[WorkingTime, BeforeValidator(working_time)]
# How often somebody is to say something.
Rhythm = Annotated[WorkingTime, BeforeValidator(working_time), AfterValidator(rhythm)]
Clock = Annotated[time, BeforeValidator(_clock)]
Day = Annotated[date, BeforeValidator(to_date)]
