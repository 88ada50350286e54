"""Which department a request is with, and how departments are named in what is kept of it."""

from collections.abc import Mapping
from typing import Any

from config.departments import Department
from config.organisation import Organisation
from handlers.desk import Desk
from handlers.requests.rules import bound_for
from storage.requests import Request


def department_of(desk: Desk, request: Request) -> Department:
    """The department that has it, or is to get it; triage stands in for one that the organisation no longer has."""
    return owner(desk.organisation, request)


def owner(organisation: Organisation, request: Request) -> Department:
    """The same, of an organisation."""
    key = request.department or bound_for(request) or ""
    return organisation.department(key) or organisation.triage


def in_words(desk: Desk, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept of a hand-over, with the departments as the reader of each language knows them."""
    said = desk.organisation.said
    return {k: said(str(v)) if k in ("from", "to", "wanted") else v for k, v in data.items()}
