"""What actions look like: on a board, in a message, in a form."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from config.catalogue import Mrkdwn, Words
from handlers.actions.ids import (
    ActionValue,
    BoardAction,
    BoardField,
    BoardForm,
    BoardView,
    OriginValue,
)
from handlers.actions.rules import Decision, Origin, is_open
from handlers.blockkit import Block
from handlers.blocks import (
    Body,
    actions,
    body,
    button,
    context,
    date_input,
    divider,
    field,
    form,
    option,
    radio,
    section,
    select_person,
    text_input,
)
from storage.actions import Action

NOON = time(12)
LONGEST = 500
# Whether what was asked about an action is answered, and how: (who say it worked, all who answered).
Checked = tuple[int, int] | None


def day(_: Words, action: Action) -> str:
    """By when, in the reader's words."""
    return _.date(datetime.combine(action.due, NOON, _.zone))


def line(_: Words, action: Action, owner: str, today: date) -> Mrkdwn:
    """An action in a line: what, who, by when, and where it stands."""
    given = {"text": action.text, "owner": owner, "day": day(_, action), "reason": action.reason}
    if action.done_at is not None:
        return _.mrkdwn(":white_check_mark: *{text}* – done by {owner}.", **given)
    match action.decision:
        case Decision.NOT:
            return _.mrkdwn(":x: *{text}* – we won't. {reason}", **given)
        case Decision.LATER:
            said = _.mrkdwn(
                ":hourglass_flowing_sand: *{text}* – not before {day}. {reason} {owner} sees to it.",
                **given,
            )
        case Decision.DO:
            said = _.mrkdwn(":memo: *{text}* – {owner} does it by {day}.", **given)
        case _other:
            said = _.mrkdwn(":speech_balloon: *{text}* – {owner} decides by {day}.", **given)
    late = action.due < today
    return Mrkdwn(f"{said} {_.mrkdwn('*Late.*')}") if late else said


def origin(_: Words, action: Action) -> Mrkdwn:
    """Out of what it came."""
    match action.origin:
        case Origin.QUESTION:
            return _.mrkdwn("From an answer to a pulse")
        case Origin.COMMENT:
            return _.mrkdwn("From a comment")
        case Origin.IDEA:
            return _.mrkdwn("From an idea")
        case Origin.RATING:
            return _.mrkdwn("From a rating")
        case _other:
            return _.mrkdwn("By a lead")


def helped(_: Words, checked: Checked) -> Mrkdwn | None:
    """What people said when they were asked whether it worked."""
    if checked is None:
        return None
    return _.mrkdwn("{n} of {all} say it helped.", n=checked[0], all=checked[1])


def board(
    _: Words,
    title: str,
    found: Sequence[Action],
    names: Mapping[str, str],
    checked: Mapping[int, Checked],
    mine: frozenset[int],
    today: date,
    *,
    may_make: bool,
) -> dict[str, Any]:
    """Everything that was decided, what is open first."""
    blocks: list[Block] = []
    if may_make:
        value = OriginValue(origin=Origin.OTHER).pack()
        blocks.append(actions(button(_("New action"), BoardAction.NEW, value)))
    for each in sorted(found, key=lambda action: not is_open(action)):
        blocks += row(_, each, names, checked.get(each.action), today, own=each.action in mine)
    if not found:
        blocks.append(section(_.mrkdwn("Nothing was decided yet.")))
    return form(title, BoardView.BOARD, blocks[:100], close=_("Close"))


def row(
    _: Words,
    action: Action,
    names: Mapping[str, str],
    checked: Checked,
    today: date,
    *,
    own: bool,
) -> list[Block]:
    """One, with what its owner can press."""
    small = [origin(_, action), *([asked] if (asked := helped(_, checked)) else [])]
    if action.outcome:
        small.append(_.mrkdwn("“{outcome}”", outcome=action.outcome))
    said = section(line(_, action, names[action.owner], today))
    blocks = [divider(), said, context(*small)]
    return [*blocks, buttons(_, action)] if own and is_open(action) else blocks


