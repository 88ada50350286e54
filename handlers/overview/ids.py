"""Ids of lists and details."""

from enum import StrEnum

from handlers.packed import Packed, Whole


class ListAction(StrEnum):
    """What can be pressed in a list."""

    OPEN = "list_open"
    ALL = "list_all"
    PAGE = "list_page"
    TALK = "details_talk"
    DETAILS = "request_details"
    FOUND = "list_found"
    SAVE = "search_save"
    REMOVE = "search_remove"
    EXPORT = "search_export"


class ListView(StrEnum):
    """The modals."""

    LIST = "list"
    DETAILS = "details"
    EXPORTED = "search_exported"


class Scope(StrEnum):
    """Whose requests a list shows."""

    MINE = "mine"
    RESOLVED = "resolved"
    HELD = "held"
    QUEUE = "queue"
    SEARCH = "search"

    @classmethod
    def _missing_(cls, value: object) -> "Scope | None":
        """As the buttons of earlier versions say it."""
        return cls.RESOLVED if value == "solved" else None


class Listed(Packed):
    """A page of a list: of a `department`'s queue, of what is found for a `text` as it was typed, or of the reader's own."""

    scope: Scope
    department: str = ""
    text: str = ""
    page: Whole = 0


class Opened(Packed):
    """A page of what was said in one request."""

    number: Whole
    page: Whole
