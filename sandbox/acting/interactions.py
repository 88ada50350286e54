"""What people do, by ids: commands, clicks, shortcuts, forms. Actors and the page both use it."""

from typing import Any

from sandbox.acting.results import ClickResult, CommandResult, ImpossibleError, SubmitResult
from sandbox.blockkit import inputs, readable
from sandbox.blockkit.blocks import view_definition
from sandbox.blockkit.text import Typed, command_text
from sandbox.delivery.dispatcher import Acknowledgement, Dispatcher
from sandbox.delivery.payloads import Payloads
from sandbox.errors import SlackError
from sandbox.state import changes
from sandbox.state.conversations import Conversation
from sandbox.state.messages import Message
from sandbox.state.response_urls import ResponseUrl
from sandbox.state.users import WorkspaceUser
from sandbox.state.views import View
from sandbox.state.workspace import Draft, Workspace
from sandbox.webapi.answers import show_answer

Json = dict[str, Any]
StateValues = dict[str, dict[str, Json]]


class PersonalDirectory:
    """What a name means to one person: private channels only where they are a member."""

    def __init__(self, workspace: Workspace, user: WorkspaceUser) -> None:
        self._workspace, self._user = workspace, user

    def user_named(self, name: str) -> str | None:
        return self._workspace.user_named(name)

    def group_named(self, handle: str) -> str | None:
        return self._workspace.group_named(handle)

    def channel_named(self, name: str) -> tuple[str, str] | None:
        for channel in self._workspace.conversations.values():
            seen = not channel.is_private or self._user.id in channel.members
            if channel.name == name and seen:
                return channel.id, name
        return None


