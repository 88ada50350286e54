"""The sandbox's public face: builds the parts, starts and stops the server."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from sandbox.acting.actor import Actor
from sandbox.acting.context import Context
from sandbox.acting.interactions import Interactions
from sandbox.acting.live import LiveConversation, LiveGroup
from sandbox.client.routes import ClientRoutes
from sandbox.client.tours import NextScript
from sandbox.control import ControlCommand, ControlRoutes
from sandbox.delivery.dispatcher import Dispatcher
from sandbox.delivery.events import EventFeed
from sandbox.delivery.http import HttpDelivery
from sandbox.delivery.payloads import Payloads
from sandbox.delivery.socket_mode import SocketHub
from sandbox.faults.injector import FaultInjector
from sandbox.routes import application
from sandbox.state.changes import TimePassed
from sandbox.state.clock import SandboxClock
from sandbox.state.company import Company, Person, UserGroup
from sandbox.state.dump import dump
from sandbox.state.manifest import read_manifest
from sandbox.state.traffic import ApiCall, AppDelivery, TrafficLog
from sandbox.state.workspace import Workspace
from sandbox.tour.player import TourPlayer
from sandbox.tour.script import TourScript
from sandbox.webapi.endpoint import WebApi
from sandbox.webapi.hooks import Hooks
from sandbox.webapi.limits import Buckets, Limits

Json = dict[str, Any]


class Sandbox:
    """A Slack workspace on this machine. See the package's docstring for how to use it."""

    def __init__(
        self,
        manifest: Json,
        company: Company,
        *,
        now: Callable[[], float] = time.time,
        port: int = 0,
        host: str = "127.0.0.1",
        ack_deadline: float = 3.0,
        retry_delays: Sequence[float] = (0.0, 60.0, 300.0),
        limits: Limits | None = None,
        tours: NextScript | None = None,
        control: bool = True,
    ) -> None:
        """`tours` writes the page's tour, another script each time; `control` opens /control to other processes."""
        self._host, self._port = host, port
        self.clock = SandboxClock(now, company.tz)
        self.workspace = Workspace(read_manifest(manifest), company, self.clock)
        app, changes = self.workspace.app, self.workspace.changes
        self.log = TrafficLog(changes)
        self.sockets = SocketHub(app.app_id, changes.wake)
        self.faults = FaultInjector(self.sockets, lambda name: self.channel(name).id)
        self.dispatcher = Dispatcher(
            self.sockets,
            self.log,
            self.faults,
            now=self.clock,
            ack_deadline=ack_deadline,
            retry_delays=retry_delays,
            changes=changes,
        )
        self._payloads = Payloads(self.workspace)
        interactions = Interactions(self.workspace, self._payloads, self.dispatcher)
        self.context = Context(self.workspace, self.dispatcher, interactions, self.clock)
        feed = EventFeed(self.workspace, self._payloads, self.dispatcher)
        changes.listen(feed.hear)
        self.clock.listen(lambda: changes.publish(TimePassed()))
        buckets = Buckets(limits or Limits.none(), self.clock)
        self._api = WebApi(self.workspace, self.sockets, self.faults, self.log, buckets)
        self._client = ClientRoutes(self.context, self.log, tours)
        self._control = control
        self._http: HttpDelivery | None = None
        self._runner: web.AppRunner | None = None

    # -- life ---------------------------------------------------------------------------------

    async def start(self) -> None:
        routes = [
            web.post("/api/{method}", self._api.handle),
            web.get("/api/{method}", self._api.handle),
            web.get("/link", self.sockets.handle),
            *Hooks(self.workspace, self.log, self.faults).routes(),
            *self._client.routes(),
            *(self.control_routes() if self._control else ()),
        ]
        self._runner = web.AppRunner(application(routes), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._api.base_url = self._payloads.base_url = self.base_url
        self.workspace.files.base_url = self.base_url

    def control_routes(self) -> list[web.RouteDef]:
        more: dict[str, ControlCommand] = {
            "redeliver_last": self.redeliver_last,
            "deliver_to": self.deliver_to,
            "verify_url": self._must_verify_url,
            "idle": self.idle,
            "forward": self.clock.forward,
            "jump": self.clock.jump,
        }
        return ControlRoutes(self.context, self.faults, self.log, more).routes()

    async def stop(self) -> None:
        await self.dispatcher.close()
        self.sockets.cut()
        await self._client.streams.close()
        if self._http is not None:
            await self._http.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    # -- where it is --------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        return f"http://{self._host}:{self._port}"

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/api/"

    @property
    def page_url(self) -> str:
        return f"{self.base_url}/"

    @property
    def bot_token(self) -> str:
        return self.workspace.app.bot_token

    @property
    def app_token(self) -> str:
        return self.workspace.app.app_token

    @property
    def signing_secret(self) -> str:
        return self.workspace.app.signing_secret

    @property
    def bot_user_id(self) -> str:
        return self.workspace.app.user_id

    def deliver_to(self, url: str, *more: str) -> None:
        """Signed HTTP from now on, instead of Socket Mode; several addresses take turns. What is delivered again goes there
        too."""
        if self._http is None:
            self._http = HttpDelivery(self.signing_secret)
        self._http.go_to((url, *more))
        self.dispatcher.transport = self._http

    async def verify_url(self) -> bool:
        """Slack's url_verification of the address given to `deliver_to`."""
        assert self._http is not None, "deliver_to comes first"
        return await self._http.verify()

    async def _must_verify_url(self) -> None:
        if not await self.verify_url():
            raise ValueError("the app didn't answer with the challenge")

    # -- people and places --------------------------------------------------------------------

    def person(self, who: str) -> Actor:
        """By handle, name or id."""
        return Actor(self.context, self.context.user(who))

    def channel(self, which: str) -> LiveConversation:
        """By name or id."""
        return LiveConversation(self.context, self.context.conversation(which))

    def dm(self, who: Actor | str) -> LiveConversation:
        """A person's direct messages with the app."""
        user = self.context.user(who)
        return LiveConversation(self.context, self.workspace.dm_of(user.id))

    def group(self, handle: str) -> LiveGroup:
        found = self.workspace.group_named(handle)
        if found is None:
            raise KeyError(f"no user group is called {handle!r}")
        return LiveGroup(self.context, found)

    def deactivate(self, who: Actor | str) -> None:
        self.workspace.change_person(self.context.user(who), deleted=True)

    def reactivate(self, who: Actor | str) -> None:
        self.workspace.change_person(self.context.user(who), deleted=False)

    def update_person(self, who: Actor | str, **fields: Any) -> None:
        """Any field of Person but the handle, which makes the id."""
        self.workspace.change_person(self.context.user(who), **fields)

    def hire(self, person: Person) -> Actor:
        """Somebody new: team_join."""
        return Actor(self.context, self.workspace.hire(replace(person)))

    def found_group(self, definition: UserGroup) -> LiveGroup:
        """A new user group: subteam_created."""
        return LiveGroup(self.context, self.workspace.found_group(definition).id)

    def play(
        self, script: TourScript, *, quiet_seconds: float = 0.15, expect_seconds: float = 60.0
    ) -> TourPlayer:
        """A step is over once nothing has changed for `quiet_seconds`."""
        return TourPlayer(
            self.context, script, quiet_seconds=quiet_seconds, expect_seconds=expect_seconds
        )

    # -- waiting and looking ------------------------------------------------------------------

    async def until(self, condition: Callable[[], object], timeout: float = 60.0) -> None:
        """Checks after every change; AssertionError with a dump if the condition never holds."""
        if not await self.workspace.changes.until(condition, timeout):
            raise AssertionError(f"not true after {timeout} s. The workspace:\n{self.dump()}")

    async def idle(self, timeout: float = 60.0) -> None:
        """Every delivery was acknowledged or given up, retries included."""
        if not await self.workspace.changes.until(lambda: not self.dispatcher.in_flight, timeout):
            waiting = self.dispatcher.in_flight
            raise AssertionError(f"{waiting} deliveries still under way:\n{self.dump()}")

    @property
    def connections(self) -> int:
        """Sockets of the app that would get a delivery now."""
        return self.sockets.connected

    @property
    def calls(self) -> list[ApiCall]:
        return self.log.calls

    @property
    def deliveries(self) -> list[AppDelivery]:
        return self.log.deliveries

    async def redeliver_last(self, kind: str | None = None) -> None:
        """Sends the newest delivery again with the same ids. `kind` may be a name, too."""
        for delivery in reversed(self.log.deliveries):
            if kind in (None, delivery.kind, delivery.name):
                await self.dispatcher.redeliver(delivery)
                return
        raise AssertionError(f"nothing of the kind {kind!r} was delivered yet")

    async def release(self, *order: int) -> None:
        """Delivers the events that `faults.hold` kept, one after the other, in this order: 0 happened first, -1 last."""
        held = self.faults.release()
        for place in order:
            await self.dispatcher.deliver_now(held[place])

    def dump(self) -> str:
        return dump(self.workspace, self.log)
