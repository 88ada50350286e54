"""Uploaded files: the external upload in three steps, and what people attach."""

from dataclasses import dataclass
from mimetypes import guess_type
from typing import Any

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

    def payload(self, base_url: str) -> Json:
        """`base_url` is where the workspace serves files."""
        kind = guess_type(self.name)[0] or "application/octet-stream"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": kind,
            "filetype": self.name.rpartition(".")[2],
            "user": self.user,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "alt_txt": self.alt_text,
            "url_private": f"{base_url}/files/{self.id}/{self.name}",
            "url_private_download": f"{base_url}/files/{self.id}/{self.name}?download=1",
            "channels": list(self.shared_in),
        }


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

    def attach(self, name: str, content: bytes, user: str) -> StoredFile:
        """A person attaches a file to a conversation."""
        file = self.reserve(name, len(content), user)
        file.content, file.completed = content, True
        return file
