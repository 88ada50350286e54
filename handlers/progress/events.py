"""What may happen to the promises on a request, whom it is told, and by when they are due."""

from collections.abc import Mapping
from enum import StrEnum

from handlers.requests.lifecycle import Rule
from handlers.requests.rules import UNRESOLVED, Party, State
from storage.requests import Request


class ProgressEvent(StrEnum):
    """Lines of history."""

    NO_WORD = "silent"  # as earlier versions wrote it
    PROMPTED = "update_due"
    NO_NEWS = "no_news"
    AGREED = "rhythm_agreed"
    ASKED_FOR = "rhythm_asked_for"
    ANY_NEWS = "any_news"
    TIME_PROMISED = "time_promised"
    TIME_MOVED = "time_moved"
    TIME_SOON = "time_soon"
    TIME_PASSED = "time_passed"
    CLAIM_ASKED = "claim_asked"
    STILL_MINE = "claim_kept"
    CLAIM_RELEASED = "claim_released"
    CLAIM_LAPSED = "claim_lapsed"


class ProgressDeadline(StrEnum):
    """The next update for the requester, and when its writer is asked for it; the promised time, and the warning before it;
    a claim without a word."""

    NEXT_UPDATE = "next_update"
    UPDATE_DUE = "update_due"
    DONE_BY = "done_by"
    DONE_SOON = "done_soon"
    CLAIM_CHECK = "claim_check"
    CLAIM_LAPSE = "claim_lapse"


def _always(_before: Request, _after: Request, _actor: str | None) -> bool:
    return True


def _nobody_has_it(_before: Request, after: Request, _actor: str | None) -> bool:
    return after.assignee is None


def _is_another(_before: Request, after: Request, actor: str | None) -> bool:
    """Nobody is told of what they did themselves."""
    return after.requester != actor


BOTH = {Party.REQUESTER: _is_another, Party.DEPARTMENT: _always}
IN_HAND = frozenset({State.OPEN, State.CLAIMED})
CLAIMED = frozenset({State.CLAIMED})


def _given_back() -> Rule:
    return Rule(CLAIMED, lambda _before, _assignee: State.OPEN, BOTH, in_channel=True, opens=True)


RULES: Mapping[str, Rule] = {
    ProgressEvent.NO_WORD: Rule(
        IN_HAND,
        tells={Party.REQUESTER: _always, Party.DEPARTMENT: _nobody_has_it},
        prompt=True,
        informs=True,
        is_news=False,
    ),
    ProgressEvent.PROMPTED: Rule(CLAIMED),
    ProgressEvent.NO_NEWS: Rule(IN_HAND, tells=BOTH, prompt=True, informs=True),
    ProgressEvent.AGREED: Rule(UNRESOLVED, tells={Party.REQUESTER: _is_another}),
    ProgressEvent.ASKED_FOR: Rule(UNRESOLVED, tells={Party.DEPARTMENT: _always}),
    ProgressEvent.ANY_NEWS: Rule(IN_HAND, tells={Party.DEPARTMENT: _nobody_has_it}),
    ProgressEvent.TIME_PROMISED: Rule(
        UNRESOLVED, tells={Party.REQUESTER: _is_another}, prompt=True, informs=True
    ),
    ProgressEvent.TIME_MOVED: Rule(UNRESOLVED, tells=BOTH, prompt=True, informs=True),
    ProgressEvent.TIME_SOON: Rule(UNRESOLVED),
    ProgressEvent.TIME_PASSED: Rule(
        UNRESOLVED, tells={Party.REQUESTER: _always, Party.DEPARTMENT: _nobody_has_it}, prompt=True
    ),
    ProgressEvent.CLAIM_ASKED: Rule(CLAIMED),
    ProgressEvent.STILL_MINE: Rule(CLAIMED),
    ProgressEvent.CLAIM_RELEASED: _given_back(),
    ProgressEvent.CLAIM_LAPSED: _given_back(),
}
