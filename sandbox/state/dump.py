"""The workspace in words, for the message of a test that failed."""

from collections.abc import Iterator

from sandbox.state.messages import Message
from sandbox.state.traffic import TrafficLog
from sandbox.state.workspace import Workspace

RECENT = 12


def dump(workspace: Workspace, log: TrafficLog) -> str:
    lines = [*_conversations(workspace), *_people(workspace), *_traffic(log)]
    return "\n".join(lines) or "(nothing change)"


def _conversations(workspace: Workspace) -> Iterator[str]:
    for channel in workspace.conversations.values():
        if not channel.top:
            continue
        person = workspace.name_of(channel.person)
        yield f"DM with {person}" if channel.kind == "im" else f"#{channel.name}"
        for message in channel.top[-RECENT:]:
            yield _line(workspace, message, "  ")
            for reply in message.replies[-RECENT:]:
                yield _line(workspace, reply, "    ↳ ")


def _line(workspace: Workspace, message: Message, indent: str) -> str:
    text = message.screen.replace("\n", " / ")
    faces = "".join(f" :{name}:" for name in message.reactions)
    return f"{indent}{message.ts} {workspace.name_of(message.user)}: {text}{faces}"


def _people(workspace: Workspace) -> Iterator[str]:
    for user in workspace.users.values():
        for message in workspace.ephemerals.get(user.id, [])[-RECENT:]:
            yield _line(workspace, message, f"only {user.name} sees: ")
        for view in workspace.views.stack(user.id):
            yield f"{user.name} has a modal open: {view.text!r}"


def _traffic(log: TrafficLog) -> Iterator[str]:
    for call in log.calls[-RECENT:]:
        yield f"→ {call.method} {'ok' if call.ok else call.error}"
    for delivery in log.deliveries[-RECENT:]:
        state = "acknowledged" if delivery.acked else delivery.error or "in flight"
        yield f"← {delivery.kind} {delivery.name}: {state}"
