"""Under which keys is filed what is said of a promise."""

from storage.requests import Request


def near(request: Request, entry: int) -> str:
    """The warning that a promise is due soon."""
    return f"{request.key}/near/{entry}"
