"""What the messages of actions show."""

from config.calendars import local_date
from handlers.actions import views
from handlers.actions.rules import is_open
from handlers.blocks import Body
from handlers.cover import zone_of
from handlers.desk import Desk
from handlers.directory.rules import name_of
from handlers.offers import Show
from storage import actions
from storage.transaction import Transaction


def announcement(tx: Transaction, desk: Desk, number: str, what: str, to: str) -> Body | None:
    """To somebody, or to a channel. One that was overtaken by the next before it was sent shows nothing."""
    action = actions.get(tx, int(number))
    if action is None or what != ("done" if action.done_at else str(action.turn)):
        return None
    _, today = desk.words_for(tx, to), local_date(desk.clock.now(), zone_of(tx, desk, to))
    own = to == action.owner
    return views.announced(_, action, name_of(tx, action.owner), today, own=own)


def due_word(
    tx: Transaction, desk: Desk, number: str, turn: str, _step: str, to: str
) -> Body | None:
    """That its day has come; nothing once somebody said what became of it."""
    action = actions.get(tx, int(number))
    if action is None or not is_open(action) or turn != str(action.turn):
        return None
    own = to == action.owner
    return views.due_word(desk.words_for(tx, to), action, name_of(tx, action.owner), own=own)


SHOWS: dict[str, Show] = {
    "action/{action}/told/{what}/{to}": announcement,
    "action/{action}/word/{turn}/{step}/{to}": due_word,
}
