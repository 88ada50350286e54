"""Where the keys of anonymous rounds are: a file each, in a folder beside the database's, never in the database.

The folder is shared by replicas and left out of backups: whoever has a key and the database of the same moment can read the
answers. A key is destroyed when its round closes.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
ENDING = ".key"
# Backup programs leave out a folder with this file: https://bford.info/cachedir/
TAG = "CACHEDIR.TAG"
TAGGED = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# Keys of anonymous pulse rounds. Leave this folder out of every backup.\n"
)


@dataclass(frozen=True, slots=True)
class RoundKeys:
    """The folder of keys, and a secret of the environment that is mixed into each. Without a folder a key is the secret and a
    salt, which the database has to keep; with neither there are no keys."""

    folder: Path | None = None
    secret: str = ""

    @property
    def usable(self) -> bool:
        """Whether there can be keys at all."""
        return self.folder is not None or bool(self.secret)

    def create(self, team: str, round_: str) -> str | None:
        """Make the key of a round, unless it is there: on disk when this returns. Without a folder, gives the salt that
        the database must keep. Raises `OSError` where none can be written."""
        if self.folder is None:
            return secrets.token_hex(KEY_BYTES)
        self._prepare(self.folder)
        path = self._path(self.folder, team, round_)
        if not path.exists():
            _write_once(path, secrets.token_bytes(KEY_BYTES))
        return None

    def material(self, team: str, round_: str, salt: str | None) -> bytes | None:
        """What the keys of a round are derived of; None if it is missing."""
        if salt is not None:
            return salt.encode() + self.secret.encode() if self.secret else None
        if self.folder is None:
            return None
        try:
            key = self._path(self.folder, team, round_).read_bytes()
        except OSError:
            return None
        return key + self.secret.encode() if len(key) == KEY_BYTES else None

    def destroy(self, team: str, round_: str) -> None:
        """The key of a round is gone when this returns, and was not there if it was not. Raises `OSError` if it can't be."""
        if self.folder is None:
            return
        path = self._path(self.folder, team, round_)
        path.unlink(missing_ok=True)
        if self.folder.exists():
            _sync(self.folder)

    def kept(self, team: str) -> list[str]:
        """The rounds of a team for which there is a key."""
        if self.folder is None:
            return []
        begin = f"{team}-"
        names = (path.name.removesuffix(ENDING) for path in self.folder.glob(f"*{ENDING}"))
        return [name.removeprefix(begin) for name in names if name.startswith(begin)]

    def _path(self, folder: Path, team: str, round_: str) -> Path:
        return folder / f"{team}-{round_}{ENDING}"

    def _prepare(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tag = folder / TAG
        if not tag.exists():
            tag.write_text(TAGGED, "ascii")


def _write_once(path: Path, key: bytes) -> None:
    """Whole or not at all; of two who write it at once, the first one's stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
