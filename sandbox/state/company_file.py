"""A company as somebody writes it down: mappings and lists, with the names of Company's fields as keys."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from sandbox.state.company import Channel, Company, Person, UserGroup

Entry = TypeVar("Entry", Company, Person, Channel, UserGroup)

_LISTS: Mapping[str, type[Any]] = {"people": Person, "channels": Channel, "groups": UserGroup}


def read_company(written: Any) -> Company:
    """Raises ValueError that says where and what."""
    if not isinstance(written, dict):
        raise ValueError("the company should be a mapping, with people and channels in it")
    company = dict(written)
    for name, kind in _LISTS.items():
        entries = company.get(name) or []
        if not isinstance(entries, list):
            raise ValueError(f"{name} should be a list")
        company[name] = tuple(
            _entry(kind, entry, f"{name}[{number}]") for number, entry in enumerate(entries)
        )
    return _entry(Company, company, "the company")


def _entry(kind: type[Entry], written: Any, place: str) -> Entry:
    if not isinstance(written, dict):
        raise ValueError(f"{place} should be a mapping")
    known = {field.name: field for field in fields(kind)}
    if strange := sorted(written.keys() - known.keys()):
        raise ValueError(f"{place}: {strange[0]!r} is none of {', '.join(known)}")
    needed = [name for name, field in known.items() if field.default is MISSING]
    if missing := [name for name in needed if name not in written]:
        raise ValueError(f"{place}: {missing[0]} is missing")
    return kind(
        **{name: _value(known[name].type, written[name], f"{place}.{name}") for name in written}
    )


def _value(kind: Any, written: Any, place: str) -> Any:
    if kind in (str, bool) and not isinstance(written, kind):
        raise ValueError(f"{place} should be {'text' if kind is str else 'true or false'}")
    if isinstance(written, list):
        return tuple(written)
    return written
