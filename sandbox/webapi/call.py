"""One call of the Web API: its arguments, read strictly, and what the method may touch."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.delivery.socket_mode import SocketHub
from sandbox.errors import SlackError
from sandbox.state.conversations import Conversation
from sandbox.state.manifest import App
from sandbox.state.users import WorkspaceUser
from sandbox.state.workspace import Workspace

Json = dict[str, Any]

_SCOPE_PREFIX = {"channel": "channels", "group": "groups", "im": "im"}


@dataclass(frozen=True, slots=True)
class Call:
    """`args` are the form fields or the JSON body; values of a form are all text."""

    method: str
    args: Json
    workspace: Workspace
    sockets: SocketHub
    base_url: str

    @property
    def app(self) -> App:
        return self.workspace.app

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise SlackError("invalid_arguments", [f"must be a string [json-pointer:/{name}]"])
        return str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return value in (True, 1, "true", "1", "True")

    def integer(self, name: str, default: int) -> int:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise SlackError(
                "invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]
            ) from None

    def structure(self, name: str, kind: type, error: str) -> Any:
        """A list or object, given as such or as JSON text; None when absent. `error` if neither."""
        value = self.args.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise SlackError(error) from None
        if not isinstance(value, kind):
            raise SlackError(error)
        return value

    def names(self, name: str) -> list[str]:
        """A comma-separated argument, or a JSON array of texts."""
        value = self.args.get(name)
        items = value if isinstance(value, list) else str(value or "").split(",")
        return [str(item).strip() for item in items if str(item).strip()]

    def need(self, scope: str) -> None:
        """Raises missing_scope with what is needed and what the manifest provides."""
        if scope not in self.app.scopes:
            provided = ",".join(sorted(self.app.scopes))
            raise SlackError("missing_scope", needed=scope, provided=provided)

    def need_for(self, conversation: Conversation, suffix: str) -> None:
        self.need(f"{_SCOPE_PREFIX[conversation.kind]}:{suffix}")

    def conversation(self, name: str = "channel") -> Conversation:
        """The conversation by id; channel_not_found also for private ones the bot is not in."""
        found = self.workspace.conversations.get(self.text(name))
        if found is None or (found.is_private and self.app.user_id not in found.members):
            raise SlackError("channel_not_found")
        return found

    def user(self, name: str = "user") -> WorkspaceUser:
        found = self.workspace.users.get(self.text(name))
        if found is None:
            raise SlackError("user_not_found")
        return found
