"""Who may see a request, and where what people wrote in it may be repeated."""

from handlers.desk import Desk
from handlers.directory.rules import is_member
from handlers.requests.departments import department_of
from handlers.requests.rules import may_speak_for
from handlers.requests.views import Shown
from storage.requests import Request
from storage.transaction import Transaction

# Stands for the words of a confidential request, in whatever language they are.
HUSHED = "🤫"


def may_see(tx: Transaction, desk: Desk, request: Request, user: str) -> bool:
    """Whoever asked, whoever recorded it for them, and the department that has it; of a confidential one also whoever has it,
    wherever they work."""
    if may_speak_for(request, user) or is_member(tx, department_of(desk, request), user):
        return True
    return request.confidential and request.assignee == user


def may_be_repeated(request: Request) -> bool:
    """Whether its words may stand anywhere but in its own messages and window: in digests, in lists of others, in what is
    searched, shown to others or learnt from."""
    return not request.confidential


def listed_title(shown: Shown) -> str:
    """What a list that is not its requester's own calls it."""
    return shown.title if may_be_repeated(shown.request) else HUSHED
