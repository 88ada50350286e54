"""What is known of a message at the moment when it is delivered: what it shows, and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import handlers
from handlers.blocks import Body, Each
from handlers.desk import Desk
from handlers.files import Attachment
from storage import directory, lanes, settling, timers
from storage.lanes import Message, Root
from storage.transaction import Transaction
from storage.trouble import is_database_trouble

# The number of a message's first file among its parts; no text has so many pieces.
FILES = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """`parts` are the numbers of all that a message has to show, of which this is one, if `body` is not None."""

    body: Body | Each | Attachment | None
    parts: tuple[int, ...]
    address: str
    root: Root | None
    thread_ts: str | None
    # There may be a second copy, and now is the time to look.
    look: bool
    # Keys of messages that were not shown when this was read, and would make it read differently.
    missed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """All parts of a message, by number, and the keys that were not shown when they were made; or why they can't be made."""

    parts: Mapping[int, Body | Each | Attachment]
    not_shown: frozenset[str]
    error: Exception | None = None


def facts_of(tx: Transaction, desk: Desk, messages: Sequence[Message]) -> list[Facts | Exception]:
    """Of several messages of a lane, as they are at one moment; the error of one that can't be made. However many parts of a
    long one are among them, it is made once."""
    place = _address(tx, messages[0].address)
    made: dict[str, Rendered] = {}
    for message in messages:
        if message.key not in made and not message.dropped:
            made[message.key] = _rendered(tx, desk, message.key)
    return [_facts(tx, message, made.get(message.key), place) for message in messages]


def _rendered(tx: Transaction, desk: Desk, key: str) -> Rendered:
    tx.not_shown.clear()
    try:
        parts = _numbered(handlers.render(tx, desk, key))
    except Exception as error:
        if is_database_trouble(error):
            raise
        return Rendered({}, frozenset(), error)
    return Rendered(parts, frozenset(tx.not_shown))


def _facts(
    tx: Transaction, message: Message, made: Rendered | None, place: str
) -> Facts | Exception:
    made = Rendered({}, frozenset()) if made is None or message.dropped else made
    if made.error is not None:
        return made.error
    shown = made.parts
    root = lanes.root(tx, message.under) if message.under else None
    doubted = message.ts is not None and message.tried_at is not None
    return Facts(
        _standing(shown.get(message.part), apart=message.apart),
        tuple(shown),
        # A thread is where its first message is, whatever its channel is called by now.
        (root.channel if root else None) or place,
        root,
        root.ts if root else message.thread_ts,
        look=doubted and timers.due_at(tx, settling.look_timer(message)) is None,
        missed=made.not_shown | {message.under or ""},
    )


def _numbered(
    shown: tuple[Body | Each | Attachment, ...],
) -> dict[int, Body | Each | Attachment]:
    """Words first, then files, whose numbers stay the same however many words there come to be."""
    words = [each for each in shown if not isinstance(each, Attachment)]
    files = [each for each in shown if isinstance(each, Attachment)]
    return {**dict(enumerate(words)), **dict(enumerate(files, start=FILES))}


def _standing(
    body: Body | Each | Attachment | None, *, apart: bool
) -> Body | Each | Attachment | None:
    if not isinstance(body, Body) or body.apart is None or not apart:
        return body
    return replace(body, blocks=body.apart)


def _address(tx: Transaction, address: str) -> str:
    if not address.startswith("#"):
        return address
    channel = directory.channel_named(tx, address[1:])
    return channel.channel if channel else address
