"""Texts for people: each is in the template for translators, its placeholders have names, and the code fills them."""

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from tests.checks import ROOT

LOCALES = ROOT / "config" / "locales"
TEMPLATE = LOCALES / "frontdesk.pot"
PACKAGES = ("bot", "handlers", "config")
# How `config.catalogue.Words` is called: by convention it is named `_`. The number is where the text stands.
CALLS = {"_": None, "mrkdwn": None, "plural": (1, 2)}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
HEADER = """\
# The texts of Frontdesk. Made by `make catalogue`; translations stand beside it in LANGUAGE/LC_MESSAGES/frontdesk.po.
#"""


def check() -> Iterator[str]:
    """All of it, for the repository."""
    sources = read_sources(ROOT)
    for name, source in sources.items():
        yield from call_faults(name, source)
    collected = collect(sources)
    yield from placeholder_faults(collected)
    yield from template_faults(collected, _read(TEMPLATE) if TEMPLATE.exists() else Catalog())
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        yield from translation_faults(str(path.relative_to(ROOT)), _read(path))


def write() -> int:
    """Write the template; gives the number of texts in it."""
    collected = collect(read_sources(ROOT))
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, collected, width=100, sort_output=True, include_lineno=False)
    # Without line numbers and dates, so that the file changes when a text does, and at no other time.
    lines = buffer.getvalue().splitlines(keepends=True)
    TEMPLATE.write_bytes(b"".join(line for line in lines if b"-Date:" not in line))
    return len(collected)


def read_sources(root: Path) -> dict[str, str]:
    """Every module with texts in it."""
    files = (path for package in PACKAGES for path in sorted((root / package).rglob("*.py")))
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}


def collect(sources: dict[str, str]) -> Catalog:
    """What the code says to people."""
    collected = Catalog(project="Frontdesk", header_comment=HEADER, fuzzy=False)
    for name, source in sources.items():
        for line, text, _comments, _context in extract("python", BytesIO(source.encode()), CALLS):
            collected.add(text, locations=[(name, line)])
    return collected


def template_faults(collected: Catalog, template: Catalog) -> Iterator[str]:
    """The committed template is what is collected now."""
    now, then = _texts(collected), _texts(template)
    for text in sorted(now - then):
        yield f"The text “{text}” is not in {TEMPLATE.name}. Run `make catalogue`."
    for text in sorted(then - now):
        yield f"Nothing says “{text}” any more, but {TEMPLATE.name} has it. Run `make catalogue`."


def placeholder_faults(collected: Catalog) -> Iterator[str]:
    """A translator may need another order, so a placeholder has a name."""
    for message in _messages(collected):
        for text in _forms(message.id):
            for name in PLACEHOLDER.findall(text):
                if not name.isidentifier():
                    yield f"“{text}” has the placeholder {{{name}}}. Give it a name."
            if re.search(r"%[sdr]", text):
                yield f"“{text}” has a % placeholder. Write {{name}} and give it a name."


def translation_faults(name: str, translation: Catalog) -> Iterator[str]:
    """A translation fills the same placeholders as the text it translates."""
    for message in _messages(translation):
        wanted = set().union(*(PLACEHOLDER.findall(text) for text in _forms(message.id)))
        for text in filter(None, _forms(message.string)):
            unknown = set(PLACEHOLDER.findall(text)) - wanted
            missing = wanted - set(PLACEHOLDER.findall(text)) - {"n"}
            if unknown or missing:
                names = ", ".join(sorted(unknown | missing))
                yield f"{name}: “{text}” has not the placeholders of its text ({names})."


def call_faults(name: str, source: str) -> Iterator[str]:
    """A text stands where it is said, as a literal, and every placeholder in it is given."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and (count := _texts_in_call(call)):
            given = call.args[:count]
            literals = [each.value for each in given if isinstance(each, ast.Constant)]
            if len(literals) < count:
                yield f"{name}:{call.lineno}: a text is not a literal, so it cannot be collected."
            else:
                yield from _filling_faults(f"{name}:{call.lineno}", call, map(str, literals))


def _filling_faults(place: str, call: ast.Call, texts: Iterable[str]) -> Iterator[str]:
    if any(each.arg is None for each in call.keywords):
        return
    given = {each.arg for each in call.keywords}
    wanted = set().union(*(PLACEHOLDER.findall(text) for text in texts))
    for name in sorted(wanted - given - ({"n"} if _texts_in_call(call) > 1 else set())):
        yield f"{place}: the placeholder {{{name}}} is given no value."
    for name in sorted(str(each) for each in given - wanted):
        yield f"{place}: {name}= is given, but the text does not say it."


def _texts_in_call(call: ast.Call) -> int:
    """How many of the first arguments are texts; 0 for a call of something else."""
    match call.func:
        case ast.Name(id="_"):
            return 1
        case ast.Attribute(attr="mrkdwn", value=ast.Name(id="_") | ast.Attribute(attr="_")):
            return 1
        case ast.Attribute(attr="plural", value=ast.Name(id="_") | ast.Attribute(attr="_")):
            return 2
        case ast.Attribute(attr="_"):
            return 1
    return 0


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _texts(catalog: Catalog) -> set[str]:
    return {" / ".join(_forms(message.id)) for message in _messages(catalog)}


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """One form, or the singular and the plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())
