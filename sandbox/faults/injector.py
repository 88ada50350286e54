"""Fault injection: refusals, garbled answers, dead connections, slowness, repeated deliveries."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Protocol

from sandbox.faults.rule import FaultRule
from sandbox.state.traffic import AppDelivery


class Connections(Protocol):
    """The app's Socket Mode connections."""

    @property
    def connected(self) -> int: ...

    def cut(self) -> None: ...

    def forget_tickets(self) -> None: ...

    async def disconnect(self, reason: str) -> None: ...


class FaultInjector:
    """Each fault is used up after `times`, unless its method says that it stays."""

    def __init__(self, sockets: Connections, resolve: Callable[[str], str]) -> None:
        self._sockets, self._resolve = sockets, resolve
        self._rules: list[FaultRule] = []
        self._twice: list[frozenset[str] | None] = []
        self._held: list[AppDelivery] | None = None
        self._cleared = asyncio.Event()
        self.token_error: str | None = None

    @property
    def connections(self) -> int:
        return self._sockets.connected

    def refuse(
        self,
        method: str,
        times: int = 1,
        status: int | None = None,
        retry_after: int | None = None,
        error: str | None = None,
        channel: str | None = None,
    ) -> None:
        """Answer without doing anything: an HTTP `status`, or 200 with an `error` code."""
        if status is None:
            status = 200 if error else 429
        if status == 429 and retry_after is None:
            retry_after = 1
        self._add(FaultRule(method, times, channel, status, error, retry_after))

    def drop(
        self, method: str, when: str = "before", times: int = 1, channel: str | None = None
    ) -> None:
        """The connection dies `before` or `after` the effect happened; no answer arrives."""
        if when not in ("before", "after"):
            raise ValueError(f"when is 'before' or 'after', not {when!r}")
        self._add(FaultRule(method, times, channel, drop=when))

    def garble(
        self,
        method: str,
        body: str = "<html><title>Bad gateway</title></html>",
        *,
        content_type: str = "text/html",
        status: int = 200,
        when: str = "before",
        times: int = 1,
        channel: str | None = None,
    ) -> None:
        """Something else answers in Slack's place, such as a gateway's error page, `before` or `after` the effect."""
        if when not in ("before", "after"):
            raise ValueError(f"when is 'before' or 'after', not {when!r}")
        self._add(
            FaultRule(
                method,
                times,
                channel,
                status,
                drop=when,
                body=body,
                content_type=content_type,
            )
        )

    def slow(
        self,
        method: str,
        seconds: float,
        times: int = 1,
        channel: str | None = None,
        when: str = "after",
    ) -> None:
        """The answer takes so many real seconds longer; the effect comes `after` or `before` them."""
        if when not in ("before", "after"):
            raise ValueError(f"when is 'before' or 'after', not {when!r}")
        self._add(FaultRule(method, times, channel, seconds=seconds, late=when == "before"))

    def redeliver(self, times: int = 1, kinds: Collection[str] | None = None) -> None:
        """The acknowledgement of the next deliveries gets lost and they are sent once more.

        `kinds` narrows it to kinds (`events_api`, …) or names (`message`, `/ask`, …).
        """
        self._twice += [frozenset(kinds) if kinds else None] * times

    def hold(self) -> None:
        """Events stay on the way from now on, until `Sandbox.release` delivers them in whatever order."""
        self._held = []

    def release(self) -> list[AppDelivery]:
        """The events that were held, in the order in which they happened; nothing is held any more."""
        held, self._held = self._held or [], None
        return held

    def is_held(self, delivery: AppDelivery) -> bool:
        """Whether an event stays on the way."""
        return self._held is not None and delivery in self._held

    def holds_back(self, delivery: AppDelivery) -> bool:
        """Keep an event, if events are being held."""
        if self._held is not None:
            self._held.append(delivery)
        return self._held is not None

    async def disconnect(self, reason: str | None = None) -> None:
        """`refresh_requested`, `warning`, `link_disabled`, or None to just cut the connections."""
        if reason is None:
            self._sockets.cut()
        else:
            await self._sockets.disconnect(reason)

    def stale_tickets(self) -> None:
        """WebSocket addresses given out so far are refused."""
        self._sockets.forget_tickets()

    def restart(self) -> None:
        """Slack's front restarts: every socket cut, every ticket gone. The data stays."""
        self._sockets.forget_tickets()
        self._sockets.cut()

    def revoke_token(self, error: str = "token_revoked") -> None:
        """Stays until `restore_token`."""
        self.token_error = error

    def restore_token(self) -> None:
        self.token_error = None

    def clear(self) -> None:
        """Remove all faults; what is slow is answered now."""
        self._cleared.set()
        self._cleared = asyncio.Event()
        self._rules.clear()
        self._twice.clear()
        self._held = None
        self.token_error = None

    def take(self, method: str, channel: str) -> FaultRule | None:
        """The fault that hits this call, used up by one."""
        for rule in self._rules:
            if rule.matches(method, channel):
                rule.times -= 1
                if rule.times <= 0:
                    self._rules.remove(rule)
                return rule
        return None

    async def pause(self, rule: FaultRule) -> None:
        """As long as it takes, or until `clear`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(rule.seconds):
                await self._cleared.wait()

    def loses_ack(self, delivery: AppDelivery) -> bool:
        for kinds in self._twice:
            if kinds is None or kinds & {delivery.kind, delivery.name}:
                self._twice.remove(kinds)
                return True
        return False

    def _add(self, rule: FaultRule) -> None:
        if rule.channel is not None:
            rule.channel = self._resolve(rule.channel)
        self._rules.append(rule)
