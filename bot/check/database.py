"""Can the database be used, and does its schema match this release?"""

import asyncio
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.check.report import Row, State, not_checked
from bot.check.slack import PATIENCE_SECONDS
from config.faults import ConfigurationError
from config.settings import load_database_url
from storage import upgrade
from storage.database import open_database


async def database(environ: Mapping[str, str] | None, env_file: Path | None) -> Row:
    try:
        state, found, remedy = await _database_state(load_database_url(environ, env_file))
    except ConfigurationError:
        return not_checked("Database", "DATABASE_URL")
    except upgrade.SchemaError as error:
        state, found, remedy = State.BROKEN, "Its schema doesn't match this release.", str(error)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        state, found = State.BROKEN, f"It can't be used: {reason}"
        remedy = "Check that it is running, its address, and this account's permissions."
    return Row("Database", state, found, remedy)


async def _database_state(address: str) -> tuple[State, str, str]:
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        # Connecting would create the file.
        if not await asyncio.to_thread(Path(url.database or "").exists):
            return State.FINE, "Not there yet; the first start creates it.", ""
    elif "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(PATIENCE_SECONDS)})
    await asyncio.to_thread(upgrade.require_current, url)
    database = open_database(url.render_as_string(hide_password=False))
    await database.open()
    try:
        await database.write("", lambda _: None)
        await database.ping()
    finally:
        await database.close()
    return State.FINE, f"Working and writable, schema {upgrade.head()}.", ""
