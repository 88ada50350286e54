"""Tell many people the same at once: everybody who was asked, in their own hours, a little apart."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from handlers.desk import Desk
from handlers.hours import hours_of_many
from handlers.pulse.moments import moments
from handlers.topics import Topic
from storage import directory, messages, notices
from storage.notices import PersonalNotice
from storage.transaction import Transaction

PER_PUT = 500


def tell_all(
    tx: Transaction,
    desk: Desk,
    people: Collection[str],
    key_of: Callable[[str], str],
    *,
    forget_at: datetime,
    topic: Topic = Topic.NEEDED,
) -> None:
    """Once each: `key_of` gives the key of what a person reads. It counts among what they are told."""
    now = desk.clock.now()
    at: dict[datetime | None, list[str]] = defaultdict(list)
    told: dict[str, PersonalNotice] = {}
    there = [each for each in directory.many(tx, sorted(people)) if each.active]
    for person, moment in moments(hours_of_many(tx, desk, there), now).items():
        at[moment].append(person)
        told[person] = PersonalNotice(key_of(person), topic, now, now, moment or now)
    notices.keep_many(tx, told)
    for moment, some in at.items():
        for first in range(0, len(some), PER_PUT):
            chunk = some[first : first + PER_PUT]
            declared = {key_of(person): messages.at(person) for person in chunk}
            messages.put(tx, declared, not_before=moment, forget_at=forget_at)
