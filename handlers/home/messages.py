"""What the home tab shows: my open requests, recently solved ones, those assigned to me, my departments' queues."""

from config.catalogue import Words
from handlers.asking.ids import AskAction
from handlers.blockkit import Block
from handlers.blocks import Body, actions, button, context, divider, header, section, tab
from handlers.desk import Desk
from handlers.overview.ids import Listed, Scope
from handlers.overview.service import departments, listed
from handlers.overview.views import first_page
from storage.transaction import Transaction

# A home tab has a hundred blocks. Around its lines a list has three: a divider, its name, a button for the rest.
ROOM = 96
AROUND = 3
MOST_LINES = 5


def home(tx: Transaction, desk: Desk, user: str) -> Body:
    """One person's home."""
    _ = desk.words_for(tx, user)
    wanted = [Listed(scope=Scope.MINE), Listed(scope=Scope.SOLVED)]
    mine = departments(tx, desk, user)
    if mine:
        wanted.append(Listed(scope=Scope.HELD))
    wanted += [Listed(scope=Scope.QUEUE, department=department.key) for department in mine]
    # Whoever works for very many departments sees fewer lines of each, and never a list that is cut off.
    wanted = wanted[: ROOM // (AROUND + 1)]
    size = min(MOST_LINES, ROOM // len(wanted) - AROUND)
    lists = [listed(tx, desk, user, each, size=size) for each in wanted]
    shown = [(divider(), *first_page(found)) for found in lists if found.is_worth_showing]
    return tab([*_welcome(_, desk), *(block for blocks in shown for block in blocks)])


def _welcome(_: Words, desk: Desk) -> list[Block]:
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
