"""auth, api, apps, team and bots: who is calling, and where."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.webapi.call import Call
from sandbox.webapi.registry import Family

Json = dict[str, Any]
BASICS = Family()


@BASICS.method("api.test")
def api_test(call: Call) -> Json:
    if error := call.text("error"):
        raise SlackError(error, args=call.args)
    return {"args": {k: v for k, v in call.args.items() if k != "token"}}


@BASICS.method("auth.test")
def auth_test(call: Call) -> Json:
    company, app = call.workspace.company, call.app
    return {
        "url": f"https://{company.domain}.slack.com/",
        "team": company.name,
        "user": app.bot_name.lower(),
        "team_id": company.team_id,
        "user_id": app.user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    } | ({"enterprise_id": company.enterprise_id} if company.enterprise_id else {})


@BASICS.method("apps.connections.open")
def connections_open(call: Call) -> Json:
    """A WebSocket address whose ticket works once."""
    address = call.base_url.replace("http://", "ws://", 1)
    return {"url": f"{address}/link?ticket={call.sockets.issue_ticket()}&app_id={call.app.app_id}"}


@BASICS.method("team.info", scope="team:read")
def team_info(call: Call) -> Json:
    company = call.workspace.company
    return {
        "team": {
            "id": company.team_id,
            "name": company.name,
            "domain": company.domain,
            "email_domain": f"{company.domain}.example",
            "icon": {"image_default": True},
        }
    }


@BASICS.method("bots.info", scope="users:read")
def bots_info(call: Call) -> Json:
    wanted = call.text("bot") or call.app.bot_id
    for user in call.workspace.users.values():
        if user.bot_id == wanted:
            return {
                "bot": {
                    "id": user.bot_id,
                    "deleted": user.person.deleted,
                    "name": user.name,
                    "updated": user.updated,
                    "app_id": user.app_id,
                    "user_id": user.id,
                    "icons": {},
                }
            }
    raise SlackError("bot_not_found")
