"""The keys under which a request's messages and timers are filed."""

from datetime import datetime

from handlers.requests.rules import Party
from storage import messages
from storage.messages import Place
from storage.requests import Request


def receipt(request: Request) -> str:
    """The requester's receipt."""
    return f"{request.key}/receipt"


def card(request: Request) -> str:
    """The card of the department that has it now; the ones before keep theirs."""
    return f"{request.key}/card/{request.custody_number}"


def notice(request: Request, party: Party, entry: int) -> str:
    """An event, as one side reads of it."""
    return f"{request.key}/notice/{party}/{entry}"


def news(request: Request, user: str, morning: datetime) -> str:
    """What somebody reads in the morning of what called them by night."""
    return f"{all_news(request, user)}/{morning.isoformat()}"


def all_news(request: Request, user: str) -> str:
    """Below which all of that is."""
    return f"{request.key}/news/{user}"


def timer(request: Request, what: str) -> str:
    """One of a request's timers: such as `sort`, `unclaimed` or `close`."""
    return f"{request.key}/{what}"


def number_in(key: str) -> int | None:
    """The request that a message is about; None if it is about something else."""
    parts = key.split("/")
    return int(parts[1]) if parts[0] == "request" else None


def custody_number_in(card: str) -> int:
    """Which of a request's cards this is, counted from one."""
    return int(card.split("/")[3])


def is_card(key: str) -> bool:
    """Whether this message is a department's card."""
    return key.split("/")[2:3] == ["card"]


def requester_place(request: Request) -> Place:
    """Where the receipt stands: in the requester's DM, or in the thread where they called us."""
    if request.channel is not None:
        return messages.at(request.channel).in_thread(request.thread_ts)
    return messages.at(request.requester)


def requester_thread(request: Request) -> Place:
    """Where the conversation with the requester goes on."""
    place = requester_place(request)
    return place if request.channel is not None else place.reply_to(receipt(request))


def card_thread(request: Request, channel: str) -> Place:
    """Where the department talks about it, in its channel."""
    return messages.at(channel).reply_to(card(request))
