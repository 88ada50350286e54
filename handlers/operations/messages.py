"""What the operations channel reads."""

import re

from config.catalogue import Mrkdwn, Words, escape
from handlers.blocks import Body, body, context, section
from handlers.desk import Desk
from handlers.directory.rules import name_of
from storage import directory, messages
from storage.transaction import Transaction

REQUEST = re.compile(r"^request/(\d+)/")
LISTED = 20


def undelivered(tx: Transaction, desk: Desk, address: str, reason: str) -> Body:
    """Which requests are affected, why, and what to do about it."""
    _ = desk.words_here()
    waiting = [
        key
        for key, where, why in messages.reasons_set_aside(tx)
        if where == address and why == reason
    ]
    if not waiting:
        return restored(tx, desk, address, "")
    place = _place(tx, address)
    numbers = sorted({int(found[1]) for key in waiting if (found := REQUEST.match(key))})
    text = _.plural(
        ":warning: {n} message to {place} could not be delivered ({reason}).",
        ":warning: {n} messages to {place} could not be delivered ({reason}).",
        len(waiting),
        place=place,
        reason=reason,
    )
    listed = ", ".join(f"#{number}" for number in numbers[:LISTED])
    concerned = _.mrkdwn("Requests: {listed}. They are saved, and nothing is lost.", listed=listed)
    return body(
        Mrkdwn(f"{text} {_remedy(_, reason)}"),
        section(text),
        section(_remedy(_, reason)),
        *([context(concerned)] if numbers else []),
    )


def restored(tx: Transaction, desk: Desk, address: str, row: str) -> Body:  # noqa: ARG001 # it makes the key
    """What an earlier message about trouble says once it is over."""
    _ = desk.words_here()
    return body(
        _.mrkdwn(
            ":white_check_mark: {place} is reachable again; sending the waiting messages.",
            place=_place(tx, address),
        )
    )


def _place(tx: Transaction, address: str) -> Mrkdwn:
    if address.startswith("#"):
        return escape(address)
    channel = directory.channel(tx, address)
    return escape(f"#{channel.name}" if channel else name_of(tx, address))


def _remedy(_: Words, reason: str) -> Mrkdwn:
    match reason:
        case "is_archived":
            return _.mrkdwn(
                "The channel is archived. Unarchive it, and the waiting messages are sent automatically. "
                "If requests should go to another channel from now on, name it in the organisation file."
            )
        case "not_in_channel" | "channel_not_found":
            return _.mrkdwn(
                "The bot isn't in the channel. Invite it with `/invite`. Waiting messages are then sent automatically."
            )
        case "user_disabled" | "account_inactive" | "user_not_found" | "cannot_dm_bot":
            return _.mrkdwn(
                "This person can't be reached any more. Please reassign their open requests."
            )
        case "messages_tab_disabled":
            return _.mrkdwn(
                "The app's Messages tab is off. Turn it on in the app's settings (see `frontdesk manifest`)."
            )
        case "internal_fault":
            return _.mrkdwn(
                "This is a bug in Frontdesk. Please report it, with the traceback of `message_render_failed` from the log. "
                "Waiting messages are tried again after an upgrade."
            )
    return _.mrkdwn(
        "Look up this reason in Slack's API reference. Frontdesk tries again when the request changes, at the next start, "
        "and after trouble at Slack."
    )
