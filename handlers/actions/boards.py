"""The boards of actions: in Home, and of a channel. Everybody sees what was decided."""

from collections.abc import Iterable, Sequence
from typing import Any

from config.calendars import local_date
from handlers.actions import views
from handlers.actions.ids import BoardAction
from handlers.actions.rules import is_open
from handlers.actions.views import Checked
from handlers.blockkit import Block
from handlers.blocks import actions as row_of
from handlers.blocks import button, divider, section
from handlers.cover import zone_of
from handlers.desk import Desk
from handlers.directory.rules import channel_names, names_of
from handlers.offers import HomeSection
from handlers.pulse.lists import heads_of
from handlers.pulse.making import may_lead
from handlers.pulse.release import ALL
from handlers.pulse.tied import key_of
from storage import actions, pulses
from storage.actions import Action
from storage.transaction import Transaction

SHOWN, IN_HOME = 25, 3
# A divider, its name, one of them, and the way to all.
NEEDS = 4


def board(tx: Transaction, desk: Desk, user: str, channel: str = "") -> dict[str, Any]:
    """What was decided in a channel, if anything was; else all there is."""
    _ = desk.words_for(tx, user)
    own = [
        each
        for name in ([channel, *channel_names(tx, channel)] if channel else [])
        for each in actions.board(tx, channel=name, most=SHOWN)
    ]
    found = list({each.action: each for each in own}.values())
    title = _("Actions here") if found else _("Actions")
    found = found or actions.board(tx, most=SHOWN)
    return views.board(
        _,
        title,
        found,
        names_of(tx, {each.owner for each in found}),
        {each.action: checked(tx, each) for each in found},
        frozenset(each.action for each in found if _is_theirs(tx, desk, each, user)),
        local_date(desk.clock.now(), zone_of(tx, desk, user)),
        may_make=may_lead(tx, desk, user),
    )


def _is_theirs(tx: Transaction, desk: Desk, action: Action, user: str) -> bool:
    return user in (action.owner, action.made_by) or user in heads_of(tx, desk, action.owner)


def checked(tx: Transaction, action: Action) -> Checked:
    """How many said that it worked, in the round that asked: as far as it was released."""
    if action.checked is None:
        return None
    for each in pulses.results_of(tx, action.checked):
        if each.group == ALL and each.question == key_of(action.action):
            return each.histogram.get("1", 0), each.n
    return None


def in_home(tx: Transaction, desk: Desk, user: str, room: int) -> Sequence[Block]:
    """What somebody has to see to, then what was decided last; nothing if nothing was."""
    newest = actions.board(tx, most=SHOWN)
    if not newest or room < NEEDS:
        return []
    _ = desk.words_for(tx, user)
    today = local_date(desk.clock.now(), zone_of(tx, desk, user))
    shown = _first([*actions.owned_by(tx, user), *_open_first(newest)], min(IN_HOME, room - 3))
    names = names_of(tx, {each.owner for each in shown})
    rows = [section(views.line(_, each, names[each.owner], today)) for each in shown]
    every = button(_("All actions"), BoardAction.ALL, "all")
    return [divider(), section(_.mrkdwn("*You said, we did*")), *rows, row_of(every)]


def _open_first(found: Iterable[Action]) -> list[Action]:
    return sorted(found, key=lambda action: not is_open(action))


def _first(found: Iterable[Action], most: int) -> list[Action]:
    return list({each.action: each for each in found}.values())[:most]


HOME = HomeSection(in_home, needs=NEEDS, order=60)
