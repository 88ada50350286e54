"""A typo is corrected while a round runs, and shown as corrected. What a question means is never changed: what was answered
before would be said to something else."""

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from handlers.blocks import field, form, text_input
from handlers.desk import Answer, Desk
from handlers.errors import UserError
from handlers.pulse.filled import LONGEST, OWN
from handlers.pulse.ids import PulseForm, PulseValue
from handlers.pulse.making import OnPulse, mine
from handlers.pulse.model import LIVE, Plan, Question
from storage import pulses
from storage.transaction import Transaction

WORD = re.compile(r"[\w'’]+")
# A short word is another word soon.
SHORT = 4
# With or without these, a question asks for the opposite.
TURNING = frozenset(
    {
        *("no", "not", "never", "none", "nobody", "nothing", "without", "less", "more"),
        *(
            "kein",
            "keine",
            "keinen",
            "nicht",
            "nie",
            "niemand",
            "nichts",
            "ohne",
            "weniger",
            "mehr",
        ),
        *("ikke", "ingen", "aldri", "uten", "nie", "bez", "brak", "nem", "nincs", "soha"),
    }
)
PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "mis")


class Correct(OnPulse):
    """Its own questions as they should read, by their keys."""

    texts: Mapping[str, str]


def is_typo(before: str, after: str) -> bool:
    """Whether a text still says the same: as many words, each the same but for a letter or two."""
    one, other = WORD.findall(before.casefold()), WORD.findall(after.casefold())
    return bool(other) and all(
        a is not None and b is not None and _same_word(a, b) for a, b in zip_longest(one, other)
    )


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if {one, other} & TURNING or any(map(_has_number_or_not, (one, other))):
        return False
    if any(one == f"{prefix}{other}" or other == f"{prefix}{one}" for prefix in PREFIXES):
        return False
    return distance(one, other) <= (1 if min(len(one), len(other)) <= SHORT else 2)


def _has_number_or_not(word: str) -> bool:
    return any(each.isdigit() for each in word) or word.endswith(("n't", "n’t"))


def distance(one: str, other: str) -> int:
    """How many letters were added, left out, exchanged or swapped with their neighbour: the optimal string alignment distance
    (Damerau 1964)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def correct_form(tx: Transaction, desk: Desk, user: str, pulse: int) -> dict[str, Any]:
    """Its own questions; those of the bank can't be changed."""
    _ = desk.words_for(tx, user)
    plan = Plan.model_validate(mine(tx, desk, user, pulse).plan)
    blocks = [
        field(each.key, _("Question"), text_input(each.key, initial=each.text[""], longest=LONGEST))
        for each in plan.questions
        if each.key.startswith(OWN)
    ]
    metadata = PulseValue(pulse=pulse).pack()
    title, submit, close = _("Correct a typo"), _("Correct"), _("Cancel")
    return form(title, PulseForm.CORRECT, blocks, submit=submit, close=close, metadata=metadata)


def correct(tx: Transaction, desk: Desk, act: Correct) -> Answer:
    """In the pulse, and in its round if one runs. Raises `UserError` for what is more than a typo."""
    _ = desk.words_for(tx, act.actor)
    found = mine(tx, desk, act.actor, act.pulse)
    plan = Plan.model_validate(found.plan)
    for each in plan.questions:
        if not is_typo(each.text[""], act.texts.get(each.key, each.text[""])):
            raise UserError(
                _.mrkdwn(
                    "That's more than a typo, and answers were given to what it said. Stop this pulse and "
                    "make another, or change it from its next round on."
                ),
                field=each.key,
            )
    kept = plan.model_copy(update={"questions": _corrected(plan.questions, act.texts, was=False)})
    pulses.change(tx, found.pulse, plan=kept.model_dump(mode="json"))
    for round_ in pulses.rounds_of(tx, found.pulse):
        if round_.state in LIVE:
            asked = [Question.model_validate(each) for each in round_.questions]
            shown = [
                each.model_dump(mode="json") for each in _corrected(asked, act.texts, was=True)
            ]
            pulses.change_round(tx, round_.round, questions=shown)
    return Answer(number=found.pulse)


def _corrected(
    questions: Sequence[Question], texts: Mapping[str, str], *, was: bool
) -> tuple[Question, ...]:
    """What somebody answered keeps what it said then; a further round need not."""
    found = []
    for each in questions:
        text = texts.get(each.key, each.text[""])
        if each.key.startswith(OWN) and text != each.text[""]:
            before = (each.was or each.text[""]) if was else ""
            each = each.model_copy(update={"text": {**each.text, "": text}, "was": before})
        found.append(each)
    return tuple(found)
