"""The one safe carrier for what people wrote: rich_text literals, in which nothing fires and nothing is parsed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from handlers.blockkit import (
    Block,
    Part,
    Row,
    emoji_named,
    line_of,
    link_to,
    literal,
    quote_of,
    rich_text,
)

Names = Mapping[str, str]

# Whatever is repeated here is possessive or short, so that reading takes time in proportion to the text, whatever it is.
# <@U1|name>, <#C1|name>, <!here>, <!date^…|fallback>, <https://…|label>: the only control syntax in received text.
TOKEN = re.compile(r"<(?P<kind>[@#!]?+)(?P<target>[^<>|]*+)(?:\|(?P<label>[^<>]*+))?+>")
# Slack names no emoji with more than a hundred characters.
EMOJI = re.compile(
    r":(?=[0-9_'-]{0,99}+[a-z+])(?P<name>[a-z0-9_+'-]{1,100}+):(?::skin-tone-(?P<tone>[2-6]):)?+"
)
LINK = re.compile(r"https?://[^\s/?#]++\S*+|mailto:[^\s@:]++@[^\s@]++", re.IGNORECASE)
MENTION = re.compile(r"<(?:@|#|!subteam\^)([UWCGS][A-Z0-9]++)(?:\|[^<>]*+)?+>")
# What must not be cut in two, and words, which need not be cut; the next piece of a longer one is an atom again.
LETTER = re.compile(r"&(?:amp|lt|gt);|.", re.DOTALL)
ATOM = re.compile(
    rf"{TOKEN.pattern}|[^\s<&:]{{1,40}}+|:[a-z0-9_+'-]{{1,100}}+:|{LETTER.pattern}", re.DOTALL
)
# They turn the reading direction of whatever follows in the same line.
BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])

# As many characters as a form's field takes, so that what is typed there is one piece. Several pieces don't fit into one
# message: Slack refuses blocks of more than about 13,000 characters in all, their markup included (bolt-js #2509, #2867).
SHOWN = 3000
PAGE = 2 * SHOWN
LABEL = 75
# Markup weighs: a text with more emoji and mentions than this is shown by letters.
MOST_ELEMENTS = 40
# What a name counts for, however long it is or becomes. Should all of them be as long as the directory keeps them (80), a
# piece still fits into a message.
NAME = 40


def mentioned(texts: Iterable[str]) -> set[str]:
    """Ids of people, channels and user groups in these texts, so that they can be shown by name."""
    return {found for text in texts for found in MENTION.findall(text)}


def plain(text: str, names: Names) -> str:
    """Received text as a person reads it: tokens by their names, entities decoded."""
    return "".join(
        unescape(part) if isinstance(part, str) else _readable(part, names) for part in _parts(text)
    )


def unescape(text: str) -> str:
    """The three characters that Slack escapes, and no other entity. The ampersand comes last."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _parts(text: str) -> Iterator[str | re.Match[str]]:
    """Literal text and control tokens, in turn."""
    end = 0
    for token in TOKEN.finditer(text):
        yield text[end : token.start()]
        yield token
        end = token.end()
    yield text[end:]


def _readable(token: re.Match[str], names: Names) -> str:
    kind, target, label = token["kind"], unescape(token["target"]), unescape(token["label"] or "")
    if kind == "@":
        return f"@{_name(names, target) or label or 'someone'}"
    if kind == "#":
        return f"#{_name(names, target) or label or 'a-channel'}"
    if kind == "!":
        return _special(target, label, names)
    return target if not label or label in target else f"{label} ({target})"


def _special(target: str, label: str, names: Names) -> str:
    what, _, which = target.partition("^")
    if what == "date" and label:
        return label
    return f"@{_name(names, which) or label.removeprefix('@') or what}"


def _name(names: Names, which: str) -> str:
    """Strangers are named by their id, which says less than a label."""
    name = names.get(which, "")
    return "" if name == which else name


