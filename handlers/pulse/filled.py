"""What stands in a form, and the pulse that it describes."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.catalogue import Words
from handlers.errors import UserError
from handlers.pulse.ids import Extra, MakeField
from handlers.pulse.model import Audience, Every, Plan, Question, Scale, See

Given = Mapping[str, tuple[str, ...]]


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
