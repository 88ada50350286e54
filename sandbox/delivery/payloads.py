"""The payloads the app is sent, in Slack's shapes."""

from typing import Any

from sandbox.state.conversations import Conversation
from sandbox.state.manifest import ShortcutDefinition, SlashCommand
from sandbox.state.messages import Message
from sandbox.state.users import WorkspaceUser
from sandbox.state.views import View
from sandbox.state.workspace import Workspace

Json = dict[str, Any]

_COMMAND_PLACE = {"im": "directmessage", "group": "privategroup"}


class Payloads:
    """`base_url` is where response_urls point to; known once the server listens."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.base_url = ""

    def event(self, inner: Json, *, shared: bool = False) -> Json:
        workspace, app = self._workspace, self._workspace.app
        team = workspace.company.team_id
        return {
            "token": "legacy",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": app.app_id,
            "event": inner,
            "type": "event_callback",
            "event_id": workspace.stamps.id("Ev"),
            "event_time": int(workspace.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": app.user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": shared,
            "event_context": f"4-{workspace.stamps.id('ctx')}",
        }

    def command(
        self, user: WorkspaceUser, channel: Conversation, command: SlashCommand, text: str
    ) -> Json:
        company = self._workspace.company
        return {
            "token": "legacy",
            "team_id": company.team_id,
            "team_domain": company.domain,
            "channel_id": channel.id,
            "channel_name": _COMMAND_PLACE.get(channel.kind, channel.name),
            "user_id": user.id,
            "user_name": user.handle,
            "command": command.command,
            "text": text,
            "api_app_id": self._workspace.app.app_id,
            "is_enterprise_install": "false",
            "response_url": self._response_url("commands", user, channel, None),
            "trigger_id": self._workspace.triggers.issue(user.id),
        }

    def block_actions_in_message(
        self, user: WorkspaceUser, message: Message, action: Json, state: Json
    ) -> Json:
        """An ephemeral message is not in the payload, only its place."""
        channel = self._workspace.conversations[message.channel]
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions", user) | {
            "container": container,
            "channel": self._place(channel),
            "state": {"values": state},
            "response_url": self._response_url("actions", user, channel, message),
            "actions": [action],
        }
        if message.ephemeral_to is None:
            payload["message"] = message.payload()
        return payload

    def block_actions_in_view(self, user: WorkspaceUser, view: View, action: Json) -> Json:
        return self._interaction("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "view": view.payload(),
            "actions": [action],
        }

    def view_submission(self, user: WorkspaceUser, view: View) -> Json:
        return self._interaction("view_submission", user) | {
            "view": view.payload(),
            "response_urls": [],
        }

    def view_closed(self, user: WorkspaceUser, view: View, *, is_cleared: bool) -> Json:
        payload = self._interaction("view_closed", user, with_trigger=False)
        return payload | {"view": view.payload(), "is_cleared": is_cleared}

    def block_suggestion(
        self, user: WorkspaceUser, view: View, block_id: str, action_id: str, value: str
    ) -> Json:
        payload = self._interaction("block_suggestion", user, with_trigger=False)
        return payload | {
            "container": {"type": "view", "view_id": view.id},
            "view": view.payload(),
            "block_id": block_id,
            "action_id": action_id,
            "value": value,
        }

    def shortcut(self, user: WorkspaceUser, shortcut: ShortcutDefinition) -> Json:
        return self._interaction("shortcut", user) | {
            "callback_id": shortcut.callback_id,
            "action_ts": self._workspace.stamps.ts(),
        }

    def message_action(
        self, user: WorkspaceUser, shortcut: ShortcutDefinition, message: Message
    ) -> Json:
        channel = self._workspace.conversations[message.channel]
        return self._interaction("message_action", user) | {
            "callback_id": shortcut.callback_id,
            "action_ts": self._workspace.stamps.ts(),
            "response_url": self._response_url("app", user, channel, message),
            "channel": self._place(channel),
            "message_ts": message.ts,
            "message": message.payload(),
        }

    def _interaction(self, kind: str, user: WorkspaceUser, *, with_trigger: bool = True) -> Json:
        company = self._workspace.company
        payload: Json = {
            "type": kind,
            "team": {"id": company.team_id, "domain": company.domain},
            "user": {
                "id": user.id,
                "username": user.handle,
                "name": user.handle,
                "team_id": user.team_id,
            },
            "api_app_id": self._workspace.app.app_id,
            "token": "legacy",
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if with_trigger:
            payload["trigger_id"] = self._workspace.triggers.issue(user.id)
        return payload

    def _place(self, channel: Conversation) -> Json:
        return {"id": channel.id, "name": _COMMAND_PLACE.get(channel.kind, channel.name)}

    def _response_url(
        self, kind: str, user: WorkspaceUser, channel: Conversation, source: Message | None
    ) -> str:
        path = self._workspace.response_urls.issue(
            kind,
            user=user.id,
            channel=channel.id,
            source_ts=source.ts if source else None,
            thread_ts=source.thread_ts if source else None,
        )
        return f"{self.base_url}{path}"
