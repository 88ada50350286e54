"""Ids of the form in which somebody chooses."""

from enum import StrEnum


class PreferencesAction(StrEnum):
    """The button on Home."""

    OPEN = "preferences_open"


class PreferencesForm(StrEnum):
    """The form."""

    CHOOSE = "preferences"


class PreferencesField(StrEnum):
    """Its fields."""

    LANGUAGE = "language"
    DAYS = "days"
    OPENS = "opens"
    CLOSES = "closes"
    BUDGET = "budget"
    DIGEST_AT = "digest_at"
    WANTED = "wanted"
    REACH = "reach"
    SHARES = "shares_phone"
    PHONE = "phone"
