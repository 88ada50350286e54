"""How requesters rated what a department resolved lately."""

from datetime import timedelta

from config.catalogue import Words
from config.departments import Department
from handlers.desk import Desk
from handlers.offers import ServiceFigure
from storage import taken
from storage.transaction import Transaction

RECENT, MOST = timedelta(days=60), 200
# Of fewer nothing is said, so that nobody's rating is known; from this mean on it is as it should be.
FEWEST, GOOD = 5, 4.0


def ratings(tx: Transaction, desk: Desk, _: Words, department: Department) -> ServiceFigure | None:
    """None if only a few were rated."""
    since = desk.clock.now() - RECENT
    served = taken.served(tx, department.key, since=since, most=MOST)
    given = [rating for rating, _facts in served if rating is not None]
    if len(given) < FEWEST:
        return None
    mean = sum(given) / len(given)
    said = _.mrkdwn("rated {mean} of 5 by {n} requesters", mean=f"{mean:.1f}", n=len(given))
    return ServiceFigure(said, mean >= GOOD)