def shorten(text: str, length: int) -> str:
    """At most `length` characters, in one line, with an ellipsis where something was cut."""
    line = " ".join(text.translate(BIDI_CONTROLS).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def pieces(text: str, size: int = SHOWN) -> list[str]:
    """Received text in pieces that show `size` characters at the most, cut after a line or a word where there is one.

    How many there are depends on the text alone, not on how long the names in it happen to be: whoever declares a message
    for each piece, and whoever shows them later, count the same.
    """
    if len(text) <= size and "<" not in text:
        return [text]
    atoms = list(_atoms(text, size))
    cut, start = [], 0
    while start < len(atoms):
        end = _fitting(atoms, start, size)
        cut.append("".join(atom for atom, _ in atoms[start:end]))
        start = end
    return cut


def _atoms(text: str, size: int) -> Iterator[tuple[str, int]]:
    """What is not cut, with how much it shows; the letters of what is too long for any piece."""
    for found in ATOM.finditer(text):
        atom = found[0]
        shows = _length(atom)
        if shows <= size:
            yield atom, shows
        else:
            yield from ((letter[0], 1) for letter in LETTER.finditer(_without_control(atom)))


def _without_control(atom: str) -> str:
    if atom[0] != "<":
        return atom
    return plain(atom, {}).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _length(atom: str) -> int:
    """How many characters it shows, a name being counted as `NAME`."""
    if len(atom) == 1 or atom[0] != "<":
        return 1 if atom[0] == "&" else len(atom)
    return NAME if MENTION.fullmatch(atom) else len(plain(atom, {}))


def _fitting(atoms: Sequence[tuple[str, int]], start: int, size: int) -> int:
    """Where a piece ends that begins at `start`."""
    room, line, word = size, 0, 0
    for at in range(start, len(atoms)):
        atom, shows = atoms[at]
        room -= shows
        if room < 0:
            return line or word or at
        if room < size // 2 and atom.isspace():
            word = at + 1
            line = word if atom == "\n" else line
    return len(atoms)


def paged(said: Iterable[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """What several people said, by pages that each fit into one message; a long text goes on as a further quotation."""
    pages: list[list[tuple[str, str]]] = []
    room = 0
    for author, text in said:
        for piece in pieces(text):
            # The author's name and the markup of a quotation take about as much as this.
            weight = len(piece) + 200
            if weight > room:
                pages.append([])
                room = PAGE
            pages[-1].append((author, piece))
            room -= weight
    return pages


def carried(text: str, names: Names) -> Block:
    """Received text as a quotation. Past `SHOWN` characters it is cut with an ellipsis: the caller shows the rest."""
    return rich_text(quoted(text, names))


def words_of_their_own(text: str, names: Names) -> Block:
    """Received text as its author wrote it, where their name stands above it; cut like `carried`."""
    return rich_text(line_of(*_shown(text, names)))


def spoken(name: str, text: str, names: Names) -> Block:
    """What somebody said, under their name; cut like `carried`."""
    return rich_text(_labelled(name), quoted(text, names))


def answers(given: Iterable[tuple[str, str]]) -> Block:
    """Questions of a form with what was typed there, as it was typed: this is not received text."""
    rows = [
        line_of(literal(f"{shorten(label, LABEL)}: ", "bold"), literal(value))
        for label, value in given
    ]
    return rich_text(*rows)


def _labelled(name: str) -> Row:
    return line_of(literal(f"{name}:", "bold"))


def quoted(text: str, names: Names) -> Row:
    """The quotation by itself, for a block that says more."""
    return quote_of(*_shown(text, names))


def _shown(text: str, names: Names) -> list[Part]:
    shown = pieces(text)
    elements = _elements(shown[0], names)
    return elements + _text(" …") if len(shown) > 1 else elements


def _elements(text: str, names: Names) -> list[Part]:
    found: list[Part] = []
    for part in _parts(text):
        found += _literals(part) if isinstance(part, str) else _carried_token(part, names)
    if len(found) > MOST_ELEMENTS:
        found = _text(plain(text, names))
    return found or _text(" ")


def _carried_token(token: re.Match[str], names: Names) -> list[Part]:
    target, label = unescape(token["target"]), unescape(token["label"] or "")
    if token["kind"] or not LINK.fullmatch(target):
        return _text(_readable(token, names))
    # A label that isn't the address itself is shown beside it, so that nobody is led astray.
    beside = f"{label} " if label and label not in target else ""
    return [*_text(beside), link_to(target)]


def _literals(text: str) -> list[Part]:
    found: list[Part] = []
    end = 0
    for emoji in EMOJI.finditer(text):
        found += _text(unescape(text[end : emoji.start()]))
        tone = int(emoji["tone"]) if emoji["tone"] else None
        found.append(emoji_named(emoji["name"], tone))
        end = emoji.end()
    return found + _text(unescape(text[end:]))


def _text(text: str) -> list[Part]:
    return [literal(text)] if text else []


def has_words(text: str) -> bool:
    """Whether there is anything to read: a letter or a digit outside emoji, mentions and addresses."""
    bare = EMOJI.sub(" ", TOKEN.sub(_words_of, text))
    return any(character.isalnum() for character in unescape(bare))


def _words_of(token: re.Match[str]) -> str:
    return "" if token["kind"] else token["label"] or ""
