"""How urgent a request is as it comes in."""

from config.departments import Department
from handlers.requests.rules import Urgency


def urgency_of(department: Department | None, request_type: str, said: str) -> Urgency:
    """What is urgent by its type is so, whatever the requester says of it."""
    kind = department.request_type(request_type) if department else None
    return Urgency.HIGH if kind is not None and kind.urgent else Urgency(said)
