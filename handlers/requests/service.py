"""What every use case on a request needs: find it, check who may, write the change, declare what Slack should show."""

from config.catalogue import Mrkdwn
from handlers.desk import Desk, Incoming
from handlers.directory.rules import is_member, name_of
from handlers.errors import UserError
from handlers.requests import keys
from handlers.requests.departments import department_of
from handlers.requests.rules import UNRESOLVED, Party, State, may_speak_for
from storage import entries, messages, requests
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


class OnRequest(Incoming):
    """Somebody does something with a request. `pressed_at` is the message with the button, if there was one."""

    number: int
    pressed_at: tuple[str, str] | None = None


def find(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, held for this transaction."""
    request = requests.get(tx, act.number, lock=True)
    if request is None:
        raise not_found(tx, desk, act.actor, act.number)
    return request


def not_found(tx: Transaction, desk: Desk, actor: str, number: int) -> UserError:
    """What to say of a number that nobody has."""
    _ = desk.words_for(tx, actor)
    return UserError(
        _.mrkdwn("I can't find #{number}. Type `/requests` to see yours.", number=number)
    )


def not_open_to(tx: Transaction, desk: Desk, actor: str, number: int) -> UserError:
    """What to say of a request that somebody may not see, whichever way they came by its number."""
    _ = desk.words_for(tx, actor)
    return UserError(
        _.mrkdwn("Only the requester and the department can open #{number}.", number=number)
    )


def _sees(tx: Transaction, act: OnRequest, request: Request) -> bool:
    """Whether the button that was pressed stands on a message about this very request, so that its names are no secret."""
    key = messages.find(tx, *act.pressed_at) if act.pressed_at else None
    return keys.number_in(key or "") == request.number


def find_as_member(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if the actor works for the department that has it."""
    request = find(tx, desk, act)
    department = department_of(desk, request)
    if not is_member(tx, department, act.actor):
        if not _sees(tx, act, request):
            raise not_open_to(tx, desk, act.actor, request.number)
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "Only {department} can do this. You can still comment in the thread; {requester} won't see it.",
                department=department.name,
                requester=name_of(tx, request.requester),
            )
        )
    if request.department is None and request.state in UNRESOLVED:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "#{number} isn't with a department yet. It will be once {requester} says which, or a little later by itself.",
                number=request.number,
                requester=name_of(tx, request.requester),
            )
        )
    return request


def find_as_requester(tx: Transaction, desk: Desk, act: OnRequest) -> Request:
    """The request, if the actor asked it, or recorded it for who did."""
    request = find(tx, desk, act)
    if not may_speak_for(request, act.actor):
        if not _sees(tx, act, request):
            raise not_open_to(tx, desk, act.actor, request.number)
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "Only {requester}, who asked #{number}, can do this. Start your own request with `/ask`.",
                requester=name_of(tx, request.requester),
                number=request.number,
            )
        )
    return request


def require_unresolved(tx: Transaction, desk: Desk, request: Request, actor: str) -> None:
    """Refuse what makes no sense on a request that is resolved or has ended."""
    if request.state in UNRESOLVED:
        return
    _ = desk.words_for(tx, actor)
    mine, given = may_speak_for(request, actor), {"number": request.number}
    resolved = (
        _.mrkdwn("#{number} is already solved.", **given)
        if mine
        else _.mrkdwn("#{number} is already resolved.", **given)
    )
    said = {
        State.RESOLVED: resolved,
        State.CLOSED: _.mrkdwn("#{number} is already closed.", **given),
        State.CANCELLED: _.mrkdwn("#{number} has been cancelled.", **given),
        State.DECLINED: _.mrkdwn("#{number} was closed as not a request.", **given),
    }[State(request.state)]
    hint = (
        _.mrkdwn("Still need something? Reply in your request's thread.")
        if mine
        else _.mrkdwn("See the card for who did it.")
    )
    raise UserError(Mrkdwn(f"{said} {hint}"))


def other_party(desk: Desk, request: Request, party: str) -> messages.Place:
    """Where the other side reads what this one says."""
    if party == Party.DEPARTMENT:
        return keys.requester_thread(request)
    return keys.card_thread(request, department_of(desk, request).channel)


def write_down(
    tx: Transaction,
    desk: Desk,
    request: Request,
    *,
    actor: str,
    text: str,
    party: Party,
    internal: bool = False,
) -> Entry:
    """Keep what somebody said in a form: a note, a reason, a question."""
    return entries.add(
        tx,
        request,
        author=actor,
        party=party,
        internal=internal,
        text=text,
        files=(),
        channel=None,
        ts=None,
        at=desk.clock.now(),
    )


def require_words(tx: Transaction, desk: Desk, actor: str, text: str, *, field: str) -> str:
    """Refuse a form whose one sentence is blank."""
    if not text.strip():
        _ = desk.words_for(tx, actor)
        raise UserError(
            _.mrkdwn("Please add a short note so others know what happened."), field=field
        )
    return text
