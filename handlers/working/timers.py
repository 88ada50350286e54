"""What is due on a request: nobody has it, nobody has said anything, nobody has objected."""

from handlers.desk import Desk
from handlers.requests import keys
from handlers.requests.rules import Side, State, What, is_unsolved
from handlers.requests.service import change, department_of, heard, tell_asker, tell_department
from storage import history, messages, requests
from storage.transaction import Transaction


def unclaimed(tx: Transaction, desk: Desk, number: str) -> None:
    """Bring it up once in the department's channel."""
    request = requests.get(tx, int(number), lock=True)
    if request is None or request.state != State.OPEN or request.department is None:
        return
    line = history.record(tx, request.key, What.UNCLAIMED, at=desk.clock.now())
    channel = department_of(desk, request).channel
    messages.put(tx, {keys.told(request, Side.DEPARTMENT, line): messages.at(channel)})


def silence(tx: Transaction, desk: Desk, number: str) -> None:
    """An honest word to the asker, a nudge to whoever has it; again after the same time."""
    request = requests.get(tx, int(number), lock=True)
    if request is None or not is_unsolved(request) or request.department is None:
        return
    line = history.record(tx, request.key, What.SILENT, at=desk.clock.now(), state=request.state)
    tell_asker(tx, request, line)
    if request.state != State.WAITING:
        tell_department(tx, desk, request, line)
    heard(tx, desk, request)


def close(tx: Transaction, desk: Desk, number: str) -> None:
    """A solution that nobody objected to closes."""
    request = requests.get(tx, int(number), lock=True)
    if request is None or request.state != State.RESOLVED:
        return
    changed, _line = change(tx, desk, request, What.CLOSED, actor=None, state=State.CLOSED)
    if changed.solution is not None:
        messages.refresh(tx, [keys.told(changed, Side.ASKER, changed.solution)])
