"""`frontdesk init`: the two files an operator fills in. Existing files are never replaced without being asked."""

import os
from collections.abc import Iterator
from pathlib import Path

import config
from config.settings import ENV_FILE, load_organisation_path

TEMPLATES = Path(config.__file__).parent
# Only the operator may read the tokens.
PRIVATE, READABLE = 0o600, 0o644


def write(*, force: bool = False) -> Iterator[str]:
    """Write both, and say what happened to each."""
    yield _copy(TEMPLATES / "frontdesk.yaml", load_organisation_path(), READABLE, force)
    yield _copy(TEMPLATES / "env.example", ENV_FILE, PRIVATE, force)


def _copy(template: Path, target: Path, mode: int, force: bool) -> str:
    text = template.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    # Created with its final mode, so that no one else can open it at any moment.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    fresh = target.with_name(f"{target.name}.new") if force else target
    if force:
        fresh.unlink(missing_ok=True)
    try:
        handle = os.open(fresh, flags, mode)
    except FileExistsError:
        return f"{target} is already there and was left alone (--force replaces it)."
    with os.fdopen(handle, "wb") as file:
        file.write(text)
    if force:
        fresh.replace(target)
    return f"{target} written."
