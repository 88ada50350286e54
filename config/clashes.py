"""Finds what two parts of an organisation file must not share: keys, names, channels.

It looks at the values as read, not at the models, so that clashes are reported together with all
other faults in the file.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from config.departments import GENERAL
from config.values import fold
from config.working_calendars import WEEKDAYS, weekdays
from config.yaml_source import Path_, Source

# Words that `/ask` and `/requests` don't take for a department.
RESERVED_WORDS = frozenset({"help", "mine", "all", "new"})

TRIAGE = "triage"
TRIAGE_SECTION = "the triage section"

Section = tuple[Path_, dict[str, Any]]


def find_clashes(source: Source) -> None:
    """Add a fault for everything that occurs twice, at the second place."""
    if not isinstance(source.value, dict):
        return
    departments = list(_sections(source.value.get("departments"), ("departments",)))
    triage = source.value.get(TRIAGE)
    sections = [((TRIAGE,), triage)] if isinstance(triage, dict) else []
    _words(source, [*sections, *departments])
    _channels(source, [*departments, *sections])
    _calendars(source, [*sections, *departments])
    _offices(source, departments)
    for at, section in (*sections, *departments):
        _once(source, "step of the ladder", list(_texts(section.get("ladder"), (*at, "ladder"))))
        _standards(source, at, section)
    for at, department in departments:
        types = list(_sections(department.get("request_types"), (*at, "request_types")))
        _once(source, "request type", _keys(types))
        for type_at, type_ in types:
            fields = list(_sections(type_.get("fields"), (*type_at, "fields")))
            _once(source, "field", _keys(fields))
            for field_at, field in fields:
                _choices(source, field.get("choices"), (*field_at, "choices"))


def _words(source: Source, sections: list[Section]) -> None:
    """No name may stand for two departments, or for a department and something else."""
    owners = dict.fromkeys(RESERVED_WORDS, "the commands")
    owners[TRIAGE] = TRIAGE_SECTION
    for at, section in sections:
        mine = TRIAGE_SECTION if at == (TRIAGE,) else f"the department on line {source.lines[at]}"
        for word_at, word in _names(at, section):
            owner = owners.setdefault(fold(word), mine)
            if owner != mine:
                problem = f'"{word}" is already used by {owner}.'
                source.fault(word_at, problem, "Choose another name.")


def _names(at: Path_, department: dict[str, Any]) -> Iterator[tuple[Path_, str]]:
    if isinstance(department.get("key"), str):
        yield (*at, "key"), department["key"]
    yield from _texts(department.get("formerly"), (*at, "formerly"))
    name = department.get("name")
    if isinstance(name, dict):
        yield from (((*at, "name", tag), text) for tag, text in name.items() if _is_text(text))
    elif isinstance(name, str):
        yield (*at, "name"), name
    yield from _texts(department.get("aliases"), (*at, "aliases"))


def _channels(source: Source, sections: list[Section]) -> None:
    """A channel belongs to one department, for its cards or for what is asked there, or to operations."""
    used: list[tuple[Path_, str]] = [
        ((*at, "channel"), section["channel"])
        for at, section in sections
        if isinstance(section.get("channel"), str)
    ]
    for at, section in sections:
        used += _texts(section.get("intake_channels"), (*at, "intake_channels"))
    if isinstance(source.value.get("operations"), str):
        used.append((("operations",), source.value["operations"]))
    _once(source, "channel", ((at, name.strip().removeprefix("#")) for at, name in used))


def _calendars(source: Source, sections: list[Section]) -> None:
    """No two have one key, no day is twice in one, and each that is named is there."""
    calendars = list(_sections(source.value.get("calendars"), ("calendars",)))
    keys = list(_keys(calendars))
    _once(source, "calendar", keys)
    for at, calendar in calendars:
        days = calendar.get("hours")
        named = days if isinstance(days, dict) else ()
        _once(
            source, "day", (((*at, "hours", it), WEEKDAYS[n]) for it in named for n in weekdays(it))
        )
    known = {key for _at, key in keys}
    for at, section in sections:
        name = section.get("calendar")
        if isinstance(name, str) and name not in known:
            listed = f"use one of: {', '.join(sorted(known))}" if known else "leave the line out"
            remedy = f"Describe it under calendars:, or {listed}."
            source.fault((*at, "calendar"), f'There is no calendar "{name}".', remedy)


def _offices(source: Source, departments: list[Section]) -> None:
    """Nobody belongs to two by their zone, each that is named is there, and of one kind no two departments serve the same."""
    offices = list(_sections(source.value.get("offices"), ("offices",)))
    keys = list(_keys(offices))
    _once(source, "office", keys)
    zones = [each for at, it in offices for each in _texts(it.get("zones"), (*at, "zones"))]
    _once(source, "zone of an office", zones)
    known, served = {key for _at, key in keys}, dict[tuple[str, str], Path_]()
    for at, department in departments:
        named = list(_texts(department.get("offices"), (*at, "offices")))
        for name_at, name in named:
            if name not in known:
                remedy = "Describe it under offices:, or leave it out."
                source.fault(name_at, f'There is no office "{name}".', remedy)
        if isinstance(kind := department.get("kind"), str):
            for name_at, name in named or [((*at, "kind"), "")]:
                earlier = served.setdefault((kind, name), name_at)
                if earlier != name_at:
                    source.fault(name_at, *_served_twice(kind, name, source.lines[earlier]))


def _served_twice(kind: str, office: str, line: int) -> tuple[str, str]:
    whom = f'the office "{office}"' if office else "everybody else"
    problem = f'The department of the kind "{kind}" on line {line} serves {whom}, too.'
    return (
        problem,
        "Give each its own offices:; one of a kind may have none, and serves everybody else.",
    )


def _standards(source: Source, at: Path_, section: dict[str, Any]) -> None:
    """Each is for a type that the department has, and none for what another is for."""
    types = _sections(section.get("request_types"), (*at, "request_types"))
    known = {GENERAL, *(key for _at, key in _keys(list(types)))}
    first: dict[Hashable, Path_] = {}
    for each_at, each in _sections(section.get("standards"), (*at, "standards")):
        key = each.get("type")
        if isinstance(key, str) and key not in known:
            problem = f'The department has no request type "{key}".'
            source.fault((*each_at, "type"), problem, f"Use one of: {', '.join(sorted(known))}.")
        earlier = first.setdefault((str(key), str(each.get("urgency"))), each_at)
        if earlier != each_at:
            problem = f"There is a standard for the same requests on line {source.lines[earlier]}."
            source.fault(each_at, problem, "Put both into one.")


def _choices(source: Source, choices: Any, at: Path_) -> None:
    """No two may be the same in any of their languages."""
    entries = choices if isinstance(choices, list) else []
    tags = dict.fromkeys(tag for entry in entries if isinstance(entry, dict) for tag in entry)
    for tag in tags or [""]:
        read = [entry.get(tag) if isinstance(entry, dict) else entry for entry in entries]
        _once(source, "choice", list(_texts(read, at)))


def _once(source: Source, what: str, found: Iterable[tuple[Path_, str]]) -> None:
    first: dict[Hashable, Path_] = {}
    for at, text in found:
        earlier = first.setdefault(fold(text), at)
        if earlier != at:
            source.fault(
                at,
                f'The {what} "{text}" is already used on line {source.lines[earlier]}.',
                "Use a different one.",
            )


def _keys(sections: list[Section]) -> Iterator[tuple[Path_, str]]:
    for at, section in sections:
        if isinstance(section.get("key"), str):
            yield (*at, "key"), section["key"]


def _sections(values: Any, at: Path_) -> Iterator[Section]:
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, dict):
            yield (*at, index), value


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(values: Any, at: Path_) -> Iterator[tuple[Path_, str]]:
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str):
            yield (*at, index), value
