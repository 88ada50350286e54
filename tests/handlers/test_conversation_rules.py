"""What a reply in the department's thread means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation.rules import INSIDE, OUTSIDE, Reply, read_reply

texts = st.text(max_size=200)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("🔒 between us", Reply("between us", internal=True)),
        (":lock: between us", Reply("between us", internal=True)),
        ("//between us", Reply("between us", internal=True)),
        ("   // between us", Reply("between us", internal=True)),
        ("📨 to you", Reply("to you", internal=False)),
        ("&gt;&gt; to you", Reply("to you", internal=False)),
        ("to you", Reply("to you", internal=False)),
        ("see https://example.com // not a mark", None),
        ("a 🔒 inside the text", None),
        ("🔒", Reply("", internal=True)),
        ("", Reply("", internal=False)),
    ],
)
def test_a_mark_at_the_start_decides(text: str, expected: Reply | None) -> None:
    assert read_reply(text, internal_unless_sent=False) == (expected or Reply(text, internal=False))


@given(st.sampled_from(INSIDE), texts, st.booleans())
def test_what_is_marked_as_internal_always_is(mark: str, text: str, unless_sent: bool) -> None:
    assert read_reply(f"{mark} {text}", internal_unless_sent=unless_sent).internal


@given(st.sampled_from(OUTSIDE), texts, st.booleans())
def test_what_is_marked_to_be_sent_always_is(mark: str, text: str, unless_sent: bool) -> None:
    assert not read_reply(f"{mark} {text}", internal_unless_sent=unless_sent).internal


@given(texts, st.booleans())
def test_no_word_is_lost_or_added(text: str, unless_sent: bool) -> None:
    assert text.endswith(read_reply(text, internal_unless_sent=unless_sent).text)


@given(texts)
def test_without_a_mark_the_departments_rule_decides(text: str) -> None:
    marked = text.lstrip().startswith((*INSIDE, *OUTSIDE))
    for unless_sent in (True, False):
        reply = read_reply(text, internal_unless_sent=unless_sent)
        assert marked or reply == Reply(text, internal=unless_sent)
