"""A person of the workspace, as a test or a tour moves them: by names, labels and texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.acting.context import Context
from sandbox.acting.live import LiveConversation
from sandbox.acting.results import ClickResult, CommandResult, ImpossibleError, SubmitResult
from sandbox.blockkit import inputs, readable
from sandbox.state.conversations import Conversation
from sandbox.state.messages import Message
from sandbox.state.users import WorkspaceUser
from sandbox.state.views import View

Json = dict[str, Any]


class Actor:
    def __init__(self, context: Context, user: WorkspaceUser) -> None:
        self._context, self.user = context, user
        self._interactions = context.interactions

    def __repr__(self) -> str:
        return f"<{self.user.name} {self.id}>"

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def handle(self) -> str:
        return self.user.handle

    @property
    def name(self) -> str:
        return self.user.name

    # -- what this person sees ----------------------------------------------------------------

    @property
    def modal(self) -> View | None:
        """The top of the stack of modals."""
        return self._context.workspace.views.top(self.id)

    @property
    def modals(self) -> list[View]:
        """Bottom to top."""
        return self._context.workspace.views.stack(self.id)

    @property
    def home(self) -> View | None:
        return self._context.workspace.views.home(self.id)

    @property
    def dm(self) -> list[Message]:
        """The direct messages with the app: top level, oldest first."""
        return list(self._context.workspace.dm_of(self.id).top)

    @property
    def ephemerals(self) -> list[Message]:
        """What only this person sees, newest last."""
        return list(self._context.workspace.ephemerals.get(self.id, ()))

    def thread(self, message: Message | str) -> list[Message]:
        """Replies in the DM, or wherever the message is."""
        if isinstance(message, Message):
            return list(message.replies)
        parent = self._context.workspace.dm_of(self.id).by_ts.get(message)
        return list(parent.replies) if parent else []

    # -- writing ------------------------------------------------------------------------------

    async def say(
        self,
        where: LiveConversation | str,
        text: str,
        thread: Message | str | None = None,
        files: Sequence[Mapping[str, Any]] = (),
    ) -> Message:
        """Returns at once, the events are under way. `files` have `name` and `content`."""
        channel = self._context.conversation(where)
        thread_ts = self._thread_ts(channel, thread)
        shared = [self._context.share(self.user, channel, file) for file in files]
        return self._interactions.say(self.user, channel, text, thread_ts, shared)

    async def forward(
        self, message: Message, where: LiveConversation | str, comment: str = ""
    ) -> Message:
        """Forward a message, as Slack does: what it says is an attachment of the new one."""
        workspace = self._context.workspace
        source = workspace.conversations[message.channel]
        domain = workspace.company.domain
        digits = message.ts.replace(".", "")
        link = f"https://{domain}.slack.com/archives/{message.channel}/p{digits}"
        shared: Json = {
            "ts": message.ts,
            "author_id": message.user,
            "author_name": workspace.name_of(message.user),
            "channel_id": message.channel,
            "channel_name": source.name,
            "is_msg_unfurl": True,
            "is_share": True,
            "text": message.text,
            "fallback": f"{workspace.name_of(message.user)}: {message.text}",
            "from_url": link,
            "footer": "From a conversation",
        }
        if message.files:
            shared["files"] = message.files
        channel = self._context.conversation(where)
        return self._interactions.say(self.user, channel, comment, None, [], shared)

    def _thread_ts(self, channel: Conversation, thread: Message | str | None) -> str | None:
        if thread is None:
            return None
        ts = thread if isinstance(thread, str) else thread.ts
        parent = channel.by_ts.get(ts)
        if parent is None:
            raise ImpossibleError(f"There is no message {ts} in #{channel.name or channel.id}.")
        return parent.thread_ts or parent.ts

    async def edit(self, message: Message, text: str) -> None:
        self._interactions.edit(self.user, message, text)

    async def delete(self, message: Message) -> None:
        self._interactions.delete(self.user, message)

    async def react(self, message: Message, name: str) -> None:
        self._interactions.react(self.user, message, name, on=True)

    async def unreact(self, message: Message, name: str) -> None:
        self._interactions.react(self.user, message, name, on=False)

    # -- commands, controls, shortcuts --------------------------------------------------------

    async def command(
        self,
        name: str,
        text: str = "",
        channel: LiveConversation | str | None = None,
        thread: Message | str | None = None,
    ) -> CommandResult:
        """Returns when the app acknowledged. Without a channel: in the DM with the app."""
        where = self._context.conversation(channel or self._context.workspace.dm_of(self.id).id)
        in_thread = thread is not None
        return await self._interactions.command(self.user, where, name, text, in_thread=in_thread)

    async def click(
        self,
        where: Message | View | str,
        control: str,
        option: Any = None,
        value: Any = None,
    ) -> ClickResult:
        """A control by its label, its action_id or one of its options.

        `option` is what to choose in a menu (label or value), `value` what to type into an input;
        for a button, `value` picks among several that have the same label.
        """
        target = self._context.find(self.user, where) if isinstance(where, str) else where
        block_id, element = self._control(target, control, value)
        state = self._chosen(element, control, option, value)
        if isinstance(target, View):
            return await self._interactions.click_view(self.user, target, block_id, element, state)
        return await self._interactions.click_message(self.user, target, block_id, element, state)

    async def press(self, where: Message, control: Json, state: Json | None = None) -> ClickResult:
        """A control that this person still has on the screen although the message has changed: from `Message.button`."""
        return await self._interactions.click_message(
            self.user, where, control["block_id"], control, state or {}
        )

    def _control(self, target: Message | View, control: str, value: Any) -> tuple[str, Json]:
        namer = self._context.workspace.name_of
        if isinstance(target, Message) and target.deleted:
            raise ImpossibleError(f"The message was deleted: {target.plain}")
        found = readable.find_control(target.blocks, control, namer, value)
        if found is None:
            raise ImpossibleError(
                f"There is no “{control}” to press {readable.only(target.buttons)}."
            )
        return found

    def _chosen(self, element: Json, control: str, option: Any, value: Any) -> Json:
        if element["type"] == "button":
            return {}
        wanted = option if option is not None else value
        if wanted is None and element["type"] in ("overflow", "static_select", "radio_buttons"):
            wanted = control
        namer = self._context.workspace.name_of
        return inputs.chosen(element, wanted, namer, self._context.resolve)

    async def shortcut(self, callback_id: str, message: Message | None = None) -> ClickResult:
        return await self._interactions.shortcut(self.user, callback_id, message)

    # -- forms --------------------------------------------------------------------------------

    def fill(self, values: Mapping[str, Any]) -> None:
        """Types and chooses in the top modal. Keys are block_ids, action_ids or labels."""
        view = self._top()
        for key, value in values.items():
            block, element = view.input(key)
            namer = self._context.workspace.name_of
            state = inputs.chosen(element, value, namer, self._context.resolve)
            if block.get("dispatch_action"):
                self._context.dispatcher.spawn(
                    self._interactions.click_view(
                        self.user, view, block["block_id"], element, state
                    )
                )
            self._context.workspace.views.set_value(
                view, block["block_id"], element["action_id"], state
            )

    async def suggest(self, key: str, typed: str) -> list[Json]:
        """The options an external select offers; choose one by giving it to `fill`."""
        view = self._top()
        block, element = view.input(key)
        return await self._interactions.suggest(
            self.user, view, block["block_id"], element["action_id"], typed
        )

    async def submit(self) -> SubmitResult:
        return await self._interactions.submit(self.user, self._top())

    async def close(self, *, everything: bool = True) -> None:
        """The X clears the whole stack; `everything=False` is the Close button of the top modal."""
        await self._interactions.close(self.user, self._top(), everything=everything)

    def _top(self) -> View:
        view = self.modal
        if view is None:
            raise ImpossibleError(f"{self.name} has no form open.")
        return view

    # -- the app's own place ------------------------------------------------------------------

    async def open_home(self) -> View | None:
        """The Home tab once the app was told; it may still publish after its acknowledgement."""
        await self._interactions.open_tab(self.user, "home")
        return self.home

    async def open_messages_tab(self) -> None:
        await self._interactions.open_tab(self.user, "messages")
