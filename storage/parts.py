"""The parts in which a long message goes on: the courier makes them, as many as the message turns out to have."""

from collections.abc import Iterable

from sqlalchemy import Executable, bindparam, select

from storage.lanes import Message
from storage.messages import CONFLICT
from storage.schema import messages
from storage.statements import Insert, prepared
from storage.transaction import Transaction


@prepared
def _add(insert: Insert) -> Executable:
    part = insert(messages)
    taken = ("first", "under", "thread_ts", "address", "lane", "sort", "apart")
    return part.on_conflict_do_update(
        index_elements=CONFLICT,
        set_={name: part.excluded[name] for name in taken}
        | {"wanted": messages.c.wanted + 1, "pending": True, "dropped": False},
        # It was to go, and is wanted again.
        where=messages.c.dropped,
    )


_FIRST = select(messages).where(messages.c.id == bindparam("of_id"))


def go_on(tx: Transaction, first: Message, parts: Iterable[int]) -> None:
    """Have a message go on, in its own thread, in parts of these numbers. What it has already stays where it is; what is too
    many vanishes by itself, when it is looked at the next time and has nothing to show."""
    row = tx.execute(_FIRST, {"of_id": first.id}).mappings().first()
    if row is None:
        return
    in_thread = row["under"] is not None or row["thread_ts"] is not None
    copied = ("team", "key", "kind", "lane", "address", "thread_ts", "sort", "forget_at")
    common = {name: row[name] for name in copied} | {
        "first": first.id,
        "under": row["under"] if in_thread else row["key"],
        # What an edit adds to a message that is shown already stands at the thread's end.
        "apart": first.ts is not None,
        "wanted": 1,
        "dropped": False,
        "pending": True,
        "tries": 0,
    }
    tx.run(_add, [common | {"part": part} for part in parts])
    tx.wake("messages")
