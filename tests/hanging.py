"""Databases that hang: another connection holds them, or the wire to the server is stopped, also at the very moment of a
commit."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

from sqlalchemy import URL, create_engine, make_url, text

from storage.patience import Patience, Until

# What waits for a database that hangs waits for ever.
SHORT = Patience(0.3, 0.5)
UNHURRIED = Patience(60, 60)


@dataclass(frozen=True, slots=True)
class Hurry(Patience):
    """Short for what comes while the database hangs, and else so long that no machine is too slow."""

    begin: float = UNHURRIED.begin
    end: float = UNHURRIED.end
    _now: list[Patience] = field(default_factory=lambda: [UNHURRIED])

    def since(self, arrival: float) -> Until:
        return self._now[-1].since(arrival)

    @contextmanager
    def on(self, short: Patience = SHORT) -> Iterator[None]:
        """The database hangs."""
        self._now.append(short)
        try:
            yield
        finally:
            self._now.pop()


@contextmanager
def held(url: URL) -> Iterator[None]:
    """Another connection keeps the database from writing."""
    if url.get_backend_name() == "sqlite":
        holder = sqlite3.connect(str(url.database), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            holder.execute("ROLLBACK")
            holder.close()
        return
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("LOCK TABLE history, requests, seen IN EXCLUSIVE MODE"))
            yield
    finally:
        engine.dispose()


class Stop(Enum):
    """What no longer gets through."""

    ALL = auto()
    COMMIT = auto()
    """The server never hears of it."""
    ANSWER_TO_COMMIT = auto()
    """It is done, and the client never hears of it."""


class Proxy:
    """Lets everything through while `stopped` is None. What reads is not stopped at its end."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._stopped: Stop | None = None
        self._flows = asyncio.Event()
        self._flows.set()
        self._wires: dict[asyncio.StreamWriter, set[asyncio.Task[None]]] = {}
        self._ended = asyncio.Event()
        self._committing = asyncio.Event()
        self.commits = 0
        """So many were stopped."""

    def stop(self, what: Stop) -> None:
        """From now on."""
        self._stopped = what
        self._flows.clear()

    def go_on(self) -> None:
        """What was held gets through."""
        self._stopped = None
        self._flows.set()

    def cut(self) -> None:
        """All that are connected now."""
        for pumps in self._wires.values():
            for pump in pumps:
                pump.cancel()

    async def until_commit(self) -> None:
        """Until one is stopped."""
        await self._committing.wait()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A client came."""
        folder = str(self._server.query["host"])
        there = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{self._server.port or 5432}")
        silent = asyncio.Event()
        pumps = {
            asyncio.create_task(self._to_server(reader, there[1], silent)),
            asyncio.create_task(self._to_client(there[0], writer, silent)),
        }
        self._wires[writer] = pumps
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        for end in (writer, there[1]):
            end.transport.abort()
        del self._wires[writer]
        self._ended.set()

    async def end(self) -> None:
        """Until nobody is connected any more."""
        self.cut()
        while self._wires:
            self._ended.clear()
            await self._ended.wait()
        await asyncio.sleep(0)

    async def _to_server(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silent: asyncio.Event
    ) -> None:
        reading = False
        while data := await reader.read(65_536):
            reading = b"READ ONLY" in data if b"BEGIN" in data else reading
            commit = b"COMMIT" in data and not reading and self._stopped is not None
            self.commits += commit
            if commit:
                self._committing.set()
            if commit and self._stopped is Stop.ANSWER_TO_COMMIT:
                silent.set()
            elif self._stopped is Stop.ALL or commit:
                await self._until_it_goes_on(reader)
            writer.write(data)
            await writer.drain()

    async def _until_it_goes_on(self, reader: asyncio.StreamReader) -> None:
        """Or until the client has gone, whose last words are lost then."""
        gone = asyncio.create_task(reader.read(1))
        goes_on = asyncio.create_task(self._flows.wait())
        await asyncio.wait({gone, goes_on}, return_when=asyncio.FIRST_COMPLETED)
        for task in (gone, goes_on):
            task.cancel()
        if gone.done() and not gone.cancelled():
            raise ConnectionResetError

    async def _to_client(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silent: asyncio.Event
    ) -> None:
        while data := await reader.read(65_536):
            if self._stopped is Stop.ALL or silent.is_set():
                await self._flows.wait()
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def proxied(address: str) -> AsyncIterator[tuple[Proxy, str]]:
    """The proxy, and the address of the same database through it."""
    url = make_url(address)
    proxy = Proxy(url)
    server = await asyncio.start_server(proxy.connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    query = {name: value for name, value in url.query.items() if name != "host"}
    through = url.set(host="127.0.0.1", port=port, query=query)
    try:
        yield proxy, through.render_as_string(hide_password=False)
    finally:
        proxy.go_on()
        server.close()
        await proxy.end()
