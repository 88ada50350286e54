"""How a request moves between departments: whom it may be sent back to, and when triage decides instead. Pure.

A department may send back once what was handed over to it. What would come back a second time, to whichever department that
had it, goes to triage: two departments that cannot agree need a third.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.clashes import TRIAGE
from storage.requests import Request

NAME = "moves"


@dataclass(frozen=True, slots=True)
class Moves:
    """The departments that had a request before, the latest last, and whether it has come back to one of them."""

    had: tuple[str, ...] = ()
    returned: bool = False


def moves_of(request: Request) -> Moves:
    """What is kept of them."""
    kept = request.facts.get(NAME, {})
    return Moves(tuple(kept.get("had", ())), bool(kept.get("returned")))


def sender(request: Request) -> str | None:
    """The department it may be sent back to; None if nobody handed it over, or if it came back before."""
    moves = moves_of(request)
    return moves.had[-1] if moves.had and not moves.returned else None


def receiver(request: Request, origin: str, to: str) -> str:
    """Who gets what one department, `origin`, gives to another. Triage has the last word, so what it gives arrives."""
    moves = moves_of(request)
    is_second = moves.returned and to in moves.had and origin != TRIAGE
    return TRIAGE if is_second else to


def is_return(request: Request, origin: str, to: str) -> bool:
    """Whether it comes back to a department that had it. When triage gives it there, that is a decision."""
    return to in moves_of(request).had and origin != TRIAGE


def moved(request: Request, origin: str, to: str) -> Mapping[str, Any]:
    """What is kept after it went from one department to another."""
    moves = moves_of(request)
    returned = moves.returned or is_return(request, origin, to)
    kept = {"had": [*moves.had, origin], "returned": returned}
    return {**request.facts, NAME: kept}
