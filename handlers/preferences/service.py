"""Choose: keep what somebody chose, and have what shows it shown anew."""

from collections.abc import Mapping

from handlers.desk import Answer, Desk, Incoming
from handlers.preferences.digest import retimed
from handlers.preferences.rules import chosen
from handlers.requests import keys
from storage import messages, preferences, requests
from storage.transaction import Transaction

# Who has asked more than this at once sees the others' cards follow when something happens to them.
MOST_CARDS = 100


class Choice(Incoming):
    """A form that was sent. `told` is the phone number in the actor's Slack profile, if it was asked for."""

    values: Mapping[str, str]
    told: str = ""


def choose(tx: Transaction, desk: Desk, choice: Choice) -> Answer:
    """Keep it. Raises `UserError` for what doesn't go together."""
    kept = chosen(desk.words_for(tx, choice.actor), choice.values, told=choice.told)
    before = preferences.of(tx, choice.actor)
    preferences.keep(tx, choice.actor, kept)
    retimed(tx, desk, choice.actor)
    shown = [f"home/{choice.actor}"]
    if (before.reach, before.phone) != (kept.reach, kept.phone):
        asked = requests.page_of(tx, "mine", choice.actor, index=0, size=MOST_CARDS).requests
        shown += [keys.card(request) for request in asked]
    messages.refresh(tx, shown)
    return Answer()