def buttons(_: Words, action: Action) -> Block:
    """Done, or decided anew."""
    value = ActionValue(action=action.action).pack()
    return actions(
        button(_("Done"), BoardAction.DONE, value, style="primary"),
        button(_("Change"), BoardAction.CHANGE, value),
        block_id=f"action:{action.action}",
    )


def announced(_: Words, action: Action, owner: str, today: date, *, own: bool) -> Body:
    """To those who were asked, and to its owner."""
    said = line(_, action, owner, today)
    if action.done_at is not None:
        head = _.mrkdwn("*You said, we did*")
        below = [_.mrkdwn("“{outcome}”", outcome=action.outcome)] if action.outcome else []
        asks = _.mrkdwn("In the next round we'll ask whether it worked.")
        small = [origin(_, action), *([asks] if action.origin != Origin.RATING else [])]
        text = Mrkdwn("\n".join([head, said, *below]))
        return body(text, section(text), context(*small))
    head = _.mrkdwn("*It's yours*") if own else _.mrkdwn("*You said – this is what we decided*")
    text = Mrkdwn(f"{head}\n{said}")
    more = [buttons(_, action)] if own else []
    return body(text, section(text), context(origin(_, action)), *more)


def due_word(_: Words, action: Action, owner: str, *, own: bool) -> Body:
    """Its day has come, or has passed without a word."""
    if own:
        said = _.mrkdwn("*{text}* is due on {day}.", text=action.text, day=day(_, action))
        ask = _.mrkdwn("Say that it's done, or choose another day, with the reason.")
    else:
        said = _.mrkdwn(
            "{owner} hasn't said what became of *{text}*, which was due on {day}.",
            owner=owner,
            text=action.text,
            day=day(_, action),
        )
        ask = _.mrkdwn("Those who were asked are waiting. You can close it, or decide it anew.")
    text = Mrkdwn(f"{said} {ask}")
    return body(text, section(text), buttons(_, action))


def make_form(
    _: Words,
    heading: Sequence[Block],
    callback: str,
    metadata: str,
    *,
    text: str = "",
    owner: str,
    due: date,
    decision: str = Decision.DO,
    reason: str = "",
) -> dict[str, Any]:
    """What, who, by when, and what was decided."""
    fields = BoardField
    decisions = [
        option(_("We do it"), Decision.DO),
        option(_("We do it later – say why"), Decision.LATER),
        option(_("We don't do it – say why"), Decision.NOT),
        option(_("Not decided yet"), Decision.UNDECIDED),
    ]
    blocks = [
        *heading,
        field(
            fields.TEXT,
            _("What is to be done?"),
            text_input(fields.TEXT, initial=text or None, longest=LONGEST),
            hint=_("Everybody can read this."),
        ),
        field(fields.OWNER, _("Who sees to it?"), select_person(fields.OWNER, chosen=owner)),
        field(fields.DUE, _("By when?"), date_input(fields.DUE, due)),
        field(
            fields.DECISION,
            _("What did you decide?"),
            radio(fields.DECISION, decisions, chosen=decision),
        ),
        field(
            fields.REASON,
            _("Reason"),
            text_input(fields.REASON, multiline=True, initial=reason or None, longest=LONGEST),
            optional=True,
        ),
    ]
    return form(
        _("Action"), callback, blocks, submit=_("Save"), close=_("Cancel"), metadata=metadata
    )


def done_form(_: Words, action: Action) -> dict[str, Any]:
    """What became of it."""
    blocks = [
        section(_.mrkdwn("*{text}*", text=action.text)),
        field(
            BoardField.OUTCOME,
            _("What did you do?"),
            text_input(BoardField.OUTCOME, multiline=True, longest=LONGEST),
            optional=True,
            hint=_("Those who were asked read it: you said, we did."),
        ),
    ]
    packed = ActionValue(action=action.action).pack()
    return form(
        _("It's done"),
        BoardForm.DONE,
        blocks,
        submit=_("Done"),
        close=_("Cancel"),
        metadata=packed,
    )


def made(_: Words, text: Mrkdwn) -> dict[str, Any]:
    """What follows, after a form in a window of its own."""
    return form(_("Saved"), BoardView.MADE, [section(text)], close=_("Close"))
