"""The carrier of what people wrote: what is read equals what was written, and nothing in it is alive."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import escape
from handlers.blockkit import Block
from handlers.text import (
    MOST_ELEMENTS,
    NAME,
    PAGE,
    SHOWN,
    answers,
    carried,
    has_words,
    mentioned,
    paged,
    pieces,
    plain,
    shorten,
    spoken,
    unescape,
)
from sandbox.blockkit.blocks import message_blocks
from sandbox.blockkit.mentions import targets
from sandbox.blockkit.readable import blocks_plain

NAMES = {
    "U1": "Ann Berg",
    "U9": "U9",
    "C9": "C9",
    "U2": "*Bob* <!here>",
    "S2": "hr-team",
    "C2": "hr",
}
LONGEST_NAME = "n" * 80

typed = st.text(st.characters(exclude_categories=["Cs"]))
tokens = st.sampled_from(
    [
        "<@U1>", "<@U2|bob>", "<@U9|eve>", "<!here>", "<!channel|channel>", "<!everyone>", "<!subteam^S1|@it-team>",
        "<!subteam^S1>", "<#C1|general>", "<#C1>", "<https://a.example>", "<https://a.example|https://b.example>",
        "<javascript:alert(1)|click>", "<mailto:a@b.example|a@b.example>", "<!date^1^{date}|soon>", "<http:>", "<>", "<@>",
        "<|x>", "<!>", "<#>", "&lt;!channel&gt;", "&amp;lt;", ":smile:", ":wave::skin-tone-3:", "```", "`", "*", "_", "\n",
    ]
)  # fmt: skip
received = st.lists(tokens | typed.map(escape)).map("".join)
# Whatever bytes come: not even Slack's own escaping is relied on.
anything = st.lists(tokens | typed).map("".join)


def read(block: Block) -> str:
    """What a person reads in a quotation."""
    return blocks_plain([block], lambda _: "?")


@given(typed)
def test_what_is_read_is_what_was_typed(text: str) -> None:
    assert plain(escape(text), {}) == text
    assert unescape(escape(text)) == text


@given(typed.filter(lambda text: text and len(text) <= SHOWN))
def test_a_quotation_shows_what_was_typed_to_the_letter(text: str) -> None:
    assert read(carried(escape(text), {})) == text


@given(received)
def test_pieces_join_to_the_whole(text: str) -> None:
    cut = pieces(text, 100)
    assert "".join(cut) == text
    assert "".join(plain(piece, NAMES) for piece in cut) == plain(text, NAMES)


@given(anything, st.integers(NAME, 300))
def test_no_piece_shows_more_than_it_may(text: str, size: int) -> None:
    named = dict.fromkeys(mentioned([text]), "n" * (NAME - 1))
    assert all(len(plain(piece, named)) <= size for piece in pieces(text, size))


@pytest.mark.parametrize(
    "text",
    [
        "word " * 8000,
        "x" * 40_000,
        "line one\nline two\n" * 2000,
        "<@U1> " * 5000,
        "&lt;" * 10_000,
        ":smile:" * 5000,
        "مرحبا بالعالم " * 2500,
        "é̂" * 10_000,
        "<https://a.example/" + "x" * 9000 + "|here>",
        ":" + "a" * 39_998 + ":",
    ],
)
def test_forty_thousand_characters_are_all_there_and_each_piece_fits(text: str) -> None:
    cut = pieces(text)
    assert "".join(plain(piece, {}) for piece in cut) == plain(text, {})
    for piece in cut:
        assert len(pieces(piece)) == 1
        block = spoken(LONGEST_NAME, piece, {"U1": LONGEST_NAME})
        assert message_blocks([block])
        assert len(json.dumps(block, ensure_ascii=False)) < 12_000


def test_a_piece_ends_with_a_line_before_a_word_before_a_letter() -> None:
    assert pieces("aaaa bb\ncc dd", 10) == ["aaaa bb\n", "cc dd"]
    assert pieces("aaaa bbb cccc", 10) == ["aaaa bbb ", "cccc"]
    assert pieces("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]
    assert pieces("aaaaaaaa<@U1>", 90) == ["aaaaaaaa<@U1>"]
    assert pieces("", 10) == [""]


def test_names_that_grow_do_not_change_how_many_pieces_there_are() -> None:
    text = "<@U1> " * 200
    cut = pieces(text)
    assert len(cut) > 1
    assert all(message_blocks([carried(piece, {"U1": LONGEST_NAME})]) for piece in cut)


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert read(carried("word " * 1000, {})).endswith("word  …")


@given(anything)
def test_nothing_carried_fires_and_every_block_is_valid(text: str) -> None:
    for block in (
        carried(text, NAMES),
        spoken("Ann", text, NAMES),
        answers([("What", text or "–")]),
    ):
        as_sent = block
        assert targets("", [as_sent]) == set()
        assert message_blocks([as_sent])


@given(anything)
def test_notification_text_never_fires(text: str) -> None:
    assert targets(escape(shorten(plain(text, NAMES), 120)), []) == set()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ask <@U1>", "ask @Ann Berg"),
        ("ask <@U2>", "ask @*Bob* <!here>"),
        ("ask <@U9|eve>", "ask @eve"),
        ("ask <@U9>", "ask @someone"),
        ("in <#C1|general> or <#C9|private>", "in #general or #private"),
        ("in <#C1>", "in #a-channel"),
        ("<!here> and <!channel|channel>", "@here and @channel"),
        ("<!subteam^S1|@it-team> or <!subteam^S1>", "@it-team or @subteam"),
        ("<!subteam^S2> in <#C2|>", "@hr-team in #hr"),
        ("at <!date^1^{date}|noon>", "at noon"),
        ("&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"),
        ("&copy; stays", "&copy; stays"),
        ("1 &lt; 2 < 3", "1 < 2 < 3"),
    ],
)
def test_tokens_are_read_by_their_names(text: str, shown: str) -> None:
    assert plain(text, NAMES) == shown
    assert read(carried(text, NAMES)) == shown


def test_links_show_where_they_lead() -> None:
    [quote] = carried("<https://evil.example|https://bank.example>", {})["elements"]
    assert quote["elements"] == [
        {"type": "text", "text": "https://bank.example "},
        {"type": "link", "url": "https://evil.example"},
    ]
    [quote] = carried("<https://a.example|a.example>", {})["elements"]
    assert quote["elements"] == [{"type": "link", "url": "https://a.example"}]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "http:", "slack://x", "https://"]
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    [quote] = carried(f"<{url}|click me>", {})["elements"]
    assert quote["elements"] == [{"type": "text", "text": f"click me ({url})"}]


def test_emoji_are_shown_as_such_until_they_are_too_many() -> None:
    [quote] = carried("hi :wave::skin-tone-3: 10:30:45", {})["elements"]
    assert quote["elements"] == [
        {"type": "text", "text": "hi "},
        {"type": "emoji", "name": "wave", "skin_tone": 3},
        {"type": "text", "text": " 10:30:45"},
    ]
    [quote] = carried(":a:" * (MOST_ELEMENTS + 1), {})["elements"]
    assert quote["elements"] == [{"type": "text", "text": ":a:" * (MOST_ELEMENTS + 1)}]


def test_an_empty_text_is_still_a_valid_quotation() -> None:
    assert message_blocks([carried("", {})])


@given(st.lists(st.tuples(st.sampled_from(["U1", "U2"]), received), max_size=60))
def test_pages_hold_all_that_was_said_in_order_and_fit(said: list[tuple[str, str]]) -> None:
    pages = paged(said)
    assert "".join(plain(text, {}) for page in pages for _, text in page) == "".join(
        plain(text, {}) for _, text in said
    )
    assert all(len(page) <= 45 and sum(len(text) for _, text in page) <= PAGE for page in pages)


def test_one_line_holds_no_control_that_turns_what_follows() -> None:
    assert shorten("a\u202eb\u2066c\n  d", 20) == "abc d"
    assert shorten("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        ":smile:",
        ":+1: :tada:",
        "!?…",
        "<@U1>",
        "<@U1|ann>",
        "<!here>",
        "<#C1|general>",
        "🎉",
    ],
)
def test_without_words(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize(
    "text",
    ["a", "7", "помогите", "مرحبا", "助けて", "e\u0301", ":smile: hm", "<https://a.example|see>"],
)
def test_with_words(text: str) -> None:
    assert has_words(text)
