"""Payloads as Slack sends them, and what may become of them on the way."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from sandbox.state.traffic import AppDelivery
from tests.office import Office

Json = dict[str, Any]
Path = tuple[str | int, ...]


def deep(levels: int) -> Json:
    """An object within an object within …"""
    found: Json = {}
    for _ in range(levels):
        found = {"a": found}
    return found


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        None, True, False, 0, -1, 10**30, 1e308, "", "x", "x" * 5000, "\ud83d", "a\0b", "\0", "null", "\u202e", "a/b", "'; --",
        [], [None], [[]], ["x"], {}, {"id": None}, {"type": "x"}, {"id": []}, deep(30), deep(300),
    ]
)  # fmt: skip


class Kinds(list[AppDelivery]):
    """Deliveries, told apart by their kinds."""

    def __repr__(self) -> str:
        return ", ".join(_kind(delivery) for delivery in self)


async def every_kind(office: Office) -> Kinds:
    """One delivery of each kind, from a day at the office."""
    ann, lena, slack = office.person("ann"), office.person("lena"), office.slack
    await ann.open_home()
    written = await ann.say(slack.dm(ann), "my VPN drops")
    await office.settle()
    [card] = office.channel("it-help").messages
    await ann.say(slack.dm(ann), "since Monday", thread=ann.dm[-1])
    await ann.edit(written, "my VPN drops daily")
    asked = await ann.say("general", "@Frontdesk the printer is broken")
    await ann.say("it-help" if "ann" in office.channel("it-help").members else "general", "x")
    await ann.delete(written)
    for label in ("Claim", "Reply", "Assign to…", "Hand over to another department…"):
        assert (await lena.click(card, label)).ok
        if lena.modal is not None:
            await lena.close()
        await office.settle()
    assert (await lena.click(card, "Resolve")).ok
    await office.submit("lena", note="Restart it.")
    assert (await ann.command("/ask", "")).ok
    ann.fill({"department": "IT", "text": "A new screen"})
    await ann.submit()
    for command in ("/requests", "/frontdesk"):
        await ann.command(command, "")
    for shortcut in slack.workspace.app.shortcuts:
        await ann.shortcut(shortcut.callback_id, asked if shortcut.type == "message" else None)
    slack.update_person("ben", title="Chief")
    slack.group("it-team").set_members(["lena", "tom"])
    office.channel("general").rename("everything")
    office.channel("sales").remove_bot()
    office.channel("sales").add_bot()
    await office.settle()
    newest = {_kind(delivery): delivery for delivery in slack.deliveries}
    return Kinds(newest[kind] for kind in sorted(newest))


def _kind(delivery: AppDelivery) -> str:
    event = delivery.payload.get("event") or {}
    actions = delivery.payload.get("actions") or [{}]
    parts = (delivery.kind, delivery.name, event.get("subtype"), actions[0].get("action_id"))
    return "/".join(str(part) for part in parts)


def made_new(office: Office, payload: Json, number: int) -> Json:
    """As if it had never been delivered, so that it is not let go as a repetition."""
    fresh = copy.deepcopy(payload)
    if "event_id" in fresh:
        fresh["event_id"] = f"EvNEW{number}"
        event = fresh["event"]
        stamp = f"1795{number:06}.000100"
        for name in ("ts", "event_ts"):
            if name in event:
                event[name] = stamp
    if "trigger_id" in fresh:
        user = fresh["user"]["id"] if "user" in fresh else fresh["user_id"]
        fresh["trigger_id"] = office.slack.workspace.triggers.issue(user)
    return fresh


def places(value: Any, at: Path = ()) -> Iterator[Path]:
    """Every place in a payload."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for key, child in inner:
        yield (*at, key)
        yield from places(child, (*at, key))


# Which place, what is done to it, with what, and another place. Places are drawn as numbers, so that what is drawn does not
# depend on the payload.
Mutation = tuple[int, str, Any, int]
PLACE = st.integers(0, 100_000)
MUTATIONS: st.SearchStrategy[list[Mutation]] = st.lists(
    st.tuples(PLACE, st.sampled_from(("junk", "remove", "other", "deeper")), JUNK, PLACE),
    min_size=1,
    max_size=3,
)


def mutated(payload: Json, mutations: list[Mutation]) -> Json:
    """With places emptied, filled with junk, given what stands elsewhere, or put one level deeper."""
    for place, what, junk, other in mutations:
        found = list(places(payload))
        if not found:
            break
        *way, last = found[place % len(found)]
        holder = _at(payload, tuple(way))
        match what:
            case "remove":
                del holder[last]
            case "junk":
                holder[last] = copy.deepcopy(junk)
            case "other":
                holder[last] = copy.deepcopy(_at(payload, found[other % len(found)]))
            case "deeper":
                holder[last] = [holder[last]]
    return payload


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value
