"""What stands in the forms in which a pulse is made, and the plan that it makes, step by step."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.catalogue import Words
from config.values import is_language
from handlers.errors import UserError
from handlers.pulse.ids import MakeField
from handlers.pulse.model import Audience, Every, Plan, Question, Scale, See

Given = Mapping[str, tuple[str, ...]]
OWN = "own:"
# Of a question that is written here; with a language before it.
LONGEST, CHOICE = 150, 75


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
    named = ("selected_channel", "selected_date", "selected_date_time", "value")
    text = next((str(element[name]).strip() for name in named if element.get(name)), "")
    return (text,) if text else ()


def with_audience(_: Words, plan: Plan, said: Given) -> Plan:
    """The first step: its name, whom to ask, and whether it is anonymous, which is never changed. Raises `UserError`."""
    audience = Audience(one(said, MakeField.AUDIENCE) or Audience.CHANNEL)
    who = said.get(audience.value, ())
    if audience != Audience.EVERYONE and not who:
        raise UserError(_.mrkdwn("Choose whom to ask."), field=audience.value)
    named = one(said, MakeField.NAMES) == "named"
    return plan.model_copy(
        update={
            "name": one(said, MakeField.NAME),
            "audience": audience,
            "who": who,
            "guests": bool(said.get(MakeField.GUESTS)),
            "anonymous": plan.anonymous if plan.edits else not named,
        }
    )


def with_questions(_: Words, plan: Plan, said: Given, offered: Sequence[Question]) -> Plan:
    """The second step: from the bank, in turn, and those that are written here. Raises `UserError`."""
    wanted, topics = set(said.get(MakeField.BANK, ())), said.get(MakeField.DRIVERS, ())
    own = {each.key: each for each in plan.questions if each.key.startswith(OWN)}
    own |= {each.key: each for each in _written(_, said)}
    return plan.model_copy(
        update={
            "questions": (*(each for each in offered if each.key in wanted), *own.values()),
            "rotating": tuple(each for each in offered if each.driver in topics),
            "comments": bool(said.get(MakeField.COMMENTS)),
        }
    )


def without_question(plan: Plan, at: int) -> Plan:
    """Without one of its own questions, counted from 0."""
    own = [each for each in plan.questions if each.key.startswith(OWN)]
    gone = own[at : at + 1]
    kept = tuple(each for each in plan.questions if each not in gone)
    return plan.model_copy(update={"questions": kept})


def with_terms(plan: Plan, said: Given, today: date, groups: Mapping[str, str]) -> Plan:
    """The third step: when, for how long, and what is shown to whom. What was told to those who answered stays."""
    every = Every(one(said, MakeField.EVERY) or Every.ONCE)
    first = date.fromisoformat(one(said, MakeField.FIRST)) if said.get(MakeField.FIRST) else None
    terms: dict[str, Any] = {
        "every": every,
        # What recurs, recurs from a day on.
        "first": first or (today if every != Every.ONCE or plan.edits else None),
        "days": int(one(said, MakeField.OPEN_FOR) or 3),
    }
    if not plan.edits:
        teams = said.get(MakeField.TEAMS, ())
        terms |= {
            "see": See(one(said, MakeField.SEE) or See.ASKED),
            "cuts": bool(said.get(MakeField.CUTS)),
            "teams": {group: f"@{groups[group]}" for group in teams if group in groups},
        }
    return plan.model_copy(update=terms)


def _written(_: Words, said: Given) -> list[Question]:
    text = one(said, MakeField.TEXT)
    if not text:
        return []
    scale = Scale(one(said, MakeField.SCALE) or Scale.AGREE)
    choices = tuple(lines(said, MakeField.CHOICES)) if scale in (Scale.ONE, Scale.SEVERAL) else ()
    mark = hashlib.sha256("\n".join((scale, text, *choices)).encode()).hexdigest()[:12]
    translated = _translated(_, lines(said, MakeField.LANGUAGES), len(choices))
    return [
        Question(
            key=f"{OWN}{mark}",
            scale=scale,
            text={"": text, **{tag: first for tag, (first, *_rest) in translated.items()}},
            choices=choices,
            choices_in={tag: tuple(rest) for tag, (_first, *rest) in translated.items() if rest},
        )
    ]


def _translated(_: Words, written: Sequence[str], choices: int) -> dict[str, list[str]]:
    """`de: Was möchtest du? | Tee | Kaffee`, a language on each line; its options may be left out, all of them."""
    found = {}
    for line in written:
        tag, _colon, text = (part.strip() for part in line.partition(":"))
        first, *rest = (part.strip() for part in text.split("|"))
        if rest and (len(rest) != choices or not all(rest)):
            raise UserError(
                _.mrkdwn(
                    "In each language, write as many options as above behind the question, with a | before each."
                ),
                field=MakeField.LANGUAGES,
            )
        if not first or not is_language(tag):
            raise UserError(
                _.mrkdwn(
                    "Begin each line with a language and a colon, such as: de: Wie war deine Woche?"
                ),
                field=MakeField.LANGUAGES,
            )
        found[tag] = [first[:LONGEST], *(each[:CHOICE] for each in rest)]
    return found


def lines(said: Given, name: str) -> list[str]:
    """What stands on the lines of a field."""
    return [line.strip() for line in one(said, name).splitlines() if line.strip()]


def one(said: Given, name: str) -> str:
    """The only value of a field; empty if there is none."""
    return next(iter(said.get(name, ())), "")
