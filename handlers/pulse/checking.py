"""The last step of making a pulse: all of it at a glance, to be sent, or sent to oneself first."""

from collections.abc import Sequence
from typing import Any

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Block
from handlers.blocks import actions, button, context, divider, form, section
from handlers.desk import Desk
from handlers.directory.rules import names_of
from handlers.pulse.ballot import promise
from handlers.pulse.ids import DraftValue, LeadAction, PulseForm
from handlers.pulse.model import Audience, Every, Plan, Question, Scale
from handlers.pulse.scales import label, values
from handlers.pulse.terms import day_in_words, readers, rhythms
from handlers.text import shorten
from storage import directory
from storage.transaction import Transaction

NAMED = 300


def check_form(
    tx: Transaction, desk: Desk, _: Words, plan: Plan, draft: DraftValue, wrong: Mrkdwn | None
) -> dict[str, Any]:
    """What is wrong is said at its top."""
    trouble = [section(Mrkdwn(f":warning: {wrong}")), divider()] if wrong else []
    said = [_whom(tx, desk, _, plan), *_terms(_, plan)]
    tried = button(_("Send to myself"), LeadAction.TRY, draft.pack())
    blocks: list[Block] = [
        *trouble,
        section(_.mrkdwn("*{name}*", name=plan.name)),
        section(Mrkdwn("\n".join(f"• {line}" for line in said))),
        context(promise(_, plan)),
        divider(),
        *_questions(_, plan),
        actions(button(_("Back"), LeadAction.BACK, draft.pack()), tried),
        context(_.mrkdwn("*Send to myself* shows it as people get it; nothing of that is saved.")),
    ]
    title = _("Change pulse, {n}/4", n=4) if plan.edits else _("New pulse, {n}/4", n=4)
    submit = _("Change it") if plan.edits else _("Send")
    close, metadata = _("Cancel"), draft.pack()
    return form(title, PulseForm.CHECK, blocks, submit=submit, close=close, metadata=metadata)


def _whom(tx: Transaction, desk: Desk, _: Words, plan: Plan) -> Mrkdwn:
    match plan.audience:
        case Audience.CHANNEL:
            who = _.mrkdwn("Asks everybody in {channel}", channel=Mrkdwn(f"<#{plan.who[0]}>"))
        case Audience.GROUP:
            handle = directory.handles(tx, plan.who).get(plan.who[0], "")
            who = _.mrkdwn("Asks everybody in @{group}", group=handle)
        case Audience.DEPARTMENT:
            department = desk.organisation.department(plan.who[0])
            name = _.own(department.name) if department else plan.who[0]
            who = _.mrkdwn("Asks the department {department}", department=name)
        case Audience.PEOPLE:
            names = ", ".join(sorted(names_of(tx, plan.who).values()))
            who = _.mrkdwn("Asks {people}", people=shorten(names, NAMED))
        case Audience.EVERYONE:
            who = _.mrkdwn("Asks everybody")
    return _.mrkdwn("{who}, guests too", who=who) if plan.guests else who


def _terms(_: Words, plan: Plan) -> list[Mrkdwn]:
    often = rhythms(_)[plan.every]
    open_for = _.plural("{n} day", "{n} days", plan.days)
    if plan.first is None:
        when = _.mrkdwn("Now, open for {days}", days=open_for)
    elif plan.every == Every.ONCE:
        when = _.mrkdwn("On {day}, open for {days}", day=day_in_words(_, plan.first), days=open_for)
    else:
        when = _.mrkdwn(
            "{often} from {day} on, open for {days}",
            often=often,
            day=day_in_words(_, plan.first),
            days=open_for,
        )
    found = [when, _.mrkdwn("Results: {who}", who=readers(_)[plan.see])]
    cuts = [*([_("departments")] if plan.cuts else []), *plan.teams.values()]
    if cuts:
        found.append(_.mrkdwn("Side by side: {groups}", groups=", ".join(cuts)))
    if plan.comments:
        found.append(_.mrkdwn("People can add comments"))
    return found


def _questions(_: Words, plan: Plan) -> list[Block]:
    asked = plan.asks(0)
    return [
        section(Mrkdwn(f"*{at} · {escape(each.wording(_))}*\n{escape(_answers(_, each))}"))
        for at, each in enumerate(asked, start=1)
    ]


def _answers(_: Words, question: Question) -> str:
    """How it is answered, in a line."""
    names: Sequence[str] = [label(_, question, value) for value in values(question)]
    if question.scale == Scale.OPEN:
        return _("In their own words")
    if question.scale in (Scale.AGREE, Scale.OFTEN, Scale.ENPS):
        return f"{names[0]} … {names[-1]}"
    return " / ".join(names)
