"""What somebody types below a ballot: it would be in clear, with their name and the moment. So it is not kept, and they are
told where to write it."""

from config.catalogue import Mrkdwn
from handlers.desk import Desk
from handlers.placing import Written, number_at
from handlers.pulse import keys
from handlers.pulse.model import LIVE
from storage import messages, pulses
from storage.transaction import Transaction

# So long after a ballot came, what is typed next may well be about it.
SECONDS = 3600.0


async def unheard(desk: Desk, said: Written) -> Mrkdwn | None:
    """What the writer is told, if it is not to be kept."""
    about = await desk.read(_about_a_pulse, said)
    if about is None and said.thread_ts is not None:
        # A reminder is in Slack only.
        about = keys.is_ours(await desk.slack.begun_with(said.channel, said.thread_ts) or "")
    return await desk.read(_told, said.actor) if about else None


def _about_a_pulse(tx: Transaction, desk: Desk, said: Written) -> bool | None:
    """None if that can't be said."""
    if said.thread_ts is not None:
        key = messages.find(tx, said.channel, said.thread_ts)
        if key is None and number_at(tx, said.channel, said.thread_ts) is None:
            return None
        return keys.is_ours(key or "")
    newest = messages.newest_in(tx, said.channel)
    if newest is None or not keys.is_ours(newest[0]):
        return False
    found = pulses.round_of(tx, keys.round_in(newest[0]))
    just_now = desk.clock.now().timestamp() - float(newest[1]) < SECONDS
    return found is not None and found.state in LIVE and just_now


def _told(tx: Transaction, desk: Desk, user: str) -> Mrkdwn:
    return desk.words_for(tx, user).mrkdwn(
        "I haven't kept that: it looks like it's about the pulse above, and here it wouldn't be anonymous. "
        "Please write it in the form behind *Answer all*. If it's a request, send it with `/ask`."
    )
