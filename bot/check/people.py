"""Do the people and user groups in the organisation file exist in Slack?"""

from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.check.paging import PAGE, Json, pages
from bot.check.report import Finding, Row
from config.organisation import Department, Organisation

# Somebody, and somebody who steps in.
ENOUGH = 2
CORRECT = "Correct it in the organisation file."


@dataclass(frozen=True)
class _Directory:
    """Who is in Slack: people by id and e-mail, user groups by id and @handle."""

    people: dict[str, Json]
    groups: dict[str, Json]

    def active(self, reference: str) -> list[str]:
        """The ids of the active people a person or a user group stands for."""
        if reference in self.people:
            person = self.people[reference]
            return [] if person.get("deleted") or person.get("is_bot") else [person["id"]]
        members = self.groups.get(reference, {}).get("users", ())
        return [user for member in members for user in self.active(member)]


async def people(client: AsyncWebClient, organisation: Organisation) -> list[Row]:
    listed = await pages(client.users_list(limit=PAGE), "members")
    # An address may have moved to a new account: the active one comes last, and wins.
    listed.sort(key=lambda person: not person.get("deleted"))
    people = {person.get("profile", {}).get("email", "").lower(): person for person in listed}
    people |= {person["id"]: person for person in listed}
    groups: dict[str, Json] = {}
    if any(_is_group(member) for each in organisation.all for member in each.members):
        all_groups = client.usergroups_list(include_users=True, include_disabled=True)
        for group in await pages(all_groups, "usergroups"):
            groups |= {f"@{group['handle']}": group, group["id"]: group}
    directory = _Directory(people, groups)
    return [row for each in organisation.all for row in _department(each, directory)]


def _is_group(reference: str) -> bool:
    return reference.startswith("@") or ("@" not in reference and reference.startswith("S"))


def _department(department: Department, directory: _Directory) -> Iterator[Row]:
    what = f"People of {department.name}"
    rota = department.rota.people if department.rota else ()
    references = dict.fromkeys((department.head, *department.members, *rota))
    problems = [
        Row(f"{what}: {reference}", *problem)
        for reference in references
        if (problem := _problem(reference, directory))
    ]
    yield from problems
    active = {user for member in department.members for user in directory.active(member)}
    yield from _rota(department, directory, active)
    if not active:
        yield Row(what, Finding.BROKEN, "No one is there to claim a request.", CORRECT)
    elif not problems:
        yield Row(what, Finding.FINE, f"{len(active)} can claim requests.")


def _rota(department: Department, directory: _Directory, active: set[str]) -> Iterator[Row]:
    """Only members are on duty; a rota with fewer than two of them has nobody to step in."""
    if department.rota is None:
        return
    members = active | set(directory.active(department.head))
    strangers = [
        each for each in department.rota.people if not members.issuperset(directory.active(each))
    ]
    on_duty = {user for each in department.rota.people for user in directory.active(each)} & members
    what = f"Rota of {department.name}"
    for each in strangers:
        problem = f"{each} is not in the department, so is never on duty."
        yield Row(what, Finding.ATTENTION, problem, "Add them to its members, or remove them here.")
    if len(on_duty) < ENOUGH:
        problem = f"{len(on_duty)} of its people can be on duty: nobody can step in or swap."
        yield Row(what, Finding.ATTENTION, problem, "Name at least two members.")


def _problem(reference: str, directory: _Directory) -> tuple[Finding, str, str] | None:
    if _is_group(reference):
        return _group_problem(reference, directory)
    person = directory.people.get(reference)
    if person is None:
        return Finding.BROKEN, "No one in Slack has this address or id.", CORRECT
    if person.get("is_bot"):
        return Finding.BROKEN, "This is a bot, not a person.", CORRECT
    if person.get("deleted"):
        return (
            Finding.ATTENTION,
            "The account is deactivated.",
            "Replace this person in the organisation file.",
        )
    return None


def _group_problem(reference: str, directory: _Directory) -> tuple[Finding, str, str] | None:
    group = directory.groups.get(reference)
    if group is None:
        return Finding.BROKEN, "There is no such user group in Slack.", CORRECT
    if group.get("date_delete"):
        return (
            Finding.BROKEN,
            "The user group is disabled.",
            "Enable it in Slack, or choose another.",
        )
    if not directory.active(reference):
        return (
            Finding.ATTENTION,
            "No active person is in the user group.",
            "Add people to it in Slack.",
        )
    return None
