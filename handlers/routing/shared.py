"""What was learnt from an organisation's file alone: once, for all who have the same."""

from functools import lru_cache

from config.organisation import Organisation
from handlers.routing.router import Router, RoutingFile, taught_by


def router(organisation: Organisation) -> Router:
    """What was learnt from an organisation. To learn it takes up to a second, the first time."""
    return _router(_Same(organisation))


class _Same:
    """An organisation that is this one and not only like it: to compare all that two say takes longer than to read a
    request."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation

    def __hash__(self) -> int:
        return id(self.organisation)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.organisation is other.organisation


@lru_cache(maxsize=8)
def _router(same: _Same) -> Router:
    return _learnt(taught_by(same.organisation))


@lru_cache(maxsize=4)
def _learnt(taught: RoutingFile) -> Router:
    """One that differs in other things is not learnt anew."""
    return Router(taught)
