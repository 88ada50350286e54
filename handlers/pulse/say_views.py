"""The form in which something is said between rounds, and what follows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation
from handlers.blockkit import Block, literal, quote_of, rich_text
from handlers.blocks import (
    Body,
    actions,
    body,
    button,
    context,
    divider,
    field,
    form,
    option,
    section,
    select_in_groups,
    text_input,
    ticks,
)
from handlers.pulse.comment_ids import CommentAction, CommentsValue, SayField, SayForm
from handlers.pulse.model import DEPARTMENT
from handlers.pulse.sayings import LONGEST, PERSON, spelled
from handlers.text import shorten


def say_form(
    _: Words,
    organisation: Organisation,
    leads: Mapping[str, str],
    said: Sequence[str],
    *,
    above: Sequence[Block] = (),
    to: str | None = None,
    text: str = "",
    replies: bool = True,
) -> dict[str, Any]:
    """To whom, and what; and what was said before, this month."""
    departments = [option(_.own(each.name), f"{DEPARTMENT}{each.key}") for each in organisation.all]
    people = [option(name, f"{PERSON}{user}") for user, name in leads.items()]
    groups = [(_("Departments"), departments[:100]), (_("People"), people[:100])]
    wanted = [option(_("I'd like to see what is said to it"), SayField.REPLIES)]
    blocks: list[Block] = [
        *above,
        context(_how(_, organisation.pulses.comments_threshold)),
        field(
            SayField.TO,
            _("To whom?"),
            select_in_groups(SayField.TO, [each for each in groups if each[1]], chosen=to),
            optional=bool(said),
        ),
        field(
            SayField.TEXT,
            _("A word, or an idea"),
            text_input(SayField.TEXT, multiline=True, initial=text or None, longest=LONGEST),
            optional=bool(said),
        ),
        field(
            SayField.REPLIES,
            _("Replies"),
            ticks(SayField.REPLIES, wanted, chosen=[SayField.REPLIES] if replies else []),
            optional=True,
        ),
        *_before(_, said),
    ]
    return form(_("Say something"), SayForm.SAY, blocks, submit=_("Send"), close=_("Cancel"))


def _how(_: Words, threshold: int) -> Mrkdwn:
    return _.mrkdwn(
        ":lock: Anonymous. It stays sealed until the end of the month, and is read together with what others said: "
        "by then at least {n} people, or it waits for the next month. No one learns who said what.",
        n=threshold,
    )


def _before(_: Words, said: Sequence[str]) -> list[Block]:
    if not said:
        return []
    back = [
        option(_("Take it back: {text}", text=shorten(text, 50)), str(at))
        for at, text in enumerate(said)
    ]
    quotes = [rich_text(quote_of(literal(text))) for text in said]
    return [
        divider(),
        section(_.mrkdwn("*You said this month:*")),
        *quotes,
        field(SayField.BACK, _("Take back"), ticks(SayField.BACK, back), optional=True),
    ]


def said_view(_: Words, until: datetime, code: str, contacts: Sequence[Block]) -> dict[str, Any]:
    """It is sealed; and how to find what is said to it."""
    code = spelled(code)
    text = _.mrkdwn(
        "Sealed until {when}. You can change it until then with `/pulse say`.", when=_.date(until)
    )
    keep = _.mrkdwn(
        "To see what is said to it, keep this code: *{code}*. Type `/pulse replies {code}` after that. "
        "No one else has it, and no one can look it up.",
        code=code,
    )
    blocks = [section(text), section(keep), *([divider(), *contacts] if contacts else [])]
    return form(_("Sealed"), SayForm.SAID, blocks, close=_("Close"))


def batch(_: Words, count: int, round_: str) -> Body:
    """To whom something was said: how much came together."""
    text = _.plural(
        "*Said between rounds*: {n} word for you, from somebody whom no one knows.",
        "*Said between rounds*: {n} words for you, from people whom no one knows.",
        count,
    )
    value = CommentsValue(round=round_).pack()
    press = button(_("Read and answer"), CommentAction.READ, value, style="primary")
    return body(text, section(text), actions(press))


def lost(_: Words) -> Body:
    """The key never came back."""
    return body(
        _.mrkdwn(
            "What people said between rounds this month is lost: its key never came back, so no one can read it. "
            "Please tell them, and whoever runs Frontdesk."
        )
    )