class Interactions:
    def __init__(self, workspace: Workspace, payloads: Payloads, dispatcher: Dispatcher) -> None:
        self._workspace, self._payloads, self._dispatcher = workspace, payloads, dispatcher
        self._message_state: dict[tuple[str, str], StateValues] = {}
        """By person and message ts: what they chose in inputs of that message."""

    # -- messages -----------------------------------------------------------------------------

    def say(
        self,
        user: WorkspaceUser,
        channel: Conversation,
        text: str,
        thread_ts: str | None,
        files: list[Json],
        forwarded: Json | None = None,
    ) -> Message:
        self._check_can_write(user, channel)
        if not text.strip() and not files and not forwarded:
            raise ImpossibleError("There is nothing to send.")
        typed = Typed(text, PersonalDirectory(self._workspace, user))
        person_bot = user.bot_id or None
        draft = Draft(
            user=user.id,
            text=typed.text,
            blocks=self._rich_text(typed),
            thread_ts=thread_ts,
            files=files,
            attachments=[forwarded] if forwarded else [],
            bot_id=person_bot,
            subtype="file_share" if files else None,
            client_msg_id=None if person_bot else self._workspace.stamps.id("msg"),
        )
        return self._workspace.post(channel, draft)

    def edit(self, user: WorkspaceUser, message: Message, text: str) -> None:
        self._check_own(user, message)
        typed = Typed(text, PersonalDirectory(self._workspace, user))
        blocks = self._rich_text(typed)
        self._workspace.edit(message, mark_edited=True, text=typed.text, blocks=blocks)

    def delete(self, user: WorkspaceUser, message: Message) -> None:
        self._check_own(user, message)
        self._workspace.delete(message)

    def react(self, user: WorkspaceUser, message: Message, name: str, *, on: bool) -> None:
        self.check_sees(user, self._workspace.conversations[message.channel])
        change_it = self._workspace.react if on else self._workspace.unreact
        change_it(message, user.id, name)

    def _rich_text(self, typed: Typed) -> list[Json]:
        if not typed.elements:
            return []
        block_id = self._workspace.stamps.id("b")
        return [{"type": "rich_text", "block_id": block_id, "elements": typed.elements}]

    def _check_own(self, user: WorkspaceUser, message: Message) -> None:
        if message.user != user.id:
            raise ImpossibleError(f"{user.name} didn't write that message.")

    def _check_can_write(self, user: WorkspaceUser, channel: Conversation) -> None:
        self.check_sees(user, channel)
        app = self._workspace.app
        if channel.archived:
            raise ImpossibleError(f"#{channel.name} is archived.")
        if channel.kind == "im" and not (app.messages_tab and app.can_type_to_bot):
            raise ImpossibleError(f"The app's manifest doesn't allow messages to {app.bot_name}.")

    def check_sees(self, user: WorkspaceUser, channel: Conversation) -> None:
        if user.person.deleted:
            raise ImpossibleError(f"{user.name} is deactivated.")
        if user.id not in channel.members:
            raise ImpossibleError(f"{user.name} isn't in #{channel.name or channel.id}.")

    # -- commands -----------------------------------------------------------------------------

    async def command(
        self,
        user: WorkspaceUser,
        channel: Conversation,
        name: str,
        text: str,
        *,
        in_thread: bool = False,
    ) -> CommandResult:
        command = self._workspace.app.command(name)
        if command is None:
            return CommandResult(ok=False, error="unknown_command")
        if in_thread:
            return CommandResult(ok=False, error="not_supported_in_threads")
        self.check_sees(user, channel)
        sent = command_text(
            text, PersonalDirectory(self._workspace, user), should_escape=command.should_escape
        )
        payload = self._payloads.command(user, channel, command, sent)
        outcome = await self._dispatcher.ask("slash_commands", name, payload)
        return self._command_answer(user, channel, outcome)

    def _command_answer(
        self, user: WorkspaceUser, channel: Conversation, outcome: Acknowledgement
    ) -> CommandResult:
        answer, error = outcome.answer, outcome.error
        if outcome.ok and (answer.get("text") or answer.get("blocks")):
            response_url = ResponseUrl("", user.id, channel.id, None, None, at=0.0)
            try:
                show_answer(self._workspace, response_url, answer)
            except SlackError:
                error = "invalid_command_response"
        return CommandResult(
            ok=error is None,
            text=str(answer.get("text") or ""),
            blocks=list(answer.get("blocks") or ()),
            error=error,
            ack_seconds=outcome.seconds,
        )

    # -- clicks -------------------------------------------------------------------------------

    async def click_message(
        self, user: WorkspaceUser, message: Message, block_id: str, element: Json, state: Json
    ) -> ClickResult:
        """`state` is the element's new state: `{}` for buttons, `selected_option` for menus."""
        self.check_sees(user, self._workspace.conversations[message.channel])
        values = self._message_state.setdefault((user.id, message.ts), {})
        if element["type"] in inputs.STATEFUL:
            values.setdefault(block_id, {})[element["action_id"]] = state
        shown = self._with_initial(message.blocks, values)
        payload = self._payloads.block_actions_in_message(
            user, message, self._action(block_id, element, state), shown
        )
        return _click(await self._dispatcher.ask("interactive", "block_actions", payload))

    async def click_view(
        self, user: WorkspaceUser, view: View, block_id: str, element: Json, state: Json
    ) -> ClickResult:
        if element["type"] in inputs.STATEFUL:
            self._workspace.views.set_value(view, block_id, element["action_id"], state)
        action = self._action(block_id, element, state)
        payload = self._payloads.block_actions_in_view(user, view, action)
        return _click(await self._dispatcher.ask("interactive", "block_actions", payload))

    def _action(self, block_id: str, element: Json, state: Json) -> Json:
        kept = ("type", "action_id", "text", "value", "style", "placeholder")
        action = {key: element[key] for key in kept if key in element}
        return action | state | {"block_id": block_id, "action_ts": self._workspace.stamps.ts()}

    def _with_initial(self, blocks: list[Json], chosen: StateValues) -> StateValues:
        """The state of every input of a message: touched or not."""
        shown: StateValues = {}
        for block, element in inputs.stateful(blocks):
            block_id, action_id = block["block_id"], element["action_id"]
            kept = chosen.get(block_id, {}).get(action_id)
            shown.setdefault(block_id, {})[action_id] = kept or inputs.initial(element)
        return shown

    # -- shortcuts, suggestions, tabs ---------------------------------------------------------

    async def shortcut(
        self, user: WorkspaceUser, callback_id: str, message: Message | None
    ) -> ClickResult:
        shortcut = self._workspace.app.shortcut(callback_id)
        if shortcut is None or (shortcut.type == "message") is not (message is not None):
            raise ImpossibleError(f"There is no shortcut “{callback_id}” here.")
        if message is None:
            payload = self._payloads.shortcut(user, shortcut)
            return _click(await self._dispatcher.ask("interactive", "shortcut", payload))
        self.check_sees(user, self._workspace.conversations[message.channel])
        payload = self._payloads.message_action(user, shortcut, message)
        return _click(await self._dispatcher.ask("interactive", "message_action", payload))

    async def suggest(
        self, user: WorkspaceUser, view: View, block_id: str, action_id: str, typed: str
    ) -> list[Json]:
        """The options an external select offers for what was typed."""
        payload = self._payloads.block_suggestion(user, view, block_id, action_id, typed)
        outcome = await self._dispatcher.ask("interactive", "block_suggestion", payload)
        return readable.options(outcome.answer)

    async def open_tab(self, user: WorkspaceUser, tab: str) -> None:
        """Returns once the event was delivered, whether the app handles it or not."""
        self._workspace.changes.publish(changes.TabOpened(user.id, tab))
        await self._dispatcher.first_try("app_home_opened")

    # -- forms --------------------------------------------------------------------------------

    async def submit(self, user: WorkspaceUser, view: View) -> SubmitResult:
        if problems := view.problems():
            self._workspace.views.show_errors(view, problems)
            return SubmitResult(ok=False, errors=problems)
        self._workspace.views.show_errors(view, {})
        payload = self._payloads.view_submission(user, view)
        outcome = await self._dispatcher.ask("interactive", "view_submission", payload)
        if not outcome.ok:
            return SubmitResult(ok=False, error=outcome.error, ack_seconds=outcome.seconds)
        try:
            return self._respond(view, outcome)
        except SlackError as refusal:
            return SubmitResult(ok=False, error=refusal.code, ack_seconds=outcome.seconds)

    def _respond(self, view: View, outcome: Acknowledgement) -> SubmitResult:
        """Does what the app's response_action says. Without one the modal closes."""
        answer, views = outcome.answer, self._workspace.views
        action = answer.get("response_action") or "close"
        if action == "errors":
            return self._show_errors(view, answer.get("errors"), outcome.seconds)
        if action == "update":
            views.update(view, view_definition(answer.get("view"), ("modal",)))
        elif action == "push":
            views.push(view.user, view_definition(answer.get("view"), ("modal",)))
        elif action == "clear":
            views.clear(view.user)
        elif action == "close":
            views.close(view)
        else:
            raise SlackError("invalid_response_action")
        return SubmitResult(ok=True, action=action, ack_seconds=outcome.seconds)

    def _show_errors(self, view: View, errors: Any, seconds: float) -> SubmitResult:
        """Only input blocks of the view can carry an error; anything else fails the submission."""
        known = {b["block_id"] for b in view.blocks if b["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= known:
            raise SlackError("invalid_response_errors")
        self._workspace.views.show_errors(view, errors)
        return SubmitResult(ok=False, errors=dict(errors), action="errors", ack_seconds=seconds)

    async def close(self, user: WorkspaceUser, view: View, *, everything: bool) -> None:
        """X clears the stack and reports its root view; Close removes one view."""
        views = self._workspace.views
        reported = views.stack(user.id)[0] if everything else view
        if everything:
            views.clear(user.id)
        else:
            views.close(view)
        if reported.notify_on_close:
            payload = self._payloads.view_closed(user, reported, is_cleared=everything)
            await self._dispatcher.ask("interactive", "view_closed", payload)


def _click(outcome: Acknowledgement) -> ClickResult:
    return ClickResult(outcome.ok, outcome.error, outcome.seconds)
