"""What is said at once, and privately, to somebody because of their own words: that these name them, before anything is saved;
and whom they can talk to, where they speak of danger or harassment. Nothing is judged, kept or passed on by that."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from config.catalogue import Words
from config.danger import speaks_of_danger
from config.organisation import Organisation
from config.values import fold
from handlers.blockkit import Block
from handlers.blocks import context, divider, field, form, option, section, ticks
from handlers.desk import Desk
from handlers.pulse.comment_ids import CommentView
from storage import directory
from storage.directory import Person
from storage.transaction import Transaction

ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
WORD = re.compile(r"\w+")
# Shorter parts of names are everyday words.
LEAST = 3
SURE = "sure"


def names_its_author(tx: Transaction, author: str, texts: Iterable[str]) -> bool:
    """Whether somebody wrote their own name, or an e-mail address."""
    person = directory.person(tx, author)
    return any(names_person(text, person) for text in texts)


def names_person(text: str, person: Person | None) -> bool:
    """Whether a text has a part of somebody's name as a word, or an address."""
    if ADDRESS.search(text):
        return True
    if person is None:
        return False
    words = set(WORD.findall(fold(text)))
    parts = {part for part in WORD.findall(fold(person.name)) if len(part) >= LEAST}
    local = fold((person.email or "").partition("@")[0])
    return bool(words & parts) or (len(local) >= LEAST and local in words)


def are_you_sure(_: Words) -> list[Block]:
    """Above what was typed, before any of it is saved."""
    box = [option(_("Send it as it is"), SURE)]
    return [
        section(
            _.mrkdwn(
                ":warning: Nothing is saved yet: your words have your name or an e-mail address in them, so whoever reads "
                "them knows whose they are. Take it out, or tick the box."
            )
        ),
        field(SURE, _("My name may be read"), ticks(SURE, box), optional=True),
    ]


def contacts(_: Words, organisation: Organisation, texts: Iterable[str]) -> list[Block]:
    """Whom to talk to; nothing if the words don't call for it, or nobody is named in the organisation file."""
    named = organisation.pulses.contacts
    if not named or not any(map(speaks_of_danger, texts)):
        return []
    lines = [
        section(_.mrkdwn("*{name}*: {reach}", name=_.own(each.name), reach=_.own(each.reach)))
        for each in named
    ]
    return [
        section(
            _.mrkdwn(
                "If you or somebody else is in danger, or is being harassed, you can talk to somebody now:"
            )
        ),
        *lines,
        context(
            _.mrkdwn(
                ":lock: Only you see this, because of words in what you wrote. No one was told, and nothing about it is kept."
            )
        ),
    ]


def contacts_view(_: Words, shown: Sequence[Block]) -> dict[str, Any]:
    """After it was saved."""
    saved = section(_.mrkdwn("Saved."))
    return form(_("Saved"), CommentView.SAFE, [saved, divider(), *shown], close=_("Close"))


def safe_view(
    tx: Transaction, desk: Desk, user: str, texts: Sequence[str]
) -> dict[str, Any] | None:
    """What somebody sees at once because of what they wrote; None for most."""
    _ = desk.words_for(tx, user)
    shown = contacts(_, desk.organisation, texts)
    return contacts_view(_, shown) if shown else None
