"""What Home shows of requests: my open ones, recently resolved ones, those assigned to me, my departments' queues."""

from collections.abc import Sequence

from handlers.blockkit import Block
from handlers.blocks import divider
from handlers.desk import Desk
from handlers.offers import HomeSection
from handlers.overview.ids import Listed, Scope
from handlers.overview.service import departments, listed
from handlers.overview.views import first_page
from storage.transaction import Transaction

# Around its lines a list has three blocks: a divider, its name, a button for the rest.
AROUND = 3
MOST_LINES = 5


def lists(tx: Transaction, desk: Desk, user: str, room: int) -> Sequence[Block]:
    """Whoever works for very many departments sees fewer lines of each, and never a list that is cut off."""
    wanted = [Listed(scope=Scope.MINE), Listed(scope=Scope.RESOLVED)]
    mine = departments(tx, desk, user)
    if mine:
        wanted.append(Listed(scope=Scope.HELD))
    wanted += [Listed(scope=Scope.QUEUE, department=department.key) for department in mine]
    wanted = wanted[: room // (AROUND + 1)]
    size = min(MOST_LINES, room // len(wanted) - AROUND)
    found = [listed(tx, desk, user, each, size=size) for each in wanted]
    shown = [(divider(), *first_page(each)) for each in found if each.is_worth_showing]
    return [block for blocks in shown for block in blocks]


# Room for a line of each of the three lists that there always are.
HOME = HomeSection(lists, needs=3 * (AROUND + 1), order=20)
