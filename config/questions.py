"""The bank of questions that pulses choose from. A question is one idea with a time frame, and higher is always better."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.texts import Text

BANK = Path(__file__).parent / "questions.toml"


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """`scale` is one of those in `handlers/pulse/scales.py`; `text` may name a {department}."""

    key: str
    driver: str
    scale: str
    text: Text


@cache
def bank() -> tuple[BankQuestion, ...]:
    """All of them, driver by driver."""
    found = tomllib.loads(BANK.read_text("utf-8"))
    return tuple(
        BankQuestion(each["key"], driver["key"], each["scale"], _text(each["text"]))
        for driver in found["driver"]
        for each in driver["question"]
    )


@cache
def drivers() -> dict[str, Text]:
    """Their names, by key."""
    found = tomllib.loads(BANK.read_text("utf-8"))
    return {driver["key"]: _text(driver["name"]) for driver in found["driver"]}


def _text(written: str | dict[str, str]) -> Text:
    return Text(written) if isinstance(written, str) else Text(written["en"], written)
