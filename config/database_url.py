"""Which databases Frontdesk can use, and how their addresses are written.

Messages never repeat the address, because it may contain a password.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from config.values import refusal

SQLITE = "sqlite"
POSTGRESQL = "postgresql+psycopg"
SCHEMES = {
    "sqlite": SQLITE,
    "sqlite+aiosqlite": SQLITE,
    "postgres": POSTGRESQL,
    "postgresql": POSTGRESQL,
    "postgresql+psycopg": POSTGRESQL,
}
EXAMPLES = "sqlite:///frontdesk.db or postgresql://user:password@host/frontdesk"


def normalised(url: str) -> str:
    """The same address, with the scheme storage uses for this kind of database."""
    scheme, separator, rest = url.strip().partition("://")
    known = SCHEMES.get(scheme.lower())
    if not separator:
        raise refusal("This is not a database address.", f"Use one like {EXAMPLES}.")
    if known is None:
        raise refusal(f'The database "{scheme}" isn\'t supported.', f"Use {EXAMPLES}.")
    if known == SQLITE:
        _check_file(sqlite_path(rest))
    else:
        _check_server(f"{known}://{rest}")
    return f"{known}://{rest}"


def sqlite_path(rest: str) -> Path:
    """The file that `sqlite://` and what follows stand for: /name is relative, //name absolute."""
    name = rest.partition("?")[0].removeprefix("/")
    if name in ("", ":memory:"):
        raise refusal(
            "A database in memory would forget every request.",
            "Name a file: sqlite:///frontdesk.db.",
        )
    return Path(name)


def _check_file(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise refusal(
            f"The database's folder {folder.absolute()} doesn't exist.",
            "Create it, or correct the path.",
        )
    if path.is_dir():
        raise refusal(f"{path} is a folder.", "Add a file name after it.")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise refusal(
            f"The folder {folder.absolute()} isn't writable.",
            "Let the account that runs Frontdesk write there.",
        )
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise refusal(
            f"The database file {path} isn't readable and writable.",
            "Let the account that runs Frontdesk read and write it.",
        )


def _check_server(url: str) -> None:
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise refusal(
            "This database address isn't valid.",
            "Check the port. In a password, write @ : / # ? as %40 %3A %2F %23 %3F.",
        ) from None
