"""An organisation under which open requests would have no department is refused: nobody's work is moved by a slip in a file."""

from itertools import groupby
from operator import itemgetter

from config.faults import ConfigurationError, Fault
from handlers.desk import Desk
from storage import requests
from storage.transaction import Transaction

LISTED = 10


def require_departments(tx: Transaction, desk: Desk) -> None:
    """Raises `ConfigurationError` with each department that is gone and still has open requests."""
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
        f'The file has no department "{key}" any more, but it has open requests: {listed}{more}.',
        "Put it back under the same key until they are resolved or handed over.",
    )
