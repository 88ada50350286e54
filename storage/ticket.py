"""One use case on its way through a driver's thread: whoever waits for it can take it back until its commit begins."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from storage.patience import InDoubtError, UnavailableError, Until

T = TypeVar("T")
TOO_LATE = "too_late"


class _Stage(Enum):
    WAITING = auto()
    BEGUN = auto()
    COMMITTING = auto()
    WITHDRAWN = auto()


class Ticket(Generic[T]):
    """The engine puts the outcome into `future`. Its thread works between `working` and `commits`; the event loop waits."""

    def __init__(self, work: Callable[[Connection], T], until: Until) -> None:
        self.work = work
        self.until = until
        self.future: asyncio.Future[T]
        self._lock = threading.Lock()
        self._stage = _Stage.WAITING
        self._interrupt: Callable[[], None] | None = None

    # -- in the driver's thread ----------------------------------------------------------------

    @contextmanager
    def working(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Within the block `interrupt` may be called, from another thread. Raises if it was withdrawn."""
        with self._lock:
            self._unless_withdrawn()
            self._stage, self._interrupt = _Stage.BEGUN, interrupt
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None

    def commits(self) -> None:
        """From here on it can't be taken back. Raises if it was withdrawn."""
        with self._lock:
            self._unless_withdrawn()
            self._stage = _Stage.COMMITTING

    def _unless_withdrawn(self) -> None:
        if self._stage is _Stage.WITHDRAWN:
            raise UnavailableError(TOO_LATE)

    # -- in the event loop ---------------------------------------------------------------------

    @property
    def withdrawn(self) -> bool:
        """Nobody waits for it any more, and it must not happen."""
        return self._stage is _Stage.WITHDRAWN

    async def outcome(self) -> T:
        """What came of it. Raises `UnavailableError` or `InDoubtError` when the time is over."""
        loop = asyncio.get_running_loop()
        self.future.add_done_callback(_heard)
        try:
            await asyncio.wait({self.future}, timeout=max(0.0, self.until.begin - loop.time()))
            if not self.future.done():
                if self._withdraw():
                    raise UnavailableError(TOO_LATE)
                await asyncio.wait({self.future}, timeout=max(0.0, self.until.end - loop.time()))
        except asyncio.CancelledError:
            # Nobody waits any more, but it must not hold a connection for ever.
            loop.call_at(self.until.end, self._break_off)
            raise
        if self.future.done():
            return self.future.result()
        raise UnavailableError(TOO_LATE) if self._break_off() else InDoubtError

    def _withdraw(self) -> bool:
        """Whether it had not begun, and now never will."""
        with self._lock:
            if self._stage is _Stage.WAITING:
                self._stage = _Stage.WITHDRAWN
            return self.withdrawn

    def _break_off(self) -> bool:
        """Whether it is certain that nothing will be saved."""
        with self._lock:
            certain = self._stage is not _Stage.COMMITTING
            if certain:
                self._stage = _Stage.WITHDRAWN
            if self._interrupt and not self.future.done():
                self._interrupt()
        return certain


def _heard(future: "asyncio.Future[Any]") -> None:
    """Whoever left does not look at the outcome; asyncio need not complain of that."""
    if not future.cancelled():
        future.exception()
