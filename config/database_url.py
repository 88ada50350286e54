"""Which databases Frontdesk can keep its memory in, and how their addresses are written.

Messages never repeat the address: it may hold a password.
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
    """The same address with the one scheme per kind of database that storage knows."""
    scheme, separator, rest = url.strip().partition("://")
    known = SCHEMES.get(scheme.lower())
    if not separator:
        raise refusal("This is not a database address.", f"Write one such as {EXAMPLES}.")
    if known is None:
        raise refusal(f'The database "{scheme}" is not supported.', f"Use {EXAMPLES}.")
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
            "A database in memory forgets every request.", "Name a file: sqlite:///frontdesk.db."
        )
    return Path(name)


def _check_file(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise refusal(
            f"The database's folder {folder.absolute()} does not exist.",
            "Create it, or correct it.",
        )
    if path.is_dir():
        raise refusal(f"{path} is a folder.", "Add the name of a file in it.")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise refusal(
            f"The folder {folder.absolute()} cannot be written.",
            "Give the account that runs Frontdesk the right to write there.",
        )
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise refusal(
            f"The database file {path} cannot be read and written.",
            "Give the account that runs Frontdesk the right to do so.",
        )


def _check_server(url: str) -> None:
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise refusal(
            "The database address cannot be read.",
            "Check its port; in a password, write @ : / # ? as %40 %3A %2F %23 %3F.",
        ) from None
