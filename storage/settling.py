"""What became of each message that a lane tried: recorded here, so that no post is made twice and none is lost."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, func, or_, update

from storage import timers, unplaced
from storage.lanes import Message
from storage.messages import NOT_HELD
from storage.schema import Moment, messages
from storage.statements import prepared
from storage.transaction import Transaction


def record_shown(
    tx: Transaction,
    message: Message,
    *,
    channel: str,
    ts: str | None,
    digest: str,
    doubted: bool = False,
    look_at: datetime | None = None,
) -> None:
    """Slack shows this version. If it was changed meanwhile it stays pending. While it is `doubted`, there may be a second
    copy of it, which is looked for at a moment, if one is given."""
    _settle(
        tx,
        message,
        channel=channel,
        ts=ts,
        digest=digest,
        tried_at=message.tried_at if doubted else None,
    )
    if look_at is not None:
        timers.arm(tx, {look_timer(message): look_at})
    begins_thread = message.kind == "post" and message.under is None and not message.part
    if begins_thread and ts not in (None, message.ts):
        _release_thread(tx, message)
        unplaced.place_now(tx, channel, ts)


def look_timer(message: Message) -> str:
    """The key of the timer that has a second copy looked for."""
    return f"look/{message.id}"


def doubt(tx: Transaction, message: Message, *, tried_at: datetime, look_at: datetime) -> None:
    """It may have been posted while another courier had its lane, who may have posted it too: have a second copy looked for,
    whatever was recorded meanwhile."""
    tx.execute(
        update(messages)
        .where(messages.c.id == message.id)
        .values(tried_at=func.coalesce(messages.c.tried_at, bindparam("since", tried_at, Moment)))
    )
    timers.arm(tx, {look_timer(message): look_at})


def look_again(tx: Transaction, message_id: int) -> None:
    """Have a second copy of a doubted message looked for now."""
    doubted = (messages.c.ts.is_not(None), messages.c.tried_at.is_not(None))
    tx.execute(
        update(messages)
        .where(messages.c.team == tx.team, messages.c.id == message_id, *doubted)
        .values(pending=NOT_HELD)
    )
    tx.wake("messages")


_RELEASE_THREAD = prepared(
    lambda _insert: (
        update(messages)
        .where(
            messages.c.team == bindparam("of_team"),
            messages.c.set_aside.is_not(None),
            messages.c.address == bindparam("of_address"),
            messages.c.under == bindparam("of_root"),
        )
        .values(pending=NOT_HELD, tries=0)
    )
)


def _release_thread(tx: Transaction, shown: Message) -> None:
    """What was set aside because this thread had no start has one now."""
    values = {"of_team": tx.team, "of_address": shown.address, "of_root": shown.key}
    tx.run(_RELEASE_THREAD, values)


def record_gone(tx: Transaction, message: Message) -> None:
    """Slack no longer shows it. Wanted again meanwhile, it will be posted anew; of a part, that is for the first to say."""
    tx.execute(
        delete(messages).where(
            messages.c.id == message.id,
            messages.c.wanted == message.version,
            or_(messages.c.dropped, messages.c.part > 0),
        )
    )
    _settle(tx, message, channel=None, ts=None, digest=None, tried_at=None)


_SETTLE = prepared(
    lambda _insert: (
        update(messages)
        .where(messages.c.id == bindparam("of_id"))
        .values(
            channel=bindparam("channel"),
            ts=bindparam("ts"),
            digest=bindparam("digest"),
            tried_at=bindparam("since", type_=Moment),
            tries=0,
            set_aside=None,
            failed_in=None,
            pending=and_(messages.c.wanted > bindparam("version"), NOT_HELD),
        )
    )
)


def _settle(
    tx: Transaction,
    message: Message,
    *,
    channel: str | None,
    ts: str | None,
    digest: str | None,
    tried_at: datetime | None,
) -> None:
    values = {"channel": channel, "ts": ts, "digest": digest, "since": tried_at}
    tx.run(_SETTLE, {"of_id": message.id, "version": message.version, **values})


def keep_file(tx: Transaction, message: Message, file: str | None) -> None:
    """Slack has the bytes of the file that this message is to show, and nobody sees it yet; or it won't show them."""
    tx.execute(update(messages).where(messages.c.id == message.id).values(file=file))


def record_vanished(tx: Transaction, key: str, part: int = 0) -> None:
    """Somebody else deleted it in Slack. It is still wanted, so it is to be posted anew."""
    tx.execute(
        update(messages)
        .where(messages.c.team == tx.team, messages.c.key == key, messages.c.part == part)
        .values(channel=None, ts=None, digest=None, tried_at=None, file=None, pending=NOT_HELD)
    )


def set_aside(
    tx: Transaction,
    message: Message,
    reason: str,
    *,
    certain: bool = True,
    failed_in: str | None = None,
) -> bool:
    """It can't be delivered as things are: keep it with the reason, out of the lane's way. False if it was changed
    meanwhile, and so is tried again.

    Unless it is `certain` that nothing was posted, the next try looks for it first, and it is tried again as soon as Slack
    works. What a version `failed_in` making is tried again by the next version.
    """
    values: dict[str, object] = {"set_aside": reason, "pending": False, "failed_in": failed_in}
    values |= {"tries": 0} if certain else {"tries": message.tries + 1}
    if certain and message.ts is None:
        values["tried_at"] = None
    unchanged = (messages.c.id == message.id, messages.c.wanted == message.version)
    return tx.execute(update(messages).where(*unchanged).values(values)).rowcount == 1


def hold_back(tx: Transaction, message: Message, until: datetime) -> None:
    """It was not tried, and is not to be for a moment; those behind it are."""
    tx.execute(update(messages).where(messages.c.id == message.id).values(waits_until=until))
    forget_tries(tx, [message])


def hold(tx: Transaction, message: Message, until: datetime) -> None:
    """It was not tried, and is held as its thread's first message is. If it was changed meanwhile, it is tried again."""
    unchanged = (messages.c.id == message.id, messages.c.wanted == message.version)
    tx.execute(update(messages).where(*unchanged).values(pending=False, not_before=until))
    forget_tries(tx, [message])


def forget_tries(tx: Transaction, untried: Sequence[Message]) -> None:
    """They were refused for now, or not tried: what this take noted is not so. What an earlier one noted stays."""
    ids = [message.id for message in untried if message.ts is None and message.tried_at is None]
    if ids:
        tx.execute(update(messages).where(messages.c.id.in_(ids)).values(tried_at=None))


def count_failure(tx: Transaction, message: Message) -> None:
    """The outcome is unknown or Slack is in trouble: count it, keep `tried_at` as it is."""
    tx.execute(
        update(messages).where(messages.c.id == message.id).values(tries=messages.c.tries + 1)
    )
