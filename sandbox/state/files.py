"""Uploaded files: the external upload in three steps, and what people attach."""

from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from sandbox.state.stamps import Stamps

Json = dict[str, Any]


@dataclass(eq=False, slots=True)
class StoredFile:
    id: str
    name: str
    user: str
    size: int
    created: int
    title: str = ""
    content: bytes | None = None
    """None until the bytes were uploaded."""
    completed: bool = False
    alt_text: str = ""
    shared_in: tuple[str, ...] = ()
    shares: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Channel, ts and thread_ts of the messages that show it."""
    mode: str = "hosted"
    """`external` where only a link to another service was shared."""
    deleted: bool = False

    @property
    def kind(self) -> str:
        return guess_type(self.name)[0] or "application/octet-stream"

    def payload(self, base_url: str) -> Json:
        """`base_url` is where the workspace serves files."""
        external = self.mode == "external"
        address = f"{base_url}/files-pri/{self.id}/{quote(self.name, safe='')}"
        if external:
            address = f"https://drive.example/{self.id}"
        elif self.deleted:
            return {"id": self.id, "mode": "tombstone", "name": None}
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.kind,
            "filetype": self.name.rpartition(".")[2],
            "user": self.user,
            "size": self.size,
            "mode": self.mode,
            "is_external": external,
            "is_public": False,
            "alt_txt": self.alt_text,
            "url_private": address,
            "url_private_download": f"{address}?download=1",
            "channels": list(self.shared_in),
            "shares": self._shares(),
        }

    def _shares(self) -> Json:
        """As Slack gives them: public channels apart from all others."""
        told: Json = {}
        for channel, ts, thread_ts in self.shares:
            kind = "public" if channel.startswith("C") else "private"
            share = {"ts": ts} | ({"thread_ts": thread_ts} if thread_ts else {})
            told.setdefault(kind, {}).setdefault(channel, []).append(share)
        return told


class Files:
    def __init__(self, stamps: Stamps) -> None:
        self._stamps = stamps
        self.base_url = ""
        """Known once the server listens."""
        self._files: dict[str, StoredFile] = {}

    def reserve(self, name: str, size: int, user: str, alt_text: str = "") -> StoredFile:
        created = int(self._stamps.now())
        file = StoredFile(self._stamps.id("F"), name, user, size, created, alt_text=alt_text)
        self._files[file.id] = file
        return file

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def attach(
        self, name: str, content: bytes, user: str, *, size: int | None = None, mode: str = "hosted"
    ) -> StoredFile:
        """A person attaches a file to a conversation. `size` is what Slack says of one too large to be given here."""
        file = self.reserve(name, len(content) if size is None else size, user)
        file.content, file.completed, file.mode = content, True, mode
        return file
