"""Something waits for its place: look whether it is known by now who began its thread."""

from handlers.conversation.service import heard_of, place_waiting
from handlers.desk import Desk
from handlers.placing import Found, held, must_wait, next_look
from storage import timers, unplaced
from storage.transaction import Transaction


def place(tx: Transaction, desk: Desk, channel: str, thread_ts: str, found: Found) -> None:
    """Place what waits in a thread, or look again later. It waits as long as Slack, if need be, does not say."""
    tx.hold(held(channel, thread_ts))
    waiting = unplaced.waiting_in(tx, channel, thread_ts)
    if found.key:
        unplaced.root_found(tx, found.key, channel, thread_ts)
    if found.key is None and any(must_wait(tx, desk, heard_of(tx, each)) for each in waiting):
        due = next_look(waiting[0].at, desk.clock.now())
        timers.arm(tx, {unplaced.timer(channel, thread_ts): due})
        return
    place_waiting(tx, desk, channel, thread_ts, found.earlier)
