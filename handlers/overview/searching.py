"""What somebody types to find requests: words, a state, a department, a person, `mine`, `late`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from config.catalogue import Words
from config.organisation import Organisation
from config.values import fold
from handlers.desk import Desk
from handlers.directory.rules import departments_of
from handlers.errors import UserError
from handlers.requests.privacy import may_see
from handlers.requests.rules import UNRESOLVED, State
from storage import search
from storage.requests import Page, Request
from storage.search import Query
from storage.transaction import Transaction
from storage.words import words_of

LONGEST = 200
# What stands in quotation marks is words, whatever else it may mean.
TOKEN = re.compile(r'"([^"]*)"|(\S+)')
PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
# So many open requests are looked through for what is late.
MOST_LATE, AT_A_TIME = 1000, 200

ENDED = frozenset({State.RESOLVED, State.CLOSED})


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: in the database, and of that only what is `late`."""

    query: Query
    late: bool = False


def looked_for(tx: Transaction, desk: Desk, user: str, text: str) -> Search:
    """What a text asks for. A word of ours counts in English and in the reader's language."""
    _ = desk.words_for(tx, user)
    if len(text) > LONGEST:
        raise UserError(
            _.mrkdwn(
                "That's too long to search for. Use up to {most} characters; the beginnings of words will do.",
                most=LONGEST,
            )
        )
    mine = departments_of(tx, desk.organisation, user)
    query = Query(reader=user, departments=[department.key for department in mine])
    return _read(_, desk.organisation, query, text)


def _read(_: Words, organisation: Organisation, query: Query, text: str) -> Search:
    words: list[str] = []
    states: set[str] = set()
    of: set[str] = set()
    people: list[str] = []
    late = False
    known = _states(_)
    for quoted, token in TOKEN.findall(text):
        word = fold(token)
        if person := PERSON.fullmatch(token):
            people.append(person[1])
        elif word in known:
            states |= known[word]
        elif word in ("mine", fold(_("mine"))):
            people.append(query.reader)
        elif word in ("late", fold(_("late"))):
            late = True
        elif token and (department := organisation.named(token)):
            of.add(department.key)
        else:
            words += words_of(quoted or token)
    if late:
        states = (states & UNRESOLVED) or set(UNRESOLVED)
    asked = replace(
        query, words=tuple(dict.fromkeys(words)), states=states, of=of, people=tuple(people)
    )
    return Search(asked, late)


def _states(_: Words) -> Mapping[str, frozenset[State]]:
    """What a state is called. Whoever says open means everything that is not done."""
    called = {
        ("open", _("open")): UNRESOLVED,
        ("unclaimed", _("unclaimed")): frozenset({State.OPEN}),
        ("claimed", _("claimed")): frozenset({State.CLAIMED}),
        ("waiting", _("waiting")): frozenset({State.WAITING}),
        ("solved", _("solved")): ENDED,
        ("resolved", _("resolved")): ENDED,
        ("closed", _("closed")): frozenset({State.CLOSED}),
        ("cancelled", _("cancelled")): frozenset({State.CANCELLED}),
        ("declined", _("declined")): frozenset({State.DECLINED}),
    }
    return {fold(word): states for words, states in called.items() for word in words}


def find(tx: Transaction, desk: Desk, wanted: Search, *, index: int, size: int) -> Page:
    """A page of what is found."""
    if wanted.late:
        late = list(all_found(tx, desk, wanted, most=MOST_LATE))
        page = late[index * size : (index + 1) * size]
        return Page(page, index, len(late) > (index + 1) * size)
    found = search.find(tx, wanted.query, index=index, size=size)
    return replace(found, requests=_visible(tx, desk, wanted, found.requests))


def all_found(tx: Transaction, desk: Desk, wanted: Search, *, most: int) -> Iterator[Request]:
    """All that is found, up to so many that were looked at."""
    for index in range(most // AT_A_TIME):
        page = search.find(tx, wanted.query, index=index, size=AT_A_TIME)
        for request in _visible(tx, desk, wanted, page.requests):
            if not wanted.late or any(is_late(request) for is_late in desk.offers.is_late):
                yield request
        if not page.has_more:
            return


def _visible(
    tx: Transaction, desk: Desk, wanted: Search, found: Sequence[Request]
) -> list[Request]:
    """The index knows whose a request is; who may see it is decided where it always is."""
    return [each for each in found if may_see(tx, desk, each, wanted.query.reader)]
