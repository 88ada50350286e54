"""Searches that somebody keeps on their home."""

from collections.abc import Sequence

from handlers.blockkit import Block
from handlers.blocks import actions, button, divider, section
from handlers.desk import Answer, Desk, Incoming
from handlers.directory.rules import names_of
from handlers.errors import UserError
from handlers.offers import HomeSection
from handlers.overview.ids import ListAction, Listed, Scope
from handlers.text import mentioned, plain, shorten
from storage import messages, saved_searches
from storage.transaction import Transaction

MOST = 10
LABEL = 40


class SavedSearch(Incoming):
    """Somebody keeps what they look for, or does not any more."""

    text: str


def save(tx: Transaction, desk: Desk, act: SavedSearch) -> Answer:
    """Kept on their home, up to ten of them."""
    kept = saved_searches.of(tx, act.actor)
    if len(kept) >= MOST and act.text not in kept:
        _ = desk.words_for(tx, act.actor)
        raise UserError(
            _.mrkdwn(
                "Your Home has {most} searches, and that's as many as it holds. Open one there and remove it first.",
                most=MOST,
            )
        )
    saved_searches.save(tx, act.actor, act.text, desk.clock.now())
    messages.refresh(tx, [f"home/{act.actor}"])
    return Answer()


def remove(tx: Transaction, desk: Desk, act: SavedSearch) -> Answer:  # noqa: ARG001 # every use case has this shape
    """No longer on their home."""
    saved_searches.remove(tx, act.actor, act.text)
    messages.refresh(tx, [f"home/{act.actor}"])
    return Answer()


def searches(tx: Transaction, desk: Desk, user: str, room: int) -> Sequence[Block]:
    """One button for each."""
    kept = saved_searches.of(tx, user)
    if not kept or room < BLOCKS:
        return ()
    _, names = desk.words_for(tx, user), names_of(tx, mentioned(kept))
    buttons = [
        button(
            shorten(plain(text, names), LABEL),
            f"{ListAction.FOUND}:{at}",
            Listed(scope=Scope.SEARCH, text=text).pack(),
        )
        for at, text in enumerate(kept)
    ]
    return [divider(), section(_.mrkdwn("*Your searches*")), actions(*buttons)]


BLOCKS = 3
# Whoever works for very many departments sees their queues first.
HOME = HomeSection(searches, needs=0, order=30)
