"""The Web API methods that exist, each with its scope and required arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.webapi.call import Call

Json = dict[str, Any]
Handler = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """`scope` is one the call always needs; scopes by kind of conversation are the handler's."""

    name: str
    handler: Handler
    scope: str | None
    needs: tuple[str, ...]


class Family:
    """The methods of one file."""

    def __init__(self) -> None:
        self.methods: dict[str, Method] = {}

    def method(
        self, name: str, *, scope: str | None = None, needs: tuple[str, ...] = ()
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.methods[name] = Method(name, handler, scope, needs)
            return handler

        return register
