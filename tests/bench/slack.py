"""The sandbox in a process of its own: `python -m tests.bench.slack people limits`."""

import asyncio
import sys

from bot.cli.company import acme
from bot.manifest import manifest
from sandbox import Company, Limits, Person, Sandbox
from sandbox.server import serve


def crowd(people: int) -> Company:
    """Acme, with many more who ask."""
    company = acme()
    more = tuple(
        Person(handle=f"p{i}", name=f"Person {i}", email=f"p{i}@acme.example")
        for i in range(people)
    )
    return Company(
        people=(*company.people, *more), channels=company.channels, groups=company.groups
    )


def sandbox(people: int, limited: bool, *, socket: bool = False) -> Sandbox:
    """A workspace with a crowd; `limited` sets Slack's rates."""
    return Sandbox(
        manifest=manifest() if socket else manifest(http_url="https://frontdesk.acme.example"),
        company=crowd(people),
        limits=Limits.slack() if limited else Limits.none(),
    )


if __name__ == "__main__":
    asyncio.run(serve(sandbox(int(sys.argv[1]), sys.argv[2] == "limited")))
