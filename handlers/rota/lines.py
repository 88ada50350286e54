"""Who is on duty, on the receipt of what nobody has claimed, and on Home."""

from collections.abc import Sequence

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Block
from handlers.blocks import button, section
from handlers.desk import Desk
from handlers.directory.rules import departments_of, name_of
from handlers.duty import on_duty
from handlers.offers import HomeSection, ReceiptLine
from handlers.requests.rules import State
from handlers.rota.ids import RotaAction
from handlers.rota.weeks import weeks
from storage.requests import Request
from storage.transaction import Transaction


def _who(tx: Transaction, desk: Desk, request: Request) -> str:
    """Who is on duty while nobody has claimed it; empty if nobody is."""
    department = desk.organisation.department(request.department or "")
    if department is None or request.state != State.OPEN:
        return ""
    user = on_duty(tx, desk, department)
    return name_of(tx, user) if user else ""


def _receipt(tx: Transaction, desk: Desk, _: Words, request: Request) -> Mrkdwn | None:
    who = _who(tx, desk, request)
    return _.mrkdwn("On duty now: {who}.", who=who) if who else None


def _home(tx: Transaction, desk: Desk, user: str, room: int) -> Sequence[Block]:
    """For those whose department has a rota: who is on duty, and the way to the weeks."""
    _ = desk.words_for(tx, user)
    said: list[Mrkdwn] = []
    for department in departments_of(tx, desk.organisation, user):
        shown = weeks(tx, desk, department)
        on = on_duty(tx, desk, department)
        if not shown or on is None:
            continue
        given = {
            "department": department.name,
            "who": name_of(tx, on),
            "at": _.moment(shown[0].turn.ends_at),
        }
        said.append(
            _.mrkdwn(":bell: You're on duty for *{department}* until {at}.", **given)
            if on == user
            else _.mrkdwn("On duty for *{department}* until {at}: {who}", **given)
        )
    if not said or not room:
        return []
    text = Mrkdwn("\n".join(said[:LISTED]))
    return [section(text, accessory=button(_("Duty rota"), RotaAction.OPEN, "open"))]


LISTED = 10
RECEIPT_LINES = (ReceiptLine(_receipt, order=10),)
HOME = HomeSection(_home, needs=1, order=14)
