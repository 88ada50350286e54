"""Form bodies are read as the standard library reads them."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payload import MOST_FIELDS, MalformedError, read_bytes

pieces = st.sampled_from(
    ["a", "b", "=", "&", "+", "%2F", "%", "%zz", "%C3%A9", "%ff", ";", "é", " "]
)


@given(st.lists(pieces).map("".join))
def test_whatever_stands_in_it(text: str) -> None:
    assert read_bytes(text.encode()) == dict(parse_qsl(text, keep_blank_values=True))


@given(st.dictionaries(st.text(min_size=1).filter(lambda name: name != "payload"), st.text()))
def test_what_was_written_is_read(fields: dict[str, str]) -> None:
    assert read_bytes(urlencode(fields).encode()) == fields


def test_more_fields_than_slack_sends_are_refused() -> None:
    read_bytes("&".join(["a=1"] * MOST_FIELDS).encode())
    with pytest.raises(MalformedError):
        read_bytes("&".join(["a=1"] * (MOST_FIELDS + 1)).encode())
