"""Nothing in the tree points into the machine it was written on."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from tests.checks import ROOT

HOMES = re.compile(r"(?<![\w.])/(?:home|Users|root)/[a-z0-9_.-]+|[A-Z]:\\Users\\\w+", re.IGNORECASE)
# What installing, building and testing leave behind.
LEFT_BEHIND = re.compile(r"^(\.(?!ci$|env\.example$|gitignore$).*|build|__pycache__|.*\.egg-info)$")


def check() -> Iterator[str]:
    """Every text file of the tree."""
    for path in files(ROOT):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        yield from faults(path.relative_to(ROOT).as_posix(), text, ROOT)


def faults(name: str, text: str, root: Path) -> Iterator[str]:
    """Lines with the path of somebody's home, or of this very checkout."""
    # A checkout at "/app" is no path one could recognise; one of two parts and more is.
    here = str(root) if len(root.parts) > 2 else None
    for number, line in enumerate(text.splitlines(), start=1):
        found = HOMES.search(line)
        if found:
            yield f"{name}:{number} has the path {found[0]}; write one that every machine has."
        elif here and here in line:
            yield f"{name}:{number} has the path of this checkout, {here}; write it relative."


def files(root: Path) -> Iterator[Path]:
    """What belongs to the tree."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not LEFT_BEHIND.match(name))
        yield from (Path(folder) / name for name in sorted(names) if not _left_behind(name))


def _left_behind(name: str) -> bool:
    return (
        bool(LEFT_BEHIND.match(name))
        or ".db" in Path(name).suffixes
        or name.endswith((".db-wal", ".db-shm"))
    )
