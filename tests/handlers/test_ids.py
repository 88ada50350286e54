"""Whatever anybody can press or send is heard, by listeners whose arguments Bolt knows."""

import inspect
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

import handlers
from bot.listening import ListeningApp
from bot.manifest import manifest
from handlers.absence.ids import AbsenceAction, AbsenceForm
from handlers.asking.ids import AskAction, AskForm
from handlers.conversation.ids import AddedAction, TalkAction, TalkForm
from handlers.overview.ids import ListAction, ListView
from handlers.preferences.ids import PreferencesAction, PreferencesForm
from handlers.progress.ids import UpdateAction
from handlers.requests.ids import CardAction
from handlers.rota.ids import RotaAction, RotaView
from handlers.waiting.ids import WaitForm
from handlers.working.ids import RequesterAction, WorkAction, WorkForm
from sandbox import Message
from tests.office import Office

Json = dict[str, Any]
ACTIONS: tuple[type[StrEnum], ...] = (
    CardAction,
    RequesterAction,
    AskAction,
    AddedAction,
    TalkAction,
    ListAction,
    WorkAction,
    PreferencesAction,
    AbsenceAction,
    UpdateAction,
    RotaAction,
)
FORMS = {
    AskForm.ASK,
    *TalkForm,
    *WorkForm,
    *WaitForm,
    *PreferencesForm,
    AbsenceForm.NEW,
    AbsenceForm.CHANGE,
    AbsenceForm.CALENDAR,
}
VIEWS = {*FORMS, *ListView, *RotaView, *AbsenceForm}


async def heard(office: Office, body: Json) -> bool:
    """Whether a listener of ours takes this payload."""
    request = AsyncBoltRequest(mode="socket_mode", body=body)
    response = BoltResponse(status=200)
    return any(
        [
            await listener.async_matches(req=request, resp=response)
            for listener in office.frontdesk.app._async_listeners
        ]
    )


def pressed(action_id: str) -> Json:
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": "{}"}
    return {"type": "block_actions", "user": {"id": "U1"}, "actions": [action]}


def sent(callback_id: str) -> Json:
    view = {"type": "modal", "callback_id": callback_id}
    return {"type": "view_submission", "user": {"id": "U1"}, "view": view}


def live(blocks: Iterable[Json]) -> Iterator[str]:
    """Ids of what tells us at once when it is pressed or changed."""
    for block in blocks:
        if block["type"] == "actions":
            yield from (element["action_id"] for element in block["elements"])
        if block.get("accessory"):
            yield block["accessory"]["action_id"]
        if block["type"] == "input" and block.get("dispatch_action"):
            yield block["element"]["action_id"]


def shown(office: Office) -> tuple[set[str], set[str], set[str]]:
    """Ids of all controls that were ever shown to anybody, of all views, and of the views that can be sent."""
    answers = [delivery.answer or {} for delivery in office.slack.deliveries]
    views = [call.args["view"] for call in office.slack.calls if call.args.get("view")]
    lists = [call.args.get("blocks") or [] for call in office.slack.calls]
    lists += [answer.get("blocks") or [] for answer in answers]
    for person in ("ann", "ben"):
        lists += [message.blocks for message in office.person(person).ephemerals]
    actions = {action for blocks in lists for action in live(blocks)}
    actions |= {action for view in views for action in live(view["blocks"])}
    named = {view["callback_id"] for view in views if view.get("callback_id")}
    return actions, named, {view["callback_id"] for view in views if view.get("submit")}


