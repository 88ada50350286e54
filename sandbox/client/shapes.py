"""The workspace in the page's form: conversations, messages, views, traffic."""

from bisect import bisect_right
from operator import attrgetter
from typing import Any

from sandbox.state.conversations import Conversation
from sandbox.state.manifest import App
from sandbox.state.messages import Message
from sandbox.state.traffic import ApiCall, AppDelivery
from sandbox.state.views import View
from sandbox.state.workspace import SLACKBOT, Workspace
from sandbox.tour.player import Played
from sandbox.tour.script import TourScript, Try

Json = dict[str, Any]

_KINDS = {"channel": "channel", "group": "private", "im": "app"}
_SUMMARY = 160


def boot(workspace: Workspace) -> Json:
    app, company = workspace.app, workspace.company
    return {
        "team": {"id": company.team_id, "name": company.name, "domain": company.domain},
        "people": [_person(workspace, user_id) for user_id in workspace.users],
        "channels": [_channel(c, app) for c in workspace.conversations.values() if c.kind != "im"],
        "groups": [
            {"id": group.id, "handle": group.handle, "name": group.definition.name}
            for group in workspace.groups.values()
        ],
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in app.commands
        ],
        "shortcuts": [
            {
                "name": s.name,
                "type": s.type,
                "callback_id": s.callback_id,
                "description": s.description,
            }
            for s in app.shortcuts
        ],
        "bot": {"user_id": app.user_id, "name": app.bot_name, "description": app.description},
        "run": workspace.run,
        "now": workspace.now(),
    }


NOT_BEGUN: Json = {"index": -1, "caption": "", "act": "", "as": "", "done": False, "focus": {}}


def tour(workspace: Workspace, script: TourScript) -> Json:
    steps = [{"caption": s.caption, "as": workspace.id_of(s.as_)} for s in script.steps]
    return {
        "title": script.title,
        "steps": steps,
        "tries": [_try(workspace, each) for each in script.tries],
    }


def _try(workspace: Workspace, suggestion: Try) -> Json:
    user = workspace.id_of(suggestion.as_) if suggestion.as_ else ""
    return {
        "text": suggestion.text,
        "as": user,
        "channel": workspace.conversation_named(suggestion.channel).id
        if suggestion.channel
        else "",
        "draft": suggestion.draft,
        "time": suggestion.time,
    }


def _person(workspace: Workspace, user_id: str) -> Json:
    user = workspace.users[user_id]
    return {
        "id": user.id,
        "handle": user.handle,
        "name": user.name,
        "title": user.person.title,
        "tz": user.person.tz,
        "is_bot": user.person.is_bot or user.id == SLACKBOT,
        "deleted": user.person.deleted,
        "color": user.colour,
    }


def _channel(channel: Conversation, app: App) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_archived": channel.archived,
        "topic": channel.topic,
        "members": sorted(channel.members),
        "bot_in": app.user_id in channel.members,
    }


def conversations(workspace: Workspace, user: str) -> list[Json]:
    """The app first, then the channels this person is in, by name."""
    mine = [c for c in workspace.conversations.values() if user in c.members]
    mine.sort(key=lambda c: (c.kind != "im", c.name))
    return [_conversation(workspace, user, channel) for channel in mine]


def _conversation(workspace: Workspace, user: str, channel: Conversation) -> Json:
    return {
        "id": channel.id,
        "kind": _KINDS[channel.kind],
        "name": channel.name or workspace.app.bot_name,
        "topic": channel.topic or (workspace.app.description if channel.kind == "im" else ""),
        "last_ts": channel.latest_ts,
        "archived": channel.archived,
        **unread(workspace, user, channel),
    }


def unread(workspace: Workspace, user: str, channel: Conversation) -> Json:
    """In the direct messages with the app, everything unread counts as addressed to the person."""
    read = workspace.reads.get((user, channel.id), "")
    start = bisect_right(channel.top, read, key=attrgetter("ts"))
    fresh = [message for message in channel.top[start:] if message.user != user]
    direct = channel.kind == "im"
    mentions = len(fresh) if direct else sum(user in message.notified for message in fresh)
    return {"unread": len(fresh), "mentions": mentions}


def message(workspace: Workspace, shown: Message) -> Json:
    author = workspace.users.get(shown.user)
    name = shown.username or (author.name if author else shown.user)
    return {
        "ts": shown.ts,
        "thread_ts": shown.thread_ts,
        "channel": shown.channel,
        "user": shown.user,
        "bot": shown.bot_id is not None,
        "name": name,
        "text": shown.text,
        "blocks": shown.blocks,
        "edited": shown.edited is not None,
        "reactions": shown.reaction_list(),
        "files": [_file(file) for file in shown.files],
        "reply_count": len(shown.replies),
        "latest_reply": shown.replies[-1].ts if shown.replies else None,
        "ephemeral": shown.ephemeral_to is not None,
        "deleted": shown.deleted,
    }


def _file(file: Json) -> Json:
    path = f"/files/{file['id']}/{file['name']}"
    return {**file, "url": path}


def view(shown: View) -> Json:
    definition = shown.definition
    return {
        "id": shown.id,
        "type": shown.type,
        "callback_id": shown.callback_id,
        "title": definition.get("title"),
        "submit": definition.get("submit"),
        "close": definition.get("close"),
        "blocks": definition["blocks"],
        "values": shown.values,
        "errors": shown.errors,
    }


def views(workspace: Workspace, user: str) -> list[Json]:
    return [view(one) for one in workspace.views.stack(user)]


def home(workspace: Workspace, user: str) -> Json | None:
    shown = workspace.views.home(user)
    return view(shown) if shown else None


def tour_step(played: Played) -> Json:
    focus = played.focus
    return {
        "index": played.index,
        "caption": played.caption,
        "act": played.act,
        "as": played.as_,
        "done": played.done,
        "focus": {
            "channel": focus.channel,
            "thread_ts": focus.thread_ts,
            "home": focus.home,
            "modal": focus.modal,
        },
    }


def entry(workspace: Workspace, record: ApiCall | AppDelivery) -> Json:
    if isinstance(record, ApiCall):
        return {
            "id": record.id,
            "at": record.at,
            "direction": "from_app",
            "kind": "web_api",
            "name": record.method,
            "ok": record.ok,
            "error": record.error,
            "ms": record.seconds * 1000,
            "summary": _summary(workspace, record.args),
            "body": {k: v for k, v in record.args.items() if k != "token"},
        }
    return {
        "id": record.id,
        "at": record.at,
        "direction": "to_app",
        "kind": record.kind,
        "name": record.name,
        "ok": record.acked,
        "error": record.error,
        "ms": record.seconds * 1000,
        "summary": _summary(workspace, record.payload.get("event") or record.payload),
        "body": {"payload": record.payload, "answer": record.answer, "tries": len(record.attempts)},
    }


def _summary(workspace: Workspace, body: Json) -> str:
    """Who or where, and the beginning of what it says."""
    user = body.get("user") or body.get("user_id")
    who = user.get("id") if isinstance(user, dict) else user
    actions = [str(a.get("action_id")) for a in body.get("actions") or () if isinstance(a, dict)]
    place = body.get("channel") or body.get("channel_id")
    channel = place.get("id") if isinstance(place, dict) else place
    parts = [
        workspace.name_of(who) if isinstance(who, str) else "",
        f"in {workspace.name_of(channel) or 'direct messages'}" if isinstance(channel, str) else "",
        str(body.get("text") or body.get("callback_id") or body.get("reaction") or ""),
        *actions,
    ]
    return " ".join(part for part in parts if part)[:_SUMMARY]
