"""Can the database be used, and does its schema match this release?"""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url

from bot.check.report import Finding, Row, not_checked
from bot.check.slack import PATIENCE_SECONDS
from config.faults import ConfigurationError
from config.settings import load_database_url
from storage import upgrade
from storage.database import FAILURES, in_the_drivers_words, open_database


async def database(environ: Mapping[str, str] | None, env_file: Path | None) -> Row:
    try:
        state, found, remedy = await _database_state(load_database_url(environ, env_file))
    except ConfigurationError:
        return not_checked("Database", "DATABASE_URL")
    except upgrade.SchemaError as error:
        state, found, remedy = Finding.BROKEN, "Its schema doesn't match this release.", str(error)
    except (*FAILURES, OSError) as error:
        state, found = Finding.BROKEN, f"It can't be used: {in_the_drivers_words(error)}"
        remedy = "Check that it is running, its address, and this account's permissions."
    return Row("Database", state, found, remedy)


async def _database_state(address: str) -> tuple[Finding, str, str]:
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        # Connecting would create the file.
        if not await asyncio.to_thread(Path(url.database or "").exists):
            return Finding.FINE, "Not there yet; the first start creates it.", ""
    elif "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(PATIENCE_SECONDS)})
    await asyncio.to_thread(upgrade.require_current, url)
    database = open_database(url.render_as_string(hide_password=False))
    await database.open()
    try:
        await database.ping()
    finally:
        await database.close()
    return Finding.FINE, f"Working and writable, schema {upgrade.head()}.", ""
