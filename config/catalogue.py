"""The texts people read: gettext catalogues, and Babel's dates and numbers, in the reader's language and zone."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from gettext import NullTranslations, translation
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from babel.units import format_unit

from config.business_time import WorkingTime
from config.texts import Text

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "frontdesk"
DEFAULT = "en"
# Within `Words`, `time` is what says a time.
WallTime = time
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# From here on, minutes are not said of what was measured.
LONG = timedelta(hours=3)
# What is said of a day; in which order, and with which marks between, the reader's language says.
DAY, DAY_OF_YEAR = "MMMEd", "yMMMEd"


class Mrkdwn(str):
    """Text that is safe where Slack interprets control syntax: everything from outside is escaped."""

    __slots__ = ()


def escape(text: str) -> Mrkdwn:
    """Make text literal for Slack. Source: formatting message text, the three characters that are decoded."""
    if isinstance(text, Mrkdwn):
        return text
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Mrkdwn(text)


@dataclass(frozen=True)
class Words:
    """One reader's language and zone. By convention it is named `_`, so that texts can be collected."""

    locale: Locale
    zone: ZoneInfo
    translations: NullTranslations

    def __call__(self, message: str, **named: object) -> str:
        """Plain text, for buttons, titles and other places where Slack interprets no control syntax."""
        return self.translations.gettext(message).format_map(self._read(named))

    def mrkdwn(self, message: str, **named: object) -> Mrkdwn:
        """Text for Slack's markup; every value given is escaped unless it is `Mrkdwn` already."""
        return Mrkdwn(self.translations.gettext(message).format_map(self._escaped(named)))

    def plural(self, one: str, many: str, n: int, **named: object) -> Mrkdwn:
        """Like `mrkdwn`, for a number of things; the number is `{n}`."""
        given = self._escaped(named) | {"n": n}
        return Mrkdwn(self.translations.ngettext(one, many, n).format_map(given))

    def own(self, text: str) -> str:
        """What the operator wrote, in the reader's language if available; any other text as it is."""
        return text.to(self.locale) if isinstance(text, Text) else text

    def _read(self, named: dict[str, object]) -> dict[str, object]:
        return {
            name: self.own(value) if type(value) is Text else value for name, value in named.items()
        }

    def _escaped(self, named: dict[str, object]) -> dict[str, object]:
        return {
            name: escape(self.own(value)) if isinstance(value, str) else value
            for name, value in named.items()
        }

    def language(self, tag: str) -> str:
        """A language, as its reader calls it."""
        try:
            return str(Locale.parse(tag).get_display_name(self.locale) or tag)
        except (UnknownLocaleError, ValueError):
            return tag

    def when(self, at: datetime, now: datetime) -> str:
        """A moment as somebody reads it now, in their zone: its time, with the day where that is not today, and with the year
        where that is another."""
        day, today = at.astimezone(self.zone).date(), now.astimezone(self.zone).date()
        if day == today:
            return self.time(at)
        shown = _day(day, DAY if day.year == today.year else DAY_OF_YEAR, self.locale)
        return f"{shown}, {self.time(at)}"

    def moment(self, at: datetime, now: datetime | None = None) -> str:
        """Day and time in the reader's zone, whenever it is read: `Fri 20 Nov, 14:05 CET`. With the year where it is not
        that of `now`, if it is read now."""
        local = at.astimezone(self.zone).date()
        other = now is not None and now.astimezone(self.zone).year != local.year
        return f"{_day(local, DAY_OF_YEAR if other else DAY, self.locale)}, {self.time(at)}"

    def date(self, at: datetime) -> str:
        """The day in the reader's zone, in short: `Fri 20 Nov`."""
        return _day(at.astimezone(self.zone).date(), DAY, self.locale)

    def time(self, at: datetime) -> str:
        """Time of day with its zone."""
        local = at.astimezone(self.zone)
        minute = local.time().replace(second=0, microsecond=0)
        return f"{_minute(minute, self.locale)} {local.tzname()}"

    def clock(self, at: WallTime) -> str:
        """A time of day, in whichever zone."""
        return _minute(at, self.locale)

    def weekday(self, day: int, *, short: bool = False) -> str:
        """A day of the week, Monday being 0."""
        names = self.locale.days["stand-alone"]["abbreviated" if short else "wide"]
        return str(names[day])

    def span(self, start: datetime, end: datetime) -> str:
        """How long, rounded: `3 hours`."""
        return format_timedelta(
            end - start, granularity="minute", threshold=1.2, locale=self.locale
        )

    def length(self, span: timedelta) -> str:
        """How long, to the minute, and from a day on to the hour: `2 days 3 hours`, `1 hour 5 minutes`."""
        minutes = int(span.total_seconds()) // 60
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        parts = [(days, "day"), (hours, "hour")] if days else [(hours, "hour"), (minutes, "minute")]
        said = [
            format_unit(number, f"duration-{unit}", locale=self.locale)
            for number, unit in parts
            if number
        ]
        return " ".join(said) or format_unit(0, "duration-minute", locale=self.locale)

    def working(self, span: WorkingTime | timedelta) -> str:
        """How much working time: `4 working hours`, `1 working day and 2 hours`. What was measured is rounded."""
        told = span if isinstance(span, WorkingTime) else WorkingTime(time=_rounded(span))
        hours, minutes = divmod(told.time // MINUTE, 60)
        parts: list[str] = []
        if told.days:
            parts.append(self.plural("{n} working day", "{n} working days", told.days))
        if hours and parts:
            parts.append(self.plural("{n} hour", "{n} hours", hours))
        elif hours:
            parts.append(self.plural("{n} working hour", "{n} working hours", hours))
        if minutes and parts:
            parts.append(self.plural("{n} minute", "{n} minutes", minutes))
        elif minutes or not parts:
            parts.append(self.plural("{n} working minute", "{n} working minutes", minutes))
        return format_list(parts, locale=self.locale)


def _rounded(measured: timedelta) -> timedelta:
    """As exact as people would say it."""
    unit = HOUR if measured >= LONG else MINUTE
    return max(MINUTE, unit * round(measured / unit))


@lru_cache(maxsize=1024)
def _day(day: date, skeleton: str, locale: Locale) -> str:
    return format_skeleton(skeleton, day, locale=locale)


@lru_cache(maxsize=4096)
def _minute(minute: time, locale: Locale) -> str:
    return format_time(minute, "short", locale=locale)


@lru_cache(maxsize=512)
def words(locale: str = DEFAULT, zone: str = "UTC") -> Words:
    """The words for a reader. An unknown language becomes English, an unknown zone UTC."""
    return Words(_locale(locale), _zone(zone), _translations(locale))


@cache
def languages() -> tuple[str, ...]:
    """The languages in which there are texts: English, and those with a compiled catalogue."""
    return (DEFAULT, *sorted(path.parts[-3] for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def to_be_read(chosen: str | None, told: str) -> str:
    """The language for a reader: the one they chose, while there are texts in it; else the one that Slack told. Of one
    language, Slack's says more: how dates are written in a country."""
    if chosen is None or chosen not in languages():
        return told
    return told if _language_of(told) == _language_of(chosen) else chosen


def _language_of(tag: str) -> str:
    return tag.replace("-", "_").partition("_")[0].lower()


def _translations(locale: str) -> NullTranslations:
    language = locale.replace("-", "_")
    wanted = [language, language.partition("_")[0]]
    return translation(DOMAIN, LOCALES, languages=wanted, fallback=True)


def _locale(locale: str) -> Locale:
    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(DEFAULT)


def _zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
