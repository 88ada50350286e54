"""The docs name everything an operator can set or write, and every link and picture in them is there."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import typer
from typer.core import TyperGroup

from bot.cli import app
from bot.manifest import COMMANDS, SHORTCUTS
from bot.metrics import Metrics
from config.organisation import Department, Field, Organisation, RequestType
from config.settings import Settings
from config.waiting import WaitingTimes
from config.working_calendars import Calendar, Country
from tests.checks import ROOT

PACKAGES = ("bot", "handlers", "storage", "config")
LEVELS = ("debug", "info", "warning", "error", "exception", "critical")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def check() -> Iterator[str]:
    """The pages of the repository."""
    pages = read_pages(ROOT)
    text = "\n".join(pages.values())
    for kind, names in surface().items():
        yield from unnamed(kind, names, text)
    for name, page in pages.items():
        yield from link_faults(ROOT / name, page)


def read_pages(root: Path) -> dict[str, str]:
    """Everything that is written for people to read."""
    found = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted(found)}


def surface() -> dict[str, set[str]]:
    """What people can set, write, read in a log or measure, by kind, as the docs should spell it."""
    commands = _commands()
    return {
        "The setting": {name.upper() for name in Settings.model_fields},
        "The command": {f"frontdesk {name}" for name in commands},
        "The option": {option for options in commands.values() for option in options},
        "The slash command": {command for command, *_ in COMMANDS},
        "The shortcut": {title for _, title, *_ in SHORTCUTS},
        "The key of the organisation file": {
            name
            for model in (
                Organisation,
                Department,
                RequestType,
                Field,
                WaitingTimes,
                Calendar,
                Country,
            )
            for name in model.model_fields
        },
        "The log event": set(log_events(_sources())),
        "The metric": _metrics(),
    }


def unnamed(kind: str, names: Iterable[str], text: str) -> Iterator[str]:
    """Names that stand nowhere in the docs as code; a word of the prose may be there by chance."""
    fences = [match[0] for match in FENCE.finditer(text)]
    code = "\n".join([*fences, *CODE.findall(FENCE.sub("", text))])
    for name in sorted(names):
        if not re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", code):
            yield f"{kind} {name} is not in the docs."


def link_faults(page: Path, text: str) -> Iterator[str]:
    """Links and pictures that lead nowhere, and pictures that say nothing to those who don't see them."""
    prose = CODE.sub("", FENCE.sub("", text))
    for picture, words, target in LINK.findall(prose):
        if picture and not words.strip():
            yield f"{page.name}: the picture {target} has no words for those who do not see it."
        if OUTSIDE.match(target):
            continue
        name, _, anchor = target.partition("#")
        place = page.parent / name if name else page
        if not place.exists():
            yield f"{page.name}: {target} is not there."
        elif anchor and place.suffix == ".md" and anchor not in anchors(place.read_text("utf-8")):
            yield f"{page.name}: {target} names no heading of {place.name}."


def anchors(text: str) -> set[str]:
    """What GitHub calls the headings of a page."""
    headings = HEADING.findall(FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def log_events(sources: Mapping[str, str]) -> Iterator[str]:
    """The first word of every line that is logged."""
    for source in sources.values():
        for call in ast.walk(ast.parse(source)):
            match call:
                case ast.Call(
                    func=ast.Attribute(attr=level, value=ast.Name(id="log")),
                    args=[ast.Constant(value=str(event)), *_],
                ) if level in LEVELS:
                    yield event


def _sources() -> dict[str, str]:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {str(path): path.read_text("utf-8") for path in files}


def _commands() -> dict[str, list[str]]:
    """Every command of the command line with its long options."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return {
        name: [
            option
            for parameter in command.params
            for option in parameter.opts
            if option.startswith("--")
        ]
        for name, command in group.commands.items()
    }


def _metrics() -> set[str]:
    # Prometheus keeps a counter's name without the ending under which it is read.
    return {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in Metrics().registry.collect()
    }
