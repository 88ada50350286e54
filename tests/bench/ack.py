"""How long a durable acknowledgement takes, against an empty app that stores nothing. Over HTTP and over Socket Mode."""

import asyncio
import statistics
import tempfile
from pathlib import Path

from tests.bench.amounts import QUICK, some
from tests.bench.load import Timed, command, load
from tests.bench.processes import Server, Slack, empty_app, frontdesk, slack
from tests.bench.report import Section

EMPTY_DEFAULT = "empty app, Bolt's default"
EMPTY_FAST = "empty app, processing first"
OURS = "Frontdesk"
# An acknowledgement means that the request is on disk; the empty app's, that it was read.
LATEST, LEAST = 5.0, 0.2
TEXT = "my VPN drops every hour"
ROUNDS = 3 if QUICK else 5
ONE, MANY = some(300), some(1500)
# Slack's rates let some posts through at once. After so many requests, and so many seconds to post what it may, the courier
# works at the rate that Slack sets for good, which is what a busy day looks like.
BURST, POSTED = some(1000), 5.0 if QUICK else 15.0


async def over_http() -> Section:
    """`/ask` over signed HTTP: one connection, and sixteen."""
    section = Section(
        "Acknowledgement of /ask over signed HTTP",
        "Durable: SQLite, WAL, synchronous=FULL; request, history, messages and timers committed; courier and clock at work, "
        "Slack's rates applied. The rounds of the three apps alternate; figures are medians of the rounds.",
    )
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'bench.db'}"
        async with (
            slack() as where,
            empty_app(where) as default,
            empty_app(where, fast=True) as fast,
            frontdesk(where, database) as ours,
        ):
            await _round(ours, where, 16, BURST)
            await asyncio.sleep(POSTED)
            servers = {
                EMPTY_DEFAULT: default,
                EMPTY_FAST: fast,
                OURS: ours,
            }
            one = await _alternate(servers, where, 1, ONE)
            many = await _alternate(servers, where, 16, MANY)
    _tell(section, one, many)
    return section


async def _alternate(
    servers: dict[str, Server], where: Slack, connections: int, requests: int
) -> dict[str, list[Timed]]:
    """Rounds of all servers by turns, so that what else the machine does meets each alike."""
    found: dict[str, list[Timed]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            found[name].append(await _round(server, where, connections, requests))
    return found


async def _round(server: Server, where: Slack, connections: int, requests: int) -> Timed:
    body = command("/ask", TEXT)
    return await load(
        server.port, where.signing_secret, body, connections=connections, requests=requests
    )


def _tell(section: Section, one: dict[str, list[Timed]], many: dict[str, list[Timed]]) -> None:
    medians = {
        name: statistics.median(round_.median_ms for round_ in rounds)
        for name, rounds in one.items()
    }
    rates = {
        name: statistics.median(round_.per_second for round_ in rounds)
        for name, rounds in many.items()
    }
    for name in medians:
        p99 = statistics.median(round_.p99_ms for round_ in one[name])
        section.add(f"{name}: one connection", f"median {medians[name]:.2f} ms, p99 {p99:.1f} ms")
    for name in rates:
        section.add(f"{name}: 16 connections", f"{rates[name]:.0f} a second")
    compare(section, medians, rates)


def compare(section: Section, medians: dict[str, float], rates: dict[str, float]) -> None:
    """Frontdesk against either empty app. Bolt's default sleeps up to 10 ms, so that its ratio tells how fast the machine
    is: only the other one is judged."""
    for base, latest, least in ((EMPTY_FAST, LATEST, LEAST), (EMPTY_DEFAULT, None, None)):
        section.ratio(f"median, Frontdesk ÷ {base}", medians[OURS] / medians[base], at_most=latest)
        section.ratio(
            f"throughput at 16, Frontdesk ÷ {base}", rates[OURS] / rates[base], at_least=least
        )
