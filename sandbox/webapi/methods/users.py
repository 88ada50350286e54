"""users.* and usergroups.*: who works here."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.state.users import WorkspaceUser
from sandbox.webapi.call import Call
from sandbox.webapi.paging import page
from sandbox.webapi.registry import Family

Json = dict[str, Any]
PEOPLE = Family()


@PEOPLE.method("users.list", scope="users:read")
def list_users(call: Call) -> Json:
    own = [user for user in call.workspace.users.values() if not user.person.team_id]
    shown, more = page(call, own)
    now = int(call.workspace.now())
    return {"members": [_shown(call, user) for user in shown], "cache_ts": now, **more}


@PEOPLE.method("users.info", scope="users:read", needs=("user",))
def info(call: Call) -> Json:
    return {"user": _shown(call, call.user())}


@PEOPLE.method("users.lookupByEmail", scope="users:read.email", needs=("email",))
def lookup_by_email(call: Call) -> Json:
    wanted = call.text("email").casefold()
    for user in call.workspace.users.values():
        if user.email.casefold() == wanted and not user.person.deleted and not user.person.is_bot:
            return {"user": _shown(call, user)}
    raise SlackError("users_not_found")


def _shown(call: Call, user: WorkspaceUser) -> Json:
    return user.payload(
        call.workspace.now(),
        with_email="users:read.email" in call.app.scopes,
        with_locale=call.flag("include_locale"),
    )


@PEOPLE.method("usergroups.list", scope="usergroups:read")
def list_groups(call: Call) -> Json:
    with_users, with_count = call.flag("include_users"), call.flag("include_count")
    everything = call.flag("include_disabled")
    groups = [g for g in call.workspace.groups.values() if everything or not g.disabled_at]
    return {"usergroups": [g.payload(with_users=with_users, with_count=with_count) for g in groups]}


@PEOPLE.method("usergroups.users.list", scope="usergroups:read", needs=("usergroup",))
def list_group_users(call: Call) -> Json:
    group = call.workspace.groups.get(call.text("usergroup"))
    if group is None or (group.disabled_at and not call.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}
