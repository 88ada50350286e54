"""Which department a request is with, and how departments are named in what is kept of it."""

from collections.abc import Mapping
from typing import Any

from config.departments import Department
from handlers.desk import Desk
from storage.requests import Request


def department_of(desk: Desk, request: Request) -> Department:
    """The department that has it; triage stands in for one that the organisation no longer has."""
    found = desk.organisation.department(request.department or "")
    return found or desk.organisation.triage


def in_words(desk: Desk, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept of a hand-over, with the departments as the reader of each language knows them."""
    said = desk.organisation.said
    return {k: said(str(v)) if k in ("from", "to", "wanted") else v for k, v in data.items()}
