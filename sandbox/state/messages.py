"""A message as the workspace keeps it, and as people and the Web API see it."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.blockkit import readable
from sandbox.blockkit.readable import Namer

Json = dict[str, Any]


@dataclass(eq=False, slots=True)
class Message:
    """Live: an edit, a reaction or a deletion shows in the object a test already holds."""

    ts: str
    channel: str
    user: str
    text: str
    namer: Namer = field(repr=False)
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    parent_user_id: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    icon_url: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: str | None = None
    deleted: bool = False
    ephemeral_to: str | None = None
    notified: frozenset[str] = frozenset()
    """Ids of the people a mention in this message notified, also by an earlier version of it."""
    unfurl_links: bool = True
    unfurl_media: bool = True
    client_msg_id: str | None = None
    replies: list["Message"] = field(default_factory=list, repr=False)

    @property
    def plain(self) -> str:
        """What a person may read: the text, then the blocks unless they say the same."""
        text = readable.mrkdwn_plain(self.text, self.namer)
        shown = readable.blocks_plain(self.blocks, self.namer)
        return self._with_the_rest("" if shown and text in shown else text, shown)

    @property
    def screen(self) -> str:
        """What the message looks like: where there are blocks, the text is only in the notification."""
        shown = readable.blocks_plain(self.blocks, self.namer, drawn=True)
        return self._with_the_rest(shown or readable.mrkdwn_plain(self.text, self.namer))

    def _with_the_rest(self, *parts: str) -> str:
        attached = [b for a in self.attachments for b in a.get("blocks", ())]
        names = [file.get("title") or file.get("name", "") for file in self.files]
        parts = (*parts, readable.blocks_plain(attached, self.namer), *names)
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        found = readable.buttons(self.blocks)
        return [readable.label_of(button, self.namer) for button in found]

    def button(self, label: str) -> Json:
        """The button's element with its `block_id`; AssertionError when there is none."""
        for button in readable.buttons(self.blocks):
            if label in (readable.label_of(button, self.namer), button["action_id"]):
                return button
        raise AssertionError(
            f"There is no button “{label}” {readable.only(self.buttons)}, under:\n{self.plain}"
        )

    def payload(self, *, with_metadata: bool = True) -> Json:
        """The message object of history, events and interactions. Unset keys are absent."""
        shown: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        optional = {
            "subtype": self.subtype,
            "client_msg_id": self.client_msg_id,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "username": self.username,
            "icons": {"image_48": self.icon_url} if self.icon_url else None,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": self.files,
            "thread_ts": self.thread_ts,
            "parent_user_id": self.parent_user_id,
            "metadata": self.metadata if with_metadata else None,
        }
        shown.update((key, value) for key, value in optional.items() if value)
        if self.edited:
            shown["edited"] = {"user": self.user, "ts": self.edited}
        if self.reactions:
            shown["reactions"] = self.reaction_list()
        if self.replies:
            shown.update(self._thread())
        return shown

    def reaction_list(self) -> list[Json]:
        return [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in self.reactions.items()
        ]

    def _thread(self) -> Json:
        people = list(dict.fromkeys(reply.user for reply in self.replies))
        return {
            "thread_ts": self.ts,
            "reply_count": len(self.replies),
            "reply_users_count": len(people),
            "reply_users": people[:5],
            "latest_reply": self.replies[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }
