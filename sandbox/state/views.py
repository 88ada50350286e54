"""Modals and Home tabs: each person's stack of modals, their contents and what was typed there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.blockkit import inputs, readable
from sandbox.blockkit.readable import Namer
from sandbox.errors import SlackError
from sandbox.state.changes import Changes, HomeShown, ModalsChanged
from sandbox.state.manifest import App
from sandbox.state.stamps import Stamps

Json = dict[str, Any]

STACK_DEPTH = 3


@dataclass(eq=False, slots=True)
class View:
    """A modal or Home tab of one person, live. `values` is Slack's `state.values`."""

    id: str
    user: str
    team_id: str
    app: App = field(repr=False)
    namer: Namer = field(repr=False)
    definition: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """By block_id: what a person sees in red under an input."""

    @property
    def type(self) -> str:
        return str(self.definition["type"])

    @property
    def callback_id(self) -> str:
        return str(self.definition.get("callback_id") or "")

    @property
    def external_id(self) -> str:
        return str(self.definition.get("external_id") or "")

    @property
    def private_metadata(self) -> str:
        return str(self.definition.get("private_metadata") or "")

    @property
    def blocks(self) -> list[Json]:
        return list(self.definition["blocks"])

    @property
    def title(self) -> str:
        return readable.text_plain(self.definition.get("title"), self.namer)

    @property
    def submit(self) -> str:
        return readable.text_plain(self.definition.get("submit"), self.namer)

    @property
    def close(self) -> str:
        return readable.text_plain(self.definition.get("close"), self.namer)

    @property
    def notify_on_close(self) -> bool:
        return bool(self.definition.get("notify_on_close"))

    @property
    def text(self) -> str:
        """All text in it: title, blocks, what was typed into text inputs, errors, buttons."""
        typed = [
            str(state["value"])
            for actions in self.values.values()
            for state in actions.values()
            if state.get("value")
        ]
        shown = readable.blocks_plain(self.definition["blocks"], self.namer)
        parts = [self.title, shown, *typed, *self.errors.values(), self.submit, self.close]
        return "\n".join(part for part in parts if part)

    plain = text

    @property
    def screen(self) -> str:
        """What the view looks like when it opens."""
        shown = readable.blocks_plain(self.definition["blocks"], self.namer, drawn=True)
        below = " ".join(f"[{label}]" for label in (self.submit, self.close) if label)
        return "\n".join(part for part in (self.title, shown, below) if part)

    @property
    def buttons(self) -> list[str]:
        found = readable.buttons(self.definition["blocks"])
        return [readable.label_of(button, self.namer) for button in found]

    @property
    def labels(self) -> list[str]:
        """The labels of the inputs, in order."""
        return [
            readable.text_plain(block.get("label"), self.namer) or element["action_id"]
            for block, element in inputs.stateful(self.definition["blocks"])
        ]

    def input(self, key: str) -> tuple[Json, Json]:
        """(block, element) by block_id, action_id or label; AssertionError when there is none."""
        found = list(inputs.stateful(self.definition["blocks"]))
        for block, element in found:
            label = readable.text_plain(block.get("label"), self.namer)
            if key in (block["block_id"], element["action_id"], label):
                return block, element
        raise AssertionError(
            f"There is no field “{key}” in “{self.title}” {readable.only(self.labels)}."
        )

    def show(self, definition: Json) -> None:
        """New content. What was typed stays where block_id and action_id stayed the same."""
        before, self.values = self.values, {}
        self.definition, self.errors = definition, {}
        for block, element in inputs.stateful(definition["blocks"]):
            block_id, action_id = block["block_id"], element["action_id"]
            kept = before.get(block_id, {}).get(action_id)
            if kept is None or kept["type"] != element["type"]:
                kept = inputs.initial(element)
            self.values.setdefault(block_id, {})[action_id] = kept

    def problems(self) -> dict[str, str]:
        """By block_id: what Slack's client complains about before it submits anything."""
        found: dict[str, str] = {}
        for block, element in inputs.stateful(self.definition["blocks"]):
            state = self.values[block["block_id"]][element["action_id"]]
            if complaint := inputs.problem(block, element, state):
                found[block["block_id"]] = complaint
        return found

    def payload(self) -> Json:
        """The view object of payloads and of the answers of views.*."""
        shown = self.definition
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.type,
            "blocks": shown["blocks"],
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": {"values": self.values},
            "hash": self.hash,
            "title": shown.get("title") or {"type": "plain_text", "text": "View Title"},
            "clear_on_close": bool(shown.get("clear_on_close")),
            "notify_on_close": self.notify_on_close,
            "close": shown.get("close"),
            "submit": shown.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.app.bot_id,
        }


