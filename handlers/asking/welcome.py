"""How to ask: at the top of Home, and in the help."""

from collections.abc import Sequence

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation
from handlers.asking.ids import AskAction
from handlers.blockkit import Block
from handlers.blocks import actions, button, context, header, section
from handlers.desk import Desk
from handlers.offers import HomeSection
from storage.transaction import Transaction


def welcome(tx: Transaction, desk: Desk, user: str, room: int) -> Sequence[Block]:  # noqa: ARG001 # it is short
    """A button that opens the form, and whom one can ask."""
    _ = desk.words_for(tx, user)
    names = ", ".join(_.own(each.name) for each in desk.organisation.departments)
    return [
        header(_("What do you need?")),
        section(
            _.mrkdwn(
                "Message me or press the button. I'll find the right team and keep you posted."
            )
        ),
        actions(button(_("New request"), AskAction.OPEN_FORM, "new", style="primary")),
        context(_.mrkdwn("Departments: {names}", names=names[:1500])),
    ]


HOME = HomeSection(welcome, needs=4, order=10)


def help_with_asking(_: Words, organisation: Organisation) -> list[Mrkdwn]:
    """Every way to ask."""
    department = organisation.departments[0]
    named = {"key": department.key, "department": department.name}
    return [
        _.mrkdwn("*Ask for something*"),
        _.mrkdwn("• `/ask my screen stays black` goes to the right team"),
        _.mrkdwn("• `/ask {key} my screen stays black` sends it straight to {department}", **named),
        _.mrkdwn(
            "• `/ask` on its own opens a form; you can also message me directly, or mention me in a channel"
        ),
    ]
