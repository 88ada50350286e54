"""Messages whose place is not known yet, and versions of messages.

Slack shows a message of ours a moment before we know its `ts`, and longer if its answer was lost. What is written under it
meanwhile is kept, and placed as soon as the first message of its thread is known to be ours, or not to be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.desk import Desk, Incoming, Said
from handlers.requests import keys
from handlers.requests.rules import has_ended
from storage import directory, entries, history, messages, requests, timers, unplaced
from storage.requests import Request
from storage.transaction import Transaction
from storage.unplaced import Unplaced

# Ids of direct messages begin so.
PRIVATE = "D"
SOON = timedelta(seconds=1)
ASK_SLACK_AFTER = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


class Written(Incoming):
    """Something happened to a message of a person. `begun_by_us` is Slack's hint who began its thread, if it gives one;
    `event_ts` orders what happened to the message."""

    channel: str
    ts: str
    event_ts: str
    thread_ts: str | None = None
    private: bool = False
    mentions: bool = False
    begun_by_us: bool | None = None

    @property
    def thread(self) -> str:
        """What is held while something is decided about the message."""
        return held(self.channel, self.thread_ts or self.ts)


class Edited(Written):
    """A message was changed; without text it was deleted."""

    text: str | None


def held(channel: str, thread_ts: str) -> str:
    """The name under which a thread is held."""
    return f"thread/{channel}/{thread_ts}"


@dataclass(frozen=True, slots=True)
class Found:
    """What Slack said of a thread: the key of our message that begins it, empty if somebody else does, None if Slack was not
    asked or did not say; and what people wrote there, if we were mentioned."""

    key: str | None = None
    earlier: Sequence[Said] = ()


def concerns_us(tx: Transaction, desk: Desk, written: Written) -> bool:
    """Whether a message is written to us: in our DM, in a request's thread, or where that is not certain yet."""
    if written.private:
        return True
    if written.thread_ts is None:
        return False
    return is_conversation(tx, desk, written.channel, written.thread_ts) or must_wait(
        tx, desk, written
    )


def concerns_what_we_keep(tx: Transaction, desk: Desk, edited: Edited) -> bool:
    """Whether an edit or a deletion is of something we have, or may come to have."""
    return (
        edited.mentions
        or bool(entries.said_at(tx, edited.channel, edited.ts))
        or concerns_us(tx, desk, edited)
    )


def must_wait(tx: Transaction, desk: Desk, written: Written) -> bool:  # noqa: ARG001 # a question's shape
    """Whether the message that begins its thread is unknown, and may yet turn out to be ours."""
    channel, thread_ts = written.channel, written.thread_ts
    if thread_ts is None or _is_known(tx, channel, thread_ts):
        return False
    hinted = written.begun_by_us or (written.private and written.begun_by_us is None)
    return hinted or unplaced.may_become_ours(tx, _addresses(tx, written))


def _is_known(tx: Transaction, channel: str, thread_ts: str) -> bool:
    return (
        messages.find(tx, channel, thread_ts) is not None
        or number_at(tx, channel, thread_ts) is not None
    )


def number_at(tx: Transaction, channel: str, thread_ts: str) -> int | None:
    """The request to which a message of somebody belongs that begins a thread."""
    number = requests.in_thread(tx, channel, thread_ts)
    if number is None and channel.startswith(PRIVATE):
        added = [
            said.number for said in entries.said_at(tx, channel, thread_ts) if not said.taken_back
        ]
        number = added[-1] if added else None
    return number


def conversation_at(
    tx: Transaction, desk: Desk, channel: str, thread_ts: str
) -> tuple[Request, str] | None:
    """The request, held for this transaction, to whose conversation a thread belongs; and the key of our message that
    begins the thread, empty if somebody else's does."""
    key = messages.find(tx, channel, thread_ts) or ""
    number = keys.number_in(key) or number_at(tx, channel, thread_ts)
    request = requests.get(tx, number, lock=True) if number else None
    if request is None or (key and not desk.offers.hears_under(key)):
        return None
    if not key and request.channel is None and not channel.startswith(PRIVATE):
        return None  # it began with a message there, but is talked about in private
    return request, key


def is_conversation(tx: Transaction, desk: Desk, channel: str, thread_ts: str) -> bool:
    """Whether somebody may be spoken to in a thread. After the end only a department's own thread is listened to:
    in a channel, people go on talking."""
    found = conversation_at(tx, desk, channel, thread_ts)
    return found is not None and (bool(found[1]) or not has_ended(found[0]))


def _addresses(tx: Transaction, written: Written) -> list[str]:
    """What messages to this place are addressed to: the person, or the channel by its id or its name."""
    if written.private:
        return [written.actor]
    channel = directory.channel(tx, written.channel)
    return [written.channel] + ([f"#{channel.name}"] if channel else [])


def keep(
    tx: Transaction,
    desk: Desk,
    written: Written,
    text: str | None,
    *,
    files: tuple[Mapping[str, str], ...] = (),
) -> None:
    """Keep a message, or a newer version of it, until it has its place."""
    now = desk.clock.now()
    unplaced.keep(
        tx,
        Unplaced(
            channel=written.channel,
            ts=written.ts,
            thread_ts=written.thread_ts,
            author=written.actor,
            private=written.private,
            mentions=written.mentions,
            begun_by_us=written.begun_by_us,
            text=text,
            files=files,
            event_ts=written.event_ts,
            arrived=not isinstance(written, Edited),
            at=now,
            after_entry=history.newest(tx),
        ),
    )
    if written.thread_ts is not None and not isinstance(written, Edited):
        key = unplaced.timer(written.channel, written.thread_ts)
        timers.arm_no_later(tx, key, now + SOON)


def next_look(since: datetime, now: datetime) -> datetime:
    """When to look again for the place of what waits since a moment: after 1, 2, 4 … seconds, then when Slack may be asked,
    then every minute and more, hourly at last."""
    waited = now - since
    until_asking = ASK_SLACK_AFTER - waited
    pause = min(max(waited, SOON), LONGEST_WAIT)
    return now + (min(pause, until_asking) if until_asking > timedelta(0) else pause)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What waits in a thread: since when, and which of it called us first."""

    since: datetime
    mention: str | None


def unknown(tx: Transaction, desk: Desk, channel: str, thread_ts: str) -> Unknown | None:  # noqa: ARG001 # a timer's facts
    """What Slack is to be asked about a thread; None if nothing waits there."""
    waiting = unplaced.waiting_in(tx, channel, thread_ts)
    if not waiting:
        return None
    return Unknown(waiting[0].at, next((each.ts for each in waiting if each.mentions), None))


async def ask_slack(desk: Desk, waits: Unknown | None, channel: str, thread_ts: str) -> Found:
    """Read what only Slack knows of a thread where something waits for long, or called us."""
    if waits is None:
        return Found()
    long_enough = desk.clock.now() - waits.since >= ASK_SLACK_AFTER
    key = await desk.slack.begun_with(channel, thread_ts) if long_enough else None
    mention = waits.mention
    earlier = await desk.slack.thread(channel, thread_ts, before=mention) if mention else ()
    return Found(key, earlier)
