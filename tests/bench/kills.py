"""Whether what was acknowledged survives: killed with SIGKILL at random moments under load, and started again."""

import tempfile
from pathlib import Path

from tests.bench.report import Section
from tests.killing import killed, sqlite_in

KILLS = 50


async def survival() -> Section:
    """Fifty kills on SQLite, over HTTP, with eight people asking without a pause."""
    with tempfile.TemporaryDirectory() as folder:
        tally = await killed(sqlite_in(Path(folder)), kills=KILLS, seed=50, patience=300)
    section = Section("Killed with SIGKILL under load", f"{tally.kills} times at random moments.")
    section.add("requests acknowledged", str(len(tally.acknowledged)))
    lost, repeated = len(tally.lost), len(tally.repeated)
    section.add("of them lost: without a card or a receipt", str(lost), "0", lost == 0)
    section.add(
        "shown more than once: two cards or two receipts", str(repeated), "0", repeated == 0
    )
    return section
