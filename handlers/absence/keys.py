"""The keys under which an absence's messages and timers are filed."""

from datetime import datetime

from storage.absences import Absence


def begins(absence: Absence) -> str:
    """When it begins: the work moves."""
    return f"{absence.key}/begins"


def ends(absence: Absence, after: int = 0) -> str:
    """When it ends: the work comes back, what has a number after one."""
    return f"{absence.key}/ends/{after}"


def again(absence: Absence, after: int) -> str:
    """Who stands in has changed: what was moved moves on."""
    return f"{absence.key}/again/{after}"


def forget(absence: Absence) -> str:
    """When nothing of it needs to be known any more."""
    return f"{absence.key}/forget"


def ahead(absence: Absence, cover: str) -> str:
    """What a cover reads beforehand."""
    return f"{absence.key}/ahead/{cover}"


def brief(absence: Absence, cover: str) -> str:
    """What a cover reads of each request."""
    return f"{absence.key}/brief/{cover}"


def cover_away(absence: Absence, cover: Absence) -> str:
    """That who covers is away too, for a while at least."""
    return f"{absence.key}/cover_away/{cover.id}"


def entered(absence: Absence) -> str:
    """That somebody else said they are away."""
    return f"{absence.key}/entered"


def uncovered(absence: Absence, department: str) -> str:
    """What a head reads of requests that nobody covers."""
    return f"{absence.key}/uncovered/{department}"


def back(absence: Absence) -> str:
    """What happened meanwhile."""
    return f"{absence.key}/back"


def feed(user: str) -> str:
    """When somebody's calendar is read next."""
    return f"feed/{user}"


def trouble(user: str, since: datetime) -> str:
    """That somebody's calendar can't be read since a moment."""
    return f"feed/{user}/trouble/{int(since.timestamp())}"
