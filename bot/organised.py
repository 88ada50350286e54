"""Reloads the organisation file while Frontdesk runs, on SIGHUP and by `/frontdesk reload`, for everyone at once."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

import handlers
from bot.slack import error_code
from config.faults import ConfigurationError
from config.organisation import Organisation, load_organisation
from handlers.desk import Desk

log = structlog.get_logger(__name__)


class OrganisationFile:
    """The organisation as the file last described it without a fault (`handlers.desk.Organised`).

    `current` is the same for everyone; a transaction keeps the one it began with.
    """

    def __init__(self, path: Path, current: Organisation, *, reloaded: Callable[[], None]) -> None:
        self.current = current
        self._path = path
        self._reloaded = reloaded
        self._one_at_a_time = asyncio.Lock()

    async def draft(self) -> Organisation:
        """The file as it is now, to be tried out. Raises `ConfigurationError` if there is a fault in it."""
        return await asyncio.to_thread(load_organisation, self._path)

    async def reload(self, desk: Desk) -> Organisation:
        """Read the file again, and prepare what depends on it. Raises `ConfigurationError`, and changes nothing, if there
        is a fault in it."""
        async with self._one_at_a_time:
            organisation = await asyncio.to_thread(load_organisation, self._path)
            await asyncio.to_thread(handlers.study, organisation)
            renewed = desk.under(organisation)
            await desk.database.write(desk.team, lambda tx: handlers.prepare(tx, renewed))
            self.current = organisation
        self._reloaded()
        log.info("organisation_reloaded", departments=len(organisation.departments))
        return organisation


async def reload_when_told(desk: Desk, told: asyncio.Event) -> None:
    """Reload each time `told` is set; the log says how it went."""
    while True:
        await told.wait()
        told.clear()
        try:
            await desk.organised.reload(desk)
        except ConfigurationError as error:
            for fault in error.faults:
                log.error(
                    "organisation_invalid",
                    place=fault.place,
                    problem=fault.problem,
                    remedy=fault.remedy,
                )
        except Exception as error:  # noqa: BLE001 # a database in trouble must not end the listening
            log.error("organisation_reload_failed", reason=error_code(error))
