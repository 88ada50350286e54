"""What somebody says between rounds: to whom, in which words, and how it is kept in their sealed cell. And the door."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import replace

from handlers.cover import head_or_cover
from handlers.desk import Desk, Value
from handlers.directory.rules import has_left, user_named
from handlers.errors import UserError
from handlers.packed import StaleValueError
from handlers.pulse.door import opened
from handlers.pulse.model import DEPARTMENT
from handlers.pulse.sealing import Cell, Seals, TooLongError, WrongKeyError, form_mark, tag_of
from storage import cells
from storage.transaction import Transaction

# The key of the one question of a standing round.
SAY = "say"
PERSON = "person:"
# As many fit into a cell.
MOST, LONGEST = 3, 1000
CODE, GROUP = 16, 4
MARK = 8


class Saying(Value):
    """What somebody says. `view` is the form, so that the same one sent twice says it once; `taken_back` are places of what
    they said before."""

    person: str
    round: str
    view: str
    to: str = ""
    text: str = ""
    replies: bool = True
    taken_back: tuple[int, ...] = ()


def say(tx: Transaction, desk: Desk, saying: Saying) -> str:
    """The door: one cell is overwritten, and nothing else is written. Gives the author's code. Raises `UserError`."""
    while True:
        round_, seals = opened(tx, desk, saying.person, saying.round)
        slot = seals.slot(saying.person)
        before = cells.get(tx, saying.round, slot)
        if before is None:
            raise _not_in(tx, desk, saying.person)
        try:
            cell = _with(tx, desk, seals.open(slot, before), saying, code_of(seals, saying.person))
            after = seals.seal(slot, cell, round_.cell_bytes)
        except WrongKeyError:
            raise StaleValueError(saying.round) from None
        except TooLongError as error:
            _ = desk.words_for(tx, saying.person)
            raise UserError(
                _.mrkdwn("That's too long by about {n} characters.", n=error.excess), field="text"
            ) from None
        if cells.replace(tx, saying.round, slot, before=before, after=after):
            return code_of(seals, saying.person)


def so_far(tx: Transaction, desk: Desk, person: str, round_: str) -> tuple[list[str], str]:
    """What somebody said this month, for themself, and their code."""
    _round, seals = opened(tx, desk, person, round_)
    slot = seals.slot(person)
    sealed = cells.get(tx, round_, slot)
    if sealed is None:
        raise _not_in(tx, desk, person)
    texts = [text for _to, _tag, text in parted(seals.open(slot, sealed))]
    return texts, code_of(seals, person)


def _with(tx: Transaction, desk: Desk, cell: Cell, saying: Saying, code: str) -> Cell:
    mark = form_mark(saying.view)
    if mark in _marks(cell.form):
        return cell
    kept = [each for at, each in enumerate(parted(cell)) if at not in saying.taken_back]
    if saying.text:
        tag = tag_of(code, SAY) if saying.replies else ""
        kept.append((saying.to, tag, saying.text))
    if len(kept) > MOST:
        _ = desk.words_for(tx, saying.person)
        raise UserError(
            _.mrkdwn("You can say up to {n} things a month. Take one back first.", n=MOST),
            field="text",
        )
    answers = [f"{to} {tag}" for to, tag, _text in kept]
    return replace(
        cell,
        answers=answers,
        comments=[text for _to, _tag, text in kept],
        form="".join([*_marks(cell.form), mark][-MOST:]),
    )


def _marks(form: str) -> list[str]:
    return [form[at : at + MARK] for at in range(0, len(form), MARK)]


def parted(cell: Cell) -> list[tuple[str, str, str]]:
    """What a cell says: to whom, by which tag it is found again, and the words."""
    found = []
    for answer, text in zip(cell.answers, cell.comments, strict=True):
        to, _space, tag = answer.partition(" ")
        found.append((to, tag, text))
    return found


def code_of(seals: Seals, person: str) -> str:
    """By what an author finds replies: as a ballot's handle, whether or not they say anything. To be kept by them alone."""
    digest = bytes.fromhex(seals.handle(person))
    return base64.b32encode(digest).decode()[:CODE].lower()


def spelled(code: str) -> str:
    """In groups that can be read out."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """As it was given out, however it is typed."""
    return "".join(letter for letter in typed.casefold() if letter.isalnum())


def leads(tx: Transaction, desk: Desk) -> list[str]:
    """The people to whom something can be said: heads, and whoever is in charge of pulses."""
    organisation = desk.organisation
    names: Iterable[str] = [
        *(each.head for each in organisation.all),
        *organisation.pulses.leads,
    ]
    found = [user for name in names if (user := user_named(tx, name)) and not has_left(tx, user)]
    return list(dict.fromkeys(found))


def is_addressee(tx: Transaction, desk: Desk, to: str) -> bool:
    """Whether something can be said to them."""
    if to.startswith(DEPARTMENT):
        return desk.organisation.department(to.removeprefix(DEPARTMENT)) is not None
    return to.removeprefix(PERSON) in leads(tx, desk)


def addressees(tx: Transaction, desk: Desk, to: str) -> Sequence[str]:
    """Who reads it, the first one first: the head of a department or who stands in, or the person."""
    if to.startswith(DEPARTMENT):
        department = desk.organisation.department(to.removeprefix(DEPARTMENT))
        head = head_or_cover(tx, desk, department or desk.organisation.triage)
        return [head] if head else []
    person = to.removeprefix(PERSON)
    if not has_left(tx, person):
        return [person]
    head = head_or_cover(tx, desk, desk.organisation.triage)
    return [head] if head else []


def _not_in(tx: Transaction, desk: Desk, person: str) -> UserError:
    _ = desk.words_for(tx, person)
    return UserError(
        _.mrkdwn(
            "You joined after this month's round began. You can take part from the next one on."
        )
    )
