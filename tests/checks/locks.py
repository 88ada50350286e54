"""The locks pin every dependency with its hash, name no address, and hold what pyproject.toml asks for."""

import re
import tomllib
from collections.abc import Iterator

from tests.checks import ROOT

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)")
ADDRESS = re.compile(
    r"://|^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b"
)
HASH = "--hash=sha256:"


def check() -> Iterator[str]:
    """All locks of the repository."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = project["project"]["dependencies"]
    more = {
        "requirements-dev.lock": project["dependency-groups"]["dev"],
        "requirements-semantic.lock": project["project"]["optional-dependencies"]["semantic"],
    }
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    yield from faults("requirements.lock", lock, needed)
    for name, others in more.items():
        other = (ROOT / name).read_text("utf-8")
        yield from faults(name, other, [*needed, *others])
        yield from disagreements(lock, name, other)


def faults(name: str, lock: str, needed: list[str]) -> Iterator[str]:
    """What is wrong with one lock."""
    for number, line in enumerate(lock.splitlines(), start=1):
        if ADDRESS.search(line):
            yield f"{name}:{number} names an address; whoever installs chooses the index. Run `make lock`."
    for requirement in lock.replace("\\\n", " ").splitlines():
        found = PIN.match(requirement)
        if (
            found is None
            and requirement.strip()
            and not requirement.lstrip().startswith(("#", "-"))
        ):
            yield f"{name}: “{requirement[:60]}” is not pinned to a version. Run `make lock`."
        elif found is not None and HASH not in requirement:
            yield f"{name}: {found[1]} has no hash. Run `make lock`."
    for wanted in sorted({_name(each) for each in needed} - pins(lock).keys()):
        yield f"{name}: {wanted} is in pyproject.toml but not here. Run `make lock`."


def disagreements(lock: str, other_name: str, other: str) -> Iterator[str]:
    """What is tested is what is run."""
    others = pins(other)
    for name, version in pins(lock).items():
        if others.get(name) != version:
            found = others.get(name, "nothing")
            yield f"{name} is {version} in requirements.lock, {found} in {other_name}."


def pins(lock: str) -> dict[str, str]:
    """Name and version of each dependency."""
    found = (PIN.match(line) for line in lock.splitlines())
    return {_name(match[1]): match[2] for match in found if match}


def _name(requirement: str) -> str:
    found = NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", found[0] if found else requirement).lower()
