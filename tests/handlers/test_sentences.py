"""The model of sentences: read whole or not at all, never waited for, and done without."""

import hashlib
from base64 import urlsafe_b64encode
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from handlers.routing import LATE, NoSentencesError, Sentences, load_sentences
from handlers.routing.features import Numbers
from handlers.routing.router import Router, taught_by
from handlers.routing.sentence_model import is_whole
from handlers.routing.sentences import readable
from tests.sentences import Meanings, terse


def loaded() -> Sentences:
    """Raises what a test is skipped for."""
    try:
        return load_sentences()
    except NoSentencesError as error:
        pytest.skip(f"{error} Run: make setup")


@pytest.mark.parametrize(
    "text",
    ["", "\U0001f600", "\ud800 half a sign", "a\0b", "x" * 40_000, "https://acme.example/a?b=c"],
)
def test_any_text_means_something(text: str) -> None:
    vector = loaded().vector(text)
    assert vector.shape == (384,)
    assert np.isfinite(vector).all()


def test_the_same_in_another_language_means_much_the_same() -> None:
    sentences = loaded()
    asked, same, other = map(
        sentences.vector,
        ["My laptop is broken", "Elromlott a laptopom", "Wann kommt mein Gehalt?"],
    )
    assert asked @ same > asked @ other


def test_no_more_is_read_than_says_what_it_is_about() -> None:
    assert len(readable("x" * 40_000)) == 300
    assert readable("a\0b\ud800") == "a b?"


async def test_nobody_waits_longer_than_they_can() -> None:
    go = Event()

    found = np.zeros(2, dtype=np.float32)

    def embed(_text: str) -> Numbers:
        assert go.wait(30)
        return found

    sentences = Sentences(embed)
    assert await sentences.soon("a", within=0) is LATE
    go.set()
    assert await sentences.soon("a", within=30) is found
    # Now it is known, and nobody waits at all.
    assert await sentences.soon("a", within=0) is found


def test_a_file_that_changed_since_it_was_installed_is_not_read(tmp_path: Path) -> None:
    """The library would read past the end of a file that was cut short."""
    file, recorded = tmp_path / "model.bin", "rFbVLLJ9KmDs2wpf4EKxlZzfnqgPBBaXQwqHMKfGxN4"
    assert not is_whole(file, "sha256", recorded)
    file.write_bytes(b"cut short")
    assert not is_whole(file, "sha256", recorded)
    file.write_bytes(b"whole")
    recorded = urlsafe_b64encode(hashlib.sha256(b"whole").digest()).decode().rstrip("=")
    assert is_whole(file, "sha256", recorded)


def test_what_a_text_means_counts_beside_its_words() -> None:
    organisation = terse(2)
    meanings = Meanings(organisation)
    sentences = Sentences(meanings)
    router = Router(taught_by(organisation), (), sentences)
    odd = "zyx wvu"
    assert router.route(odd).department is None
    meanings.about[odd] = next(t for t in meanings.about.values() if t.department == "hr")
    assert router.route(odd, sentences.vector(odd)).department == "hr"
    assert router.route("my VPN drops every hour").department in ("it", None)
