"""`python -m tests.bench [section …] [--write]`: run all or some sections, print their tables, write them to the docs."""

import asyncio
import os
import platform
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console

from tests.bench import (
    ack,
    alerts,
    calendar,
    courier,
    kills,
    much,
    process,
    pulse,
    sizes,
    socket,
    timers,
    where,
)
from tests.bench.report import Section, for_docs, for_terminal

DOCS = Path(__file__).parent.parent.parent / "docs" / "performance.md"
HEAD = "### "
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

SECTIONS: dict[str, Callable[[], Awaitable[Section]]] = {
    "http": ack.over_http,
    "where": where.where_it_goes,
    "socket": socket.over_socket_mode,
    "sizes": sizes.stored_requests,
    "search": sizes.searches,
    "much": much.much_stored,
    "timers": timers.due_at_once,
    "calendar": calendar.working_time,
    "courier": courier.delivery,
    "pulse": pulse.ten_thousand,
    "falls": alerts.small_falls,
    "kills": kills.survival,
    "replicas": kills.two_replicas,
    "process": process.start_and_memory,
}


async def main(names: list[str]) -> list[Section]:
    """Run the named sections, one after the other."""
    console = Console()
    found = []
    for name in names:
        section = await SECTIONS[name]()
        console.print(for_terminal(section))
        found.append(section)
    return found


def write(sections: list[Section], *, all_of_them: bool) -> None:
    """Replace what was measured before in the docs; of some sections, only these."""
    page = DOCS.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    measured, after = rest.split(END)
    machine = f"Python {platform.python_version()} on {platform.system()}, {platform.machine()}, {os.cpu_count()} cores."
    received = for_docs(sections)
    if not all_of_them:
        received = _replaced(measured.partition(HEAD)[2], received)
    DOCS.write_text(f"{before}{BEGIN}\n\n{machine}\n\n{received}\n{END}{after}", encoding="utf-8")


def _replaced(old: str, new: str) -> str:
    """The old text, with the new sections in the place of those of the same title."""
    by_title: dict[str, str] = {}
    for section in (HEAD + old + new).split(HEAD)[1:]:
        title, _, body = section.partition("\n")
        by_title[title] = body.strip("\n")
    return (
        "\n\n".join(f"{HEAD}{title}\n\n{body}" for title, body in by_title.items() if title) + "\n"
    )


if __name__ == "__main__":
    given = [name for name in sys.argv[1:] if not name.startswith("--")]
    measured = asyncio.run(main(given or list(SECTIONS)))
    if "--write" in sys.argv:
        write(measured, all_of_them=not given)
    if any(row.reached is False for section in measured for row in section.rows):
        Console().print("Some goals were missed: they are marked.", style="bold")