class Views:
    """All views of a workspace. Definitions arrive validated."""

    def __init__(self, app: App, team_id: str, stamps: Stamps, changes: Changes, namer: Namer):
        self._app, self._team_id, self._namer = app, team_id, namer
        self._stamps, self._changes = stamps, changes
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """Bottom to top."""
        return list(self._stacks.get(user, ()))

    def top(self, user: str) -> View | None:
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def open(self, user: str, definition: Json) -> View:
        """Opens a new stack of one view, replacing the person's older stack."""
        view = self._new(user, definition)
        self._stacks[user] = [view]
        self._changes.publish(ModalsChanged(user))
        return view

    def push(self, user: str, definition: Json) -> View:
        stack = self._stacks.get(user)
        if not stack:
            raise SlackError("invalid_arguments", ["no modal is open to push onto"])
        if len(stack) >= STACK_DEPTH:
            raise SlackError("push_limit_reached")
        view = self._new(user, definition)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._changes.publish(ModalsChanged(user))
        return view

    def update(self, view: View, definition: Json) -> None:
        self._check_external_id(definition, view)
        view.show(definition)
        view.hash = self._stamps.hash()
        is_home = view.type == "home"
        self._changes.publish(HomeShown(view.user) if is_home else ModalsChanged(view.user))

    def publish(self, user: str, definition: Json) -> View:
        view = self._homes.get(user)
        if view is None:
            self._homes[user] = view = self._new(user, definition)
            self._changes.publish(HomeShown(user))
        else:
            self.update(view, definition)
        return view

    def close(self, view: View) -> None:
        """Removes the view from its stack, so the one below is visible again."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)
            self._changes.publish(ModalsChanged(view.user))

    def clear(self, user: str) -> None:
        self._stacks.pop(user, None)
        self._changes.publish(ModalsChanged(user))

    def show_errors(self, view: View, errors: dict[str, str]) -> None:
        view.errors = dict(errors)
        self._changes.publish(ModalsChanged(view.user))

    def set_value(self, view: View, block_id: str, action_id: str, state: Json) -> None:
        view.values.setdefault(block_id, {})[action_id] = state
        self._changes.publish(ModalsChanged(view.user))

    def find(self, *, view_id: str = "", external_id: str = "") -> View:
        """Raises SlackError(not_found) for a view that was closed or never was."""
        for view in self._all():
            if (view_id and view.id == view_id) or (
                external_id and view.external_id == external_id
            ):
                return view
        raise SlackError("not_found")

    def _all(self) -> Iterator[View]:
        for stack in self._stacks.values():
            yield from stack
        yield from self._homes.values()

    def _new(self, user: str, definition: Json) -> View:
        self._check_external_id(definition, None)
        view_id = self._stamps.id("V")
        view = View(
            id=view_id,
            user=user,
            team_id=self._team_id,
            app=self._app,
            namer=self._namer,
            definition=definition,
            hash=self._stamps.hash(),
            root_id=view_id,
        )
        view.show(definition)
        return view

    def _check_external_id(self, definition: Json, own: View | None) -> None:
        wanted = definition.get("external_id")
        if wanted and any(v.external_id == wanted and v is not own for v in self._all()):
            raise SlackError("duplicate_external_id")
