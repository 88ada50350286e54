"""Reads a YAML file into plain values and remembers the line of each.

It works on composed nodes, not constructed objects: every duplicate key is found, not only the
first, and every scalar stays the text the operator wrote. So `no` can be a department's alias and
`2024` a request type's name, and the models decide what is a number or a date.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from config.faults import Fault

LARGEST_FILE = 1024 * 1024
# Aliases let a small file stand for an endless one; what a person writes stays far below this.
MOST_VALUES = 50_000
NULLS = {"", "~", "null", "Null", "NULL"}
TAB_INDENT = re.compile(r" *\t")

Path_ = tuple[str | int, ...]


@dataclass
class Source:
    """A file's value (None if nothing usable was found), its lines, and its faults so far."""

    path: Path
    value: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, at: Path_) -> str:
        """The file and line of a value, or of the nearest part of the file around it."""
        while at and at not in self.lines:
            at = at[:-1]
        return f"{self.path}:{self.lines[at]}" if at in self.lines else str(self.path)

    def fault(self, at: Path_, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self.place(at), problem, remedy))


def read_yaml(path: Path) -> Source:
    """Read a file that a person wrote. Never raises because of its content: see `Source.faults`."""
    source = Source(path)
    text = _text(source)
    if text is None:
        return source
    try:
        root = YAML(typ="rt", pure=True).compose(text)
        source.value = None if root is None else _Walk(source).value(root, ())
    except YAMLError as error:
        source.faults.extend(_syntax_faults(path, text, error))
    except RecursionError:
        source.fault(
            (), "The file is nested too deeply.", "Keep to the structure of the example file."
        )
    if source.value is None and not source.faults:
        source.fault(
            (), "The file is empty.", "Start from the example that `frontdesk init` writes."
        )
    return source


def _text(source: Source) -> str | None:
    """The file's text, without the byte order mark that Windows editors add."""
    path = source.path
    try:
        if not path.exists():
            source.fault(
                (),
                "There is no such file.",
                "Create one with `frontdesk init`, or set FRONTDESK_CONFIG to its path.",
            )
        elif not path.is_file():
            source.fault((), "This isn't a file.", "Set FRONTDESK_CONFIG to a YAML file.")
        elif path.stat().st_size > LARGEST_FILE:
            source.fault(
                (),
                "The file is larger than 1 MB.",
                "Set FRONTDESK_CONFIG to the organisation file.",
            )
        else:
            return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        source.faults.append(
            Fault(f"{path}:{line}", "The file isn't UTF-8 text.", "Save it as UTF-8.")
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        source.fault(
            (), f"The file can't be read: {reason}.", "Check the path and its permissions."
        )
    return None


class _Walk:
    """Turns nodes into dicts, lists and strings, noting each line on the way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.left = MOST_VALUES

    def value(self, node: Node, at: Path_) -> Any:
        self.source.lines.setdefault(at, node.start_mark.line + 1)
        self.left -= 1
        if self.left < 0:
            raise RecursionError
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if isinstance(node, MappingNode):
            return self._mapping(node, at)
        return [self.value(item, (*at, index)) for index, item in enumerate(node.value)]

    def _scalar(self, node: ScalarNode) -> str | None:
        plain = node.style is None
        return None if plain and node.value in NULLS else str(node.value)

    def _mapping(self, node: MappingNode, at: Path_) -> dict[str, Any]:
        """An empty value counts as missing; its line is kept for the message."""
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            here = (*at, key)
            if key in found:
                self._duplicate(here, key, line)
                continue
            self.source.lines[here] = line
            value = self.value(value_node, here)
            if value is not None:
                found[key] = value
        return found

    def _duplicate(self, at: Path_, key: str, line: int) -> None:
        first = self.source.lines[at]
        self.source.faults.append(
            Fault(
                f"{self.source.path}:{line}",
                f'"{key}" is here twice; the first is on line {first}.',
                "Keep one of them.",
            )
        )


def _syntax_faults(path: Path, text: str, error: YAMLError) -> list[Fault]:
    tabs = [n for n, line in enumerate(text.splitlines(), 1) if TAB_INDENT.match(line)]
    if tabs:
        return [
            Fault(f"{path}:{n}", "The line is indented with a tab.", "Use spaces, never tabs.")
            for n in tabs
        ]
    mark = getattr(error, "problem_mark", None)
    place = str(path) if mark is None else f"{path}:{mark.line + 1}"
    return [Fault(place, *_in_plain_words(error))]


def _in_plain_words(error: YAMLError) -> tuple[str, str]:
    problem = (error.problem or "") if isinstance(error, MarkedYAMLError) else str(error)
    if "cannot start any token" in problem:
        return (
            "A value starts with a character that is reserved in YAML.",
            "Put the value in quotes, such as '@it-team'.",
        )
    if "mapping values are not allowed" in problem:
        return (
            "There is a colon where no key can start.",
            "Check the indentation, and put text that contains a colon in quotes.",
        )
    first = problem.splitlines()[0] if problem else "unreadable"
    return (
        f"This is not valid YAML: {first}.",
        "Check the indentation, the quotes and the brackets on this line and the one above.",
    )