async def see_everything(office: Office) -> None:
    """A day on which every view is shown once."""
    ann, lena = office.person("ann"), office.person("lena")
    for at in range(10):
        assert (await ann.command("/ask", f"it question number {at}")).ok
    await ann.command("/requests")
    await ann.click(ann.ephemerals[-1], "Show all")
    assert ann.modal is not None
    await ann.click(ann.modal, "Next page")
    await ann.click(ann.modal, "Previous page")
    await ann.click(ann.modal, "Open")
    await ann.close()
    await lena.command("/requests", "question it")
    await lena.click(lena.ephemerals[-1], "Show all")
    assert lena.modal is not None
    await lena.click(lena.modal, "Save to Home")
    await lena.click(lena.modal, "Export CSV")
    await lena.close()
    for person in (ann, lena):
        await person.open_home()
    await office.settle()
    assert ann.home is not None
    await ann.click(ann.home, "Preferences")
    await ann.close()
    gone = await ann.say(office.slack.dm(ann), "my chair is broken")
    await office.settle()
    await ann.delete(gone)
    office.channel("it-help").add("ben")
    await office.person("ben").say("it-help", "my screen is black")
    await office.settle()
    for text in ("hello", "it my mouse is dead", "and it smells, too", "#1 it still drops"):
        await ann.say(office.slack.dm(ann), text)
        await office.settle()
    await ann.command("/ask", "something is odd", channel="general")
    await office.settle()
    await ann.click(ann.ephemerals[-1], "HR")
    await ann.command("/ask", "it")
    assert ann.modal is not None
    ann.fill({"department": "hr"})
    await office.slack.idle()
    await ann.close()
    card = next(message for message in office.channel("it-help").messages if message.bot_id)
    for more in (
        "Assign to…",
        "Hand over to another department…",
        "Ask and wait for a reply…",
        "Waiting for others…",
        "Snooze…",
        "Edit…",
        "Not a request…",
    ):
        await lena.click(card, "request_more", option=more)
        if more == "Edit…":
            lena.fill({"department": "HR"})
            await office.slack.idle()
        await lena.close()
    for _ in range(2):
        await lena.say("it-help", "// " + "x" * 2900, thread=card)
    await office.settle()
    await lena.command("/requests", "#1")
    assert lena.modal is not None
    await lena.click(lena.modal, "Earlier")
    await lena.close()
    await lena.click(card, "Reply")
    await lena.close()
    await lena.click(card, "Claim")
    await office.settle()
    receipt = next(message for message in ann.dm if "#1" in message.plain)
    await ann.click(receipt, "Add something")
    await ann.close()
    await lena.click(card, "Resolve")
    await office.submit("lena", note="Done")
    resolved = receipt.replies[-1]
    await ann.click(resolved, "5 · great")
    await office.settle()
    await ann.click(resolved, "Add a comment")
    await ann.close()
    await ann.click(resolved, "Not solved")
    await ann.close()
    await office.settle()
    await handlers.learn(office.frontdesk.desk)
    await office.person("ben").command("/ask", "it question number 0, please")
    two = "My VPN drops all the time. My payslip for May is wrong."
    await office.person("ben").command("/ask", two, channel="general")
    await office.settle()
    await be_away(office)
    await hand_on(
        office, next(each for each in office.channel("it-help").messages if "#2" in each.plain)
    )


async def be_away(office: Office) -> None:
    """An absence to come: it is on Home, in the list, and can be changed and cancelled. A week of duty can be swapped."""
    tom = office.person("tom")
    await tom.open_home()
    await tom.command("/frontdesk", "absent")
    await office.submit("tom", absence_first="2026-12-01", absence_last="2026-12-04")
    await tom.close()
    await tom.command("/frontdesk", "absent")
    assert tom.modal is not None
    await tom.click(tom.modal, "Change…")
    await office.submit("tom", absence_last="2026-12-03")
    await tom.click(tom.modal, "Cancel it")
    await tom.click(tom.modal, "Calendar…")
    await tom.close()
    await tom.command("/frontdesk", "duty")
    assert tom.modal is not None
    await tom.click(tom.modal, "Ask to swap")
    await tom.close()
    await office.settle()


async def hand_on(office: Office, card: Message) -> None:
    """What only a request that was handed over shows."""
    await office.person("lena").click(card, "Hand over to another department…")
    office.person("lena").fill({"department": "HR"})
    await office.settle()
    await office.submit("lena", reason="Yours")
    hana, moved = office.person("hana"), office.channel("hr-help").messages[-1]
    await hana.click(moved, "Send back to IT…")
    await hana.close()
    await office.settle()


async def test_all_that_is_shown_is_heard_and_all_that_is_named_is_shown(office: Office) -> None:
    await see_everything(office)
    actions, views, sendable = shown(office)
    for action in actions:
        assert await heard(office, pressed(action)), action
    for callback_id in sendable:
        assert await heard(office, sent(callback_id)), callback_id
    names = {action.partition(":")[0] for action in actions}
    assert names == {name for enum in ACTIONS for name in enum}
    assert views == VIEWS
    assert sendable == FORMS
    assert not [call for call in office.slack.calls if not call.ok]


async def test_what_the_manifest_promises_is_heard(office: Office) -> None:
    features = manifest()["features"]
    for command in features["slash_commands"]:
        assert await heard(office, {"command": command["command"], "user_id": "U1"})
    for shortcut in features["shortcuts"]:
        kind = {"global": "shortcut", "message": "message_action"}[shortcut["type"]]
        assert await heard(office, {"type": kind, "callback_id": shortcut["callback_id"]})
    for event in manifest()["settings"]["event_subscriptions"]["bot_events"]:
        name = event.partition(".")[0]
        body = {"type": "event_callback", "event": {"type": name}}
        assert await heard(office, body), event


async def test_bolt_knows_every_argument_that_a_listener_wants(office: Office) -> None:
    """Bolt gives None for a name it does not know, and says so in a log line only; we would fail."""
    app = office.frontdesk.app
    assert isinstance(app, ListeningApp)
    listeners = app.listeners()
    assert len(listeners) > 30
    for listener in listeners:
        wanted = set(inspect.signature(listener).parameters)
        assert wanted <= set(AsyncArgs.__annotations__), listener


async def test_what_nobody_listens_to_is_not_heard(office: Office) -> None:
    """So that the tests above can fail."""
    assert not await heard(office, pressed("request_dance"))
    assert not await heard(office, sent("dance"))
