"""People of other companies, who are met in channels that are shared with them: they are answered in the thread, and only
there, and may ask where the operator opened the channel for partners."""

from handlers.blocks import Body, body
from handlers.desk import Desk
from handlers.directory.rules import may_ask_in, name_of
from handlers.errors import UserError
from storage import messages
from storage.transaction import Transaction


def require_may_ask(tx: Transaction, desk: Desk, channel: str | None, *people: str) -> None:
    """Refuse a request of somebody who may not ask here, or for somebody who may not."""
    for user in dict.fromkeys(people):
        if not may_ask_in(tx, desk.organisation, user, channel):
            _ = desk.words_for(tx, people[0])
            raise UserError(
                _.mrkdwn(
                    "{name} is from another company, so I can't take a request from them here.",
                    name=name_of(tx, user),
                ),
                title=_("Not possible here"),
            )


def answer_in_thread(
    tx: Transaction, desk: Desk, user: str, channel: str, ts: str, thread_ts: str
) -> None:
    """Tell somebody of another company what they can do where they wrote, below what they wrote."""
    place = messages.at(channel).in_thread(thread_ts)
    messages.put(tx, {f"stranger/{user}/{channel}/{ts}": place}, forget_at=desk.passing())


def answer(tx: Transaction, desk: Desk, user: str, channel: str, ts: str) -> Body:  # noqa: ARG001 # ts makes the key unique
    """It stands in a thread that many read, so it is in the language of channels."""
    _ = desk.words_here()
    given = {"name": name_of(tx, user), "organisation": desk.organisation.name}
    if may_ask_in(tx, desk.organisation, user, channel):
        return body(
            _.mrkdwn(
                "Hi {name}! Mention me here with what you need, and I'll pass it on to the right team at {organisation}.",
                **given,
            )
        )
    return body(
        _.mrkdwn(
            "Hi {name}. Only people at {organisation} can ask me for help here. Please ask one of them to pass it on.",
            **given,
        )
    )


SHOWS = {"stranger/{user}/{channel}/{ts}": answer}
