"""Bolt's app with one listener for each kind of payload, and a table of whose it is.

Bolt asks one listener after the other whether a payload is its own, and gathers all arguments each time: with the listeners of
all capabilities that is a millisecond or two. Capabilities register theirs as with any Bolt app.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_bolt.response import BoltResponse

from bot.unsaved import Unsaved

Listener = Callable[..., Awaitable[Any]]
Known = str | re.Pattern[str]
Body = Mapping[str, Any]

# Bolt wants a pattern; whose an id is says the table.
ANY = re.compile(r"\A")
# Where the id stands by which a payload of each kind finds its listener.
IDS: Mapping[str, Callable[[Body], str]] = {
    "command": lambda body: body["command"],
    "action": lambda body: body["actions"][0]["action_id"],
    "view": lambda body: body["view"]["callback_id"],
    "shortcut": lambda body: body["callback_id"],
    "event": lambda body: body["event"]["type"],
}


class _Table:
    """Whose an id is: the first that registered it, or a pattern that matches it."""

    def __init__(self) -> None:
        self._exact: dict[str, _Called] = {}
        self._patterns: list[tuple[re.Pattern[str], _Called]] = []

    def add(self, known: Known, listener: Listener) -> Listener:
        if isinstance(known, str):
            self._exact.setdefault(known, _Called(listener))
        else:
            self._patterns.append((known, _Called(listener)))
        return listener

    def find(self, id_: str) -> "_Called":
        found = self._exact.get(id_)
        return found or next(called for known, called in self._patterns if known.search(id_))

    def listeners(self) -> list[Listener]:
        called = [*self._exact.values(), *(called for _known, called in self._patterns)]
        return [each.listener for each in called]

    def knows(self, id_: str) -> bool:
        """Whether anybody listens to it."""
        return id_ in self._exact or any(known.search(id_) for known, _called in self._patterns)


class _Called:
    """A listener, with the names of the arguments that it wants of Bolt."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self._names = tuple(inspect.signature(listener).parameters)

    async def __call__(self, args: AsyncArgs) -> None:
        await self.listener(**{name: getattr(args, name) for name in self._names})


class ListeningApp(AsyncApp):
    """Somebody else hears how each delivery ended, by whichever way it came."""

    def __init__(self, unsaved: Unsaved, **options: Any) -> None:
        self._tables = {kind: _Table() for kind in IDS}
        super().__init__(**options)
        self._unsaved = unsaved

    def command(self, command: Known) -> Callable[..., Any]:  # type: ignore[override] # no matchers, no middleware
        """A slash command."""
        return partial(self._tables["command"].add, command)

    def action(self, constraints: Known) -> Callable[..., Any]:  # type: ignore[override] # as above
        """A click, or a choice."""
        return partial(self._tables["action"].add, constraints)

    def view(self, constraints: Known) -> Callable[..., Any]:  # type: ignore[override] # as above
        """A form that was submitted."""
        return partial(self._tables["view"].add, constraints)

    def shortcut(self, constraints: Known) -> Callable[..., Any]:  # type: ignore[override] # as above
        """A shortcut, global or on a message."""
        return partial(self._tables["shortcut"].add, constraints)

    def event(self, event: Known) -> Callable[..., Any]:  # type: ignore[override] # as above
        """Something that happened in Slack."""
        return partial(self._tables["event"].add, event)

    def listeners(self) -> list[Listener]:
        """All that was registered."""
        return [each for table in self._tables.values() for each in table.listeners()]

    def listen(self) -> None:
        """To all that was registered, once everybody has."""
        for kind, table in self._tables.items():
            register = getattr(super(), kind)
            register(ANY, [self._matcher(table, IDS[kind])])(self._listener(table, IDS[kind]))

    def _matcher(
        self, table: _Table, id_of: Callable[[Body], str]
    ) -> Callable[..., Awaitable[bool]]:
        async def known(body: Body) -> bool:
            return table.knows(id_of(body))

        return known

    def _listener(self, table: _Table, id_of: Callable[[Body], str]) -> Listener:
        async def listener(args: AsyncArgs) -> None:
            await table.find(id_of(args.body))(args)

        return listener

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """As Bolt does it."""
        response = await super().async_dispatch(req)
        self._unsaved.answered(req, response)
        return response
