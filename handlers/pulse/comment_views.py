"""What people wrote, and what was said to it: for whoever reads it, and for its author."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation
from handlers.blockkit import Block, Row, line_of, literal, quote_of, rich_text
from handlers.blocks import (
    Body,
    actions,
    body,
    button,
    context,
    divider,
    field,
    form,
    linked,
    option,
    section,
    select,
    text_input,
)
from handlers.pulse.comment_ids import (
    BackValue,
    CommentAction,
    CommentField,
    CommentForm,
    CommentsValue,
    CommentValue,
    CommentView,
)
from handlers.pulse.model import Question
from handlers.pulse.sides import Side
from handlers.text import shorten
from storage.comments import CommentLine
from storage.pulses import Comment

# Comments to a page of the window, and lines to a comment.
PAGE, LINES = 10, 12
LONGEST = 1000
Lines = Mapping[str, Sequence[CommentLine]]


def listed(
    _: Words,
    round_: str,
    questions: Mapping[str, Question],
    written: Sequence[Comment],
    lines: Lines,
    page: int,
) -> dict[str, Any]:
    """A page of what was written, each with what can be done about it."""
    shown = written[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [context(_only_author(_))]
    for each in shown:
        blocks += _one(_, each, questions, lines, page)
    if not shown:
        blocks.append(section(_.mrkdwn("No one wrote anything.")))
    if pages := _pages(_, round_, page, len(written)):
        blocks.append(pages)
    return form(_("Comments"), CommentView.LIST, blocks, close=_("Close"))


def _only_author(_: Words) -> Mrkdwn:
    return _.mrkdwn(
        "In no order, and no one knows whose they are. An answer is found by its author alone, for 30 days, "
        "if they want replies; they can write back."
    )


def _one(
    _: Words, comment: Comment, questions: Mapping[str, Question], lines: Lines, page: int
) -> list[Block]:
    question = questions.get(comment.question)
    about = [context(_.mrkdwn("{question}", question=question.wording(_)))] if question else []
    value = CommentValue(comment=comment.comment, page=page).pack()
    buttons = [button(_("Answer"), CommentAction.ANSWER, value)] if comment.tag else []
    if comment.request is None:
        buttons.append(button(_("Make it a request"), CommentAction.REQUEST, value))
    buttons.append(button(_("Make it an action"), CommentAction.ACTION, value))
    below = [] if comment.tag else [_.mrkdwn("Its author can't be answered.")]
    if comment.request is not None:
        below.append(_.mrkdwn("It became request #{number}.", number=comment.request))
    return [
        divider(),
        *about,
        conversation(_, comment.text, lines.get(comment.comment, ()), author=False),
        *([context(*below)] if below else []),
        actions(*buttons, block_id=f"comment:{comment.comment}"),
    ]


def _pages(_: Words, round_: str, page: int, total: int) -> Block | None:
    last = (total - 1) // PAGE
    near = [(_("Back"), page - 1), (_("More"), page + 1)]
    buttons = [
        button(name, f"{CommentAction.READ}:{to}", CommentsValue(round=round_, page=to).pack())
        for name, to in near
        if 0 <= to <= last
    ]
    return actions(*buttons) if buttons else None


def conversation(_: Words, text: str, lines: Sequence[CommentLine], *, author: bool) -> Block:
    """What was written, and below it what each side said, to the letter."""
    rows: list[Row] = [quote_of(literal(text))]
    for line in lines[-LINES:]:
        who = _speaker(_, line.side, author=author)
        rows.append(line_of(literal(f"{who}: ", "bold"), literal(line.text)))
    return rich_text(*rows)


def _speaker(_: Words, side: str, *, author: bool) -> str:
    if side == Side.AUTHOR:
        return _("You") if author else _("Its author")
    if side == Side.DEPARTMENT:
        return _("The department")
    return _("Answer")


def answer_form(_: Words, comment: Comment, page: int) -> dict[str, Any]:
    """One answer, for the author alone."""
    blocks = [
        rich_text(quote_of(literal(comment.text))),
        field(
            CommentField.TEXT,
            _("Your answer"),
            text_input(CommentField.TEXT, multiline=True, longest=LONGEST),
            hint=_("Only its author finds it. Please don't try to guess who they are."),
        ),
    ]
    packed = CommentValue(comment=comment.comment, page=page).pack()
    return form(
        _("Answer"),
        CommentForm.ANSWER,
        blocks,
        submit=_("Send"),
        close=_("Cancel"),
        metadata=packed,
    )


def request_form(
    _: Words, organisation: Organisation, comment: Comment, page: int
) -> dict[str, Any]:
    """To which department, and in which words."""
    departments = [option(_.own(each.name), each.key) for each in organisation.departments[:100]]
    blocks = [
        field(
            CommentField.DEPARTMENT, _("Department"), select(CommentField.DEPARTMENT, departments)
        ),
        field(
            CommentField.TEXT,
            _("What is it about?"),
            text_input(CommentField.TEXT, multiline=True, initial=comment.text),
            hint=_(
                "It's your request, without a name from the pulse. Replies go to the comment, where its author finds them."
            ),
        ),
    ]
    packed = CommentValue(comment=comment.comment, page=page).pack()
    return form(
        _("Make it a request"),
        CommentForm.REQUEST,
        blocks,
        submit=_("Send"),
        close=_("Cancel"),
        metadata=packed,
    )


def own_view(
    _: Words,
    round_: str,
    handle: str,
    questions: Mapping[str, Question],
    written: Sequence[Comment],
    lines: Lines,
) -> dict[str, Any]:
    """For their author: what was said to theirs, and where to write back."""
    blocks: list[Block] = [
        context(
            _.mrkdwn(
                ":lock: Only you find this, by the button in your ballot. No one learns who you are."
            )
        )
    ]
    for each in written:
        question = questions.get(each.question)
        said = lines.get(each.comment, ())
        blocks += [divider()]
        blocks += (
            [context(_.mrkdwn("{question}", question=question.wording(_)))] if question else []
        )
        blocks.append(conversation(_, each.text, said, author=True))
        if not any(line.side != Side.AUTHOR for line in said):
            blocks.append(context(_.mrkdwn("No answer yet.")))
        write = text_input(back_block(each.comment), multiline=True, longest=LONGEST)
        blocks.append(field(back_block(each.comment), _("Write back"), write, optional=True))
    packed = BackValue(round=round_, handle=handle, nonce=secrets.token_hex(8)).pack()
    return form(
        _("Your comments"),
        CommentForm.BACK,
        blocks,
        submit=_("Send"),
        close=_("Close"),
        metadata=packed,
    )


BACK = "back:"


def back_block(comment: str) -> str:
    """The field in which its author writes back."""
    return f"{BACK}{comment}"


def read_button(_: Words, round_: str) -> Body:
    """Below what people wrote: where to answer."""
    value = CommentsValue(round=round_).pack()
    text = _.mrkdwn("You can answer what people wrote: only its author finds it.")
    press = button(_("Read and answer"), CommentAction.READ, value, style="primary")
    return body(text, section(text), actions(press))


def answers_written(_: Words, name: str, link: str | None) -> Body:
    """To everybody who was asked, whether or not they wrote anything."""
    text = _.mrkdwn(
        "Answers were written to comments in *{name}*. If one is to yours, only you find it: "
        "press *See or change my answers* in your ballot.",
        name=name,
    )
    return body(
        text, section(text), *([context(linked(link, _("Open my ballot")))] if link else [])
    )


def wrote_back(_: Words, name: str, round_: str) -> Body:
    """To whoever answered."""
    text = _.mrkdwn("The author of a comment in *{name}* wrote back.", name=name)
    value = CommentsValue(round=round_).pack()
    return body(
        text, section(text), actions(button(_("Read and answer"), CommentAction.READ, value))
    )


def short(comment: Comment) -> str:
    """In a line."""
    return shorten(comment.text, 150)
