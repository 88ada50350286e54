"""How soon the process is ready, and what it weighs."""

import asyncio
import statistics
import tempfile
from pathlib import Path

import psutil

from tests.bench.load import command, load
from tests.bench.processes import frontdesk, slack
from tests.bench.report import Section

STARTS = 5
REQUESTS = 10_000
MEGABYTE = 1024 * 1024


async def start_and_memory() -> Section:
    """Time to `/readyz`, resident memory at rest and after many requests."""
    section = Section(
        "The process", "`frontdesk run` over HTTP, on SQLite, with the example organisation."
    )
    with tempfile.TemporaryDirectory() as folder:
        async with slack(people=200) as where:
            starts = []
            for start in range(STARTS):
                async with frontdesk(where, f"sqlite:///{Path(folder) / f'{start}.db'}") as server:
                    starts.append(server.ready_seconds)
            async with frontdesk(where, f"sqlite:///{Path(folder) / 'memory.db'}") as server:
                await asyncio.sleep(3)
                process = psutil.Process(server.pid)
                rest = process.memory_info().rss / MEGABYTE
                body = command("/ask", "my VPN drops every hour")
                await load(
                    server.port, where.signing_secret, body, connections=16, requests=REQUESTS
                )
                await asyncio.sleep(3)
                after = process.memory_info().rss / MEGABYTE
    ready = statistics.median(starts)
    section.add(
        "ready after start, first start with an empty database",
        f"{ready:.2f} s",
        "≤ 2 s",
        ready <= 2,
    )
    section.add("resident memory at rest", f"{rest:.0f} MB", "≤ 150 MB", rest <= 150)
    section.add(
        f"resident memory after {REQUESTS:,} requests", f"{after:.0f} MB", "≤ 150 MB", after <= 150
    )
    return section
