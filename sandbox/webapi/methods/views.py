"""views.*: modals by trigger, and Home tabs."""

from typing import Any

from sandbox.blockkit.blocks import view_definition
from sandbox.errors import SlackError
from sandbox.state.views import STACK_DEPTH, View
from sandbox.webapi.call import Call
from sandbox.webapi.registry import Family

Json = dict[str, Any]
VIEWS = Family()


@VIEWS.method("views.open", needs=("view",))
def open_view(call: Call) -> Json:
    definition = _definition(call, ("modal",))
    view = call.workspace.views.open(_trigger(call), definition)
    return {"view": view.payload()}


@VIEWS.method("views.push", needs=("view",))
def push(call: Call) -> Json:
    definition = _definition(call, ("modal",))
    user = _trigger(call)
    if len(call.workspace.views.stack(user)) >= STACK_DEPTH:
        raise SlackError("push_limit_reached")
    return {"view": call.workspace.views.push(user, definition).payload()}


@VIEWS.method("views.update", needs=("view",))
def update(call: Call) -> Json:
    view = call.workspace.views.find(
        view_id=call.text("view_id"), external_id=call.text("external_id")
    )
    _check_hash(call, view)
    call.workspace.views.update(view, _definition(call, (view.type,)))
    return {"view": view.payload()}


@VIEWS.method("views.publish", needs=("user_id", "view"))
def publish(call: Call) -> Json:
    definition = _definition(call, ("home",))
    user = call.workspace.users.get(call.text("user_id"))
    if user is None or user.person.is_bot:
        raise SlackError("user_not_found")
    if not call.app.home_tab:
        raise SlackError("not_enabled")
    current = call.workspace.views.home(user.id)
    if current is not None:
        _check_hash(call, current)
    return {"view": call.workspace.views.publish(user.id, definition).payload()}


def _definition(call: Call, kinds: tuple[str, ...]) -> Json:
    return view_definition(call.structure("view", dict, "invalid_arguments"), kinds)


def _trigger(call: Call) -> str:
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger_id:
        raise SlackError(
            "invalid_arguments", ["missing required field: trigger_id [json-pointer:/trigger_id]"]
        )
    return call.workspace.triggers.use(trigger_id)


def _check_hash(call: Call, view: View) -> None:
    given = call.text("hash")
    if given and given != view.hash:
        raise SlackError("hash_conflict")
