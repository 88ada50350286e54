"""Refuses an organisation in which open requests would have no department: a slip in a file must not move anyone's work."""

from itertools import groupby
from operator import itemgetter

from config.faults import ConfigurationError, Fault
from handlers.desk import Desk
from storage import requests
from storage.transaction import Transaction

LISTED = 10


def require_departments(tx: Transaction, desk: Desk) -> None:
    """Raises `ConfigurationError` with every missing department that still has open requests."""
    known = [department.key for department in desk.organisation.all]
    left = requests.outside(tx, known)
    faults = [
        _fault(key, [number for _key, number in numbers])
        for key, numbers in groupby(left, itemgetter(0))
    ]
    if faults:
        raise ConfigurationError(faults)


def _fault(key: str, numbers: list[int]) -> Fault:
    listed = ", ".join(f"#{number}" for number in numbers[:LISTED])
    more = f" and {len(numbers) - LISTED} more" if len(numbers) > LISTED else ""
    return Fault(
        "FRONTDESK_CONFIG",
        f'The department "{key}" is missing, but it still has open requests: {listed}{more}.',
        "Put it back, with the same key, until they are resolved or handed over. A department that gets another name keeps "
        "its key.",
    )
