"""The next four weeks of the rotas: pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from config.catalogue import Mrkdwn, Words, escape
from config.departments import Department
from handlers.blockkit import Block, Element
from handlers.blocks import actions, button, context, form, section
from handlers.rota.ids import RotaAction, RotaView, WeekValue
from handlers.rota.weeks import Week


@dataclass(frozen=True, slots=True)
class Weeks:
    """A department's next weeks, as somebody sees them, who may change them if they are a member. `asked` are those for which
    they have asked to swap."""

    department: Department
    weeks: Sequence[Week]
    names: Mapping[str, str]
    user: str
    member: bool
    asked: frozenset[str] = frozenset()

    @property
    def mine(self) -> str | None:
        """The reader's next week, which they may give for another."""
        return next((week.key for week in self.weeks if week.whose == self.user), None)


def weeks_view(_: Words, rotas: Sequence[Weeks]) -> dict[str, Any]:
    """Each department's, one after the other."""
    blocks = [block for rota in rotas for block in _rota(_, rota)]
    if not blocks:
        blocks = [section(_.mrkdwn("No department has a duty rota yet."))]
    return form(_("Duty rota"), RotaView.WEEKS, blocks, close=_("Close"))


def _rota(_: Words, rota: Weeks) -> list[Block]:
    blocks = [section(_.mrkdwn("*{department}*", department=rota.department.name))]
    for week in rota.weeks:
        blocks.append(section(_line(_, rota, week)))
        if buttons := _buttons(_, rota, week):
            blocks.append(actions(*buttons))
    if rota.member:
        note = _.mrkdwn("We'll let whoever has the week know.")
        blocks.append(context(note))
    return blocks


def _line(_: Words, rota: Weeks, week: Week) -> Mrkdwn:
    given = {
        "first": _.moment(week.turn.begins_at),
        "last": _.moment(week.turn.ends_at),
        "who": _whose(_, rota, week.whose),
        "cover": rota.names.get(week.steps_in or "", ""),
    }
    if week.steps_in is not None:
        return _.mrkdwn("{first} – {last}\n*{who}* is away; *{cover}* steps in", **given)
    if week.key in rota.asked:
        return _.mrkdwn("{first} – {last}\n*{who}*, whom you asked to swap", **given)
    return _.mrkdwn("{first} – {last}\n*{who}*", **given)


def _whose(_: Words, rota: Weeks, user: str | None) -> Mrkdwn:
    if user is None:
        return _.mrkdwn("no one")
    name = escape(rota.names.get(user, user))
    return _.mrkdwn("{who} (you)", who=name) if user == rota.user else name


def _buttons(_: Words, rota: Weeks, week: Week) -> list[Element]:
    """One may take a colleague's week, and ask for a swap if one has a week to give."""
    if not rota.member or week.whose == rota.user:
        return []
    value = WeekValue(department=rota.department.key, week=week.key, of=week.whose or "")
    found = [button(_("Take this week"), RotaAction.TAKE, value.pack())]
    if week.whose is not None and rota.mine is not None and week.key not in rota.asked:
        swap = value.model_copy(update={"mine": rota.mine}).pack()
        found.append(button(_("Ask to swap"), RotaAction.SWAP, swap))
    return found
