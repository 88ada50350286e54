"""The keys under which is filed what follows a rating."""

from storage.requests import Request


def low_rating(request: Request) -> str:
    """What the department head reads about a low rating of the present resolution."""
    return f"{request.key}/low_rating/{request.resolution}"


def comment(request: Request) -> str:
    """What the requester wrote about the present resolution, for the department."""
    return f"{request.key}/comment/{request.resolution}"
