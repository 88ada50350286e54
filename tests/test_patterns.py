"""No text that anybody sends holds us up: whatever reads people's text takes time in proportion to its length."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from types import ModuleType

import pytest

import bot
import config
import handlers
import storage
from config.catalogue import escape
from config.values import fold
from handlers.asking.belonging import named, reads_as_addition
from handlers.asking.rules import called, small_talk, spelled, words_mark
from handlers.conversation.rules import read_reply
from handlers.routing import route
from handlers.text import carried, has_words, mentioned, paged, pieces, plain, shorten, spoken
from tests.attacks import Attack, attacks_on, growth, hardest
from tests.office import organisation

# As long as a message of Slack's may be.
LONGEST = 40_000
SHORT = 1_000
# Quadratic work would be forty times dearer, and this is far above what caches and the collector do to linear work.
BOUND = 8
# Those that Bolt is given are searched for by it.
DEFAULT_USE = "search"


def modules() -> list[ModuleType]:
    return [
        importlib.import_module(found.name)
        for package in (bot, handlers, storage, config)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "migrations" not in found.name
    ]


SOURCES = {module.__name__: inspect.getsource(module) for module in modules()}
PATTERNS = {
    f"{module.__name__}.{name}": value
    for module in modules()
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern)
    and re.search(rf"^{name}\b.* = ", SOURCES[module.__name__], re.MULTILINE)
}


def uses(name: str) -> set[str]:
    """How the code uses a pattern: `fullmatch`, `finditer` …"""
    used = re.compile(rf"\b{name}\.(fullmatch|match|search|sub|findall|finditer|split)\(")
    return {found for source in SOURCES.values() for found in used.findall(source)}


def applied(pattern: re.Pattern[str], use: str) -> Callable[[str], object]:
    if use == "sub":
        return partial(pattern.sub, " ")
    if use == "finditer":
        return lambda text: deque(pattern.finditer(text), maxlen=0)
    work: Callable[[str], object] = getattr(pattern, use)
    return work


@pytest.mark.parametrize("name", PATTERNS)
def test_every_pattern_reads_its_hardest_text_in_proportion(name: str) -> None:
    pattern = PATTERNS[name]
    for use in uses(name.rpartition(".")[2]) or {DEFAULT_USE}:
        work = applied(pattern, use)
        attack = hardest(work, attacks_on(pattern), SHORT)
        assert growth(work, attack, short=SHORT, long=LONGEST) < BOUND, (use, attack)


PARTS = (":", "a", "1", "<", "@U1", "|", ">", "&lt;", " ", "\n", "-", "https://a", "*", "é")
STARTS = ("", ":", "<", "<@U1|", "<https://", "it ")
WRITTEN = [
    Attack(start, "".join(pump), end)
    for start in STARTS
    for many in (1, 2)
    for pump in product(PARTS, repeat=many)
    for end in ("", " ")
]
ACME = organisation()
READERS: dict[str, Callable[[str], object]] = {
    "called": lambda text: called(text, "U1"),
    "carried": lambda text: carried(text, {}),
    "escape": escape,
    "fold": fold,
    "has_words": has_words,
    "mentioned": lambda text: mentioned([text]),
    "named": named,
    "paged": lambda text: paged([("U1", text)]),
    "pieces": pieces,
    "plain": lambda text: plain(text, {"U1": "Ann"}),
    "read_reply": lambda text: read_reply(text, internal_unless_sent=False),
    "reads_as_addition": reads_as_addition,
    "route": lambda text: route(text, ACME),
    "shorten": lambda text: shorten(text, 60),
    "small_talk": small_talk,
    "spelled": lambda text: spelled(text, ACME),
    "spoken": lambda text: spoken("Ann", text, {}),
    "words_mark": words_mark,
}


@pytest.mark.parametrize("name", READERS)
def test_whatever_reads_a_text_takes_time_in_proportion(name: str) -> None:
    read = READERS[name]
    attack = hardest(read, WRITTEN, 200)
    assert growth(read, attack, short=SHORT, long=LONGEST) < BOUND, attack


def test_a_quadratic_pattern_would_be_found() -> None:
    emoji = re.compile(r":[a-z0-9_+'-]*[a-z+][a-z0-9_+'-]*:")
    assert (
        growth(emoji.search, hardest(emoji.search, attacks_on(emoji), 500), short=200, long=4_000)
        > BOUND
    )


def hidden_patterns(source: str) -> Iterator[int]:
    """Lines that use a pattern no test can find, because it has no name of its own in its module."""
    tree = ast.parse(source)
    named = {id(node.value) for node in tree.body if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        called_on_re = (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr != "escape"
        )
        if called_on_re and id(node) not in named:
            yield node.lineno  # type: ignore[attr-defined] # a call has a line


@pytest.mark.parametrize("name", SOURCES)
def test_every_pattern_has_a_name(name: str) -> None:
    assert not list(hidden_patterns(SOURCES[name]))


def test_a_pattern_without_a_name_is_found() -> None:
    assert list(
        hidden_patterns('import re\nA = re.compile("a")\nb = lambda t: re.sub("a", "", t)\n')
    ) == [3]
