"""Where departments of one kind serve different offices, the requester's office decides which of them it is."""

from dataclasses import replace

from config.departments import GENERAL, Department
from config.offices import Office
from config.organisation import Organisation
from handlers.directory.rules import is_among
from handlers.routing import Route
from storage import directory
from storage.transaction import Transaction


def office_of(tx: Transaction, organisation: Organisation, user: str) -> Office | None:
    """Where somebody works: where they are named, alone or in a user group; else by their time zone in Slack."""
    named = (each for each in organisation.offices if is_among(tx, each.members, user))
    if (found := next(named, None)) is not None:
        return found
    person = directory.person(tx, user)
    zone = person.zone if person else None
    return next((each for each in organisation.offices if zone in each.zones), None)


def placed(tx: Transaction, organisation: Organisation, user: str, route: Route) -> Route:
    """Where a text goes that somebody of an office wrote. Which of several it is for is asked if none of them serves their
    office."""
    if not any(each.kind for each in organisation.departments):
        return route
    office = office_of(tx, organisation, user)
    likely = tuple(
        department.key
        for key in route.likely
        for department in _serving(organisation, key, office) or organisation.of_kind(key)
    )
    if route.department is None:
        return replace(route, likely=likely)
    serving = _serving(organisation, route.department, office)
    if not serving:
        return replace(route, department=None, likely=likely, words=(), similar=0)
    [department] = serving
    known = department.request_type(route.request_type) is not None
    return replace(
        route,
        department=department.key,
        likely=likely,
        request_type=route.request_type if known else GENERAL,
        office=office.key if office and department.offices else "",
    )


def _serving(organisation: Organisation, key: str, office: Office | None) -> tuple[Department, ...]:
    """The one of a kind for this office; or the one that serves all that no other does; or none."""
    alike = organisation.of_kind(key)
    if len(alike) == 1:
        return alike
    own = tuple(each for each in alike if office and office.key in each.offices)
    return own or tuple(each for each in alike if not each.offices)
