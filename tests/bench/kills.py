"""Whether what was acknowledged survives: killed with SIGKILL in the midst of mixed load, and started again."""

import tempfile
from pathlib import Path

from tests.bench.report import Section
from tests.killing import Verdict, killed
from tests.postgresql import in_full, postgresql

ON_SQLITE, ON_POSTGRESQL = 200, 100


async def survival() -> Section:
    """On SQLite and on PostgreSQL."""
    section = Section(
        "Killed with SIGKILL under mixed load",
        "People ask by command, direct message and mention; reply within a second of each card and receipt, often before "
        "Slack has told Frontdesk that it is shown; correct and take back what they said; claim, hand over, resolve. An act "
        "is lost if it was acknowledged and is not where it belongs.",
    )
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'killed.db'}"
        _tell(section, "SQLite", await killed(database, kills=ON_SQLITE, seed=50))
    with postgresql() as server:
        database = in_full(server.migrated())
        _tell(section, "PostgreSQL", await killed(database, kills=ON_POSTGRESQL, seed=51))
    return section


def _tell(section: Section, where: str, verdict: Verdict) -> None:
    lost, doubled = len(verdict.lost) + len(verdict.misplaced), len(verdict.doubled)
    section.add(f"{where}: what was done to it", verdict.harmed)
    section.add(f"{where}: acts acknowledged", f"{verdict.acknowledged:,}")
    section.add(f"{where}: lost", str(lost), "0", lost == 0)
    section.add(f"{where}: doubled", str(doubled), "0", doubled == 0)
