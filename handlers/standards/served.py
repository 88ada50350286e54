"""How often a department kept its standards, of the requests that it resolved lately."""

from config.catalogue import Words
from config.departments import Department
from handlers.desk import Desk
from handlers.offers import ServiceFigure
from handlers.standards.measured import MOST, RECENT
from handlers.standards.rules import NAME, StandardFacts
from storage import taken
from storage.transaction import Transaction

# Of fewer nothing is said; from this share on it is as it should be.
FEWEST, GOOD = 5, 0.9


def standards_kept(
    tx: Transaction, desk: Desk, _: Words, department: Department
) -> ServiceFigure | None:
    """None if it resolved only a few."""
    since = desk.clock.now() - RECENT
    served = taken.served(tx, department.key, since=since, most=MOST)
    kept = [StandardFacts.model_validate(facts.get(NAME, {})) for _rating, facts in served]
    if len(kept) < FEWEST:
        return None
    in_time = sum(not each.missed for each in kept)
    said = _.mrkdwn(
        "{kept} of {all} requests in time in all their steps", kept=in_time, all=len(kept)
    )
    return ServiceFigure(said, in_time >= GOOD * len(kept))
