"""Whether what was acknowledged survives mixed load while processes are killed, halted, misled about the time, and left
without their database."""

import tempfile
from pathlib import Path

from tests.bench.report import Section
from tests.killing import Verdict, killed, side_by_side
from tests.postgresql import in_full, postgresql

ON_SQLITE, ON_POSTGRESQL = 200, 100
BAD_DAYS = 5


async def survival() -> Section:
    """One process, killed in the midst of work and started again."""
    section = Section(
        "Killed with SIGKILL under mixed load",
        "People ask by command, direct message and mention; reply within a second of each card and receipt, often before "
        "Slack's answer has told Frontdesk that it is shown; correct and take back what they said; claim, hand over, resolve. "
        "An act is lost if it was acknowledged and does not stand where it belongs.",
    )
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'killed.db'}"
        _tell(section, "SQLite", await killed(database, kills=ON_SQLITE, seed=50))
    with postgresql() as server:
        database = in_full(server.migrated())
        _tell(section, "PostgreSQL", await killed(database, kills=ON_POSTGRESQL, seed=51))
    return section


async def two_replicas() -> Section:
    """Two processes on one database."""
    section = Section(
        "Two replicas through bad days",
        "Under the same load, with one PostgreSQL and deliveries by turns. All harm comes in an order of chance, and mostly "
        "just when Slack has shown a message.",
    )
    with postgresql() as server:
        verdict = await side_by_side(server, seed=52, rounds=BAD_DAYS)
    _tell(section, "both", verdict)
    return section


def _tell(section: Section, where: str, verdict: Verdict) -> None:
    lost, doubled = len(verdict.lost) + len(verdict.misplaced), len(verdict.doubled)
    section.add(f"{where}: harm done", verdict.harmed)
    section.add(f"{where}: acts acknowledged", f"{verdict.acknowledged:,} of {verdict.tried:,}")
    section.add(f"{where}: of them lost", str(lost), "0", lost == 0)
    section.add(f"{where}: shown twice", str(doubled), "0", doubled == 0)
