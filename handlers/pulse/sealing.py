"""What the key of a round does: find somebody's cell, seal and open it, and give the handle their ballot carries.

All of it is derived of one key, which is destroyed at the close (`storage/round_keys.py`). The four derived keys serve one
purpose each, so that what one of them gives away says nothing of the others.
"""

import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.pulses import Invited

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
LENGTH_BYTES = 2
# A cell is as large as this whatever is in it: without comments, and with.
SMALL, LARGE = 256, 4096
OVERHEAD = NONCE_BYTES + TAG_BYTES + LENGTH_BYTES


class TooLongError(Exception):
    """What somebody wrote doesn't fit into a cell: so many bytes are too many."""

    def __init__(self, excess: int) -> None:
        super().__init__(excess)
        self.excess = excess


class WrongKeyError(Exception):
    """The key of a round opens what is not a cell of it, or was changed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person said in a round. `answers` and `comments` follow the round's questions, "" for none; `at` is Slack's
    time of the newest act, and `form` the last form that was sent, so that nothing older counts. With `replies` they want to
    find what is said to what they wrote."""

    said: str = ""
    answers: Sequence[str] = ()
    comments: Sequence[str] = ()
    at: str = ""
    form: str = ""
    replies: bool = True

    def packed(self, size: int) -> bytes:
        """As it is sealed: of one length, whatever is in it. Raises `TooLongError`."""
        written = [list(self.answers), list(self.comments)]
        kept = [self.said, self.at, self.form, *written, int(self.replies)]
        plain = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
        room = size - OVERHEAD
        if len(plain) > room:
            raise TooLongError(len(plain) - room)
        return len(plain).to_bytes(LENGTH_BYTES, "big") + plain.ljust(room, b"\0")

    @classmethod
    def unpacked(cls, packed: bytes) -> "Cell":
        """The other way round."""
        length = int.from_bytes(packed[:LENGTH_BYTES], "big")
        said, at, form, answers, comments, *more = json.loads(packed[LENGTH_BYTES:][:length])
        # An earlier version kept no wish for replies.
        return cls(said, tuple(answers), tuple(comments), at, form, bool(more and more[0]))


NOTHING = Cell()


class Seals:
    """All that can be done with the key of a round."""

    def __init__(self, material: bytes, team: str, round_: str) -> None:
        self._name = f"{team}\0{round_}"
        self._slot, self._handle, seal, check = (
            self._derived(material, label) for label in ("slot", "handle", "seal", "check")
        )
        self._seal = AESGCM(seal)
        # What the database holds, to tell whether it is the same key. Nothing else is derived of it.
        self.check = check.hex()

    def _derived(self, material: bytes, label: str) -> bytes:
        info = f"frontdesk pulse 1\0{label}\0{self._name}".encode()
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(material)

    def slot(self, person: str) -> bytes:
        """Which cell is somebody's."""
        return self._of(self._slot, person)

    def handle(self, person: str) -> str:
        """What somebody's ballot carries, whether or not they ever write a comment."""
        return self._of(self._handle, person).hex()

    def _of(self, key: bytes, person: str) -> bytes:
        return hmac.digest(key, f"{self._name}\0{person}".encode(), "sha256")

    def seal(self, slot: bytes, cell: Cell, size: int) -> bytes:
        """A cell of this size, never twice the same. Raises `TooLongError`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._seal.encrypt(nonce, cell.packed(size), slot)

    def open(self, slot: bytes, sealed: bytes) -> Cell:
        """What a cell says. Raises `WrongKeyError`."""
        try:
            plain = self._seal.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], slot)
        except InvalidTag:
            raise WrongKeyError from None
        return Cell.unpacked(plain)


def opened_cells(
    seals: Seals, roster: Iterable[Invited], sealed: Mapping[bytes, bytes]
) -> dict[str, Cell]:
    """By person, in memory only. Raises `WrongKeyError`."""
    slots = {each.person: seals.slot(each.person) for each in roster}
    return {
        person: seals.open(slot, sealed[slot]) for person, slot in slots.items() if slot in sealed
    }


def tag_of(handle: str, question: str) -> str:
    """What is kept with a comment, so that whoever holds the handle finds it. From the tag nobody comes to the handle."""
    return sha256(f"{handle}\0{question}".encode()).hexdigest()


def form_mark(view_id: str) -> str:
    """What a cell remembers of a form, so that the same one sent again changes nothing."""
    return sha256(view_id.encode()).hexdigest()[:8]
