"""Builds the people and places of a workspace from their definitions."""

from collections.abc import Iterator

from sandbox.state.company import Channel, Company, Person, UserGroup
from sandbox.state.conversations import Conversation
from sandbox.state.manifest import App
from sandbox.state.users import WorkspaceGroup, WorkspaceUser

SLACKBOT = "USLACKBOT"
"""Slack lists it among the people, and denies that it is a bot."""


def users(app: App, company: Company, now: int) -> Iterator[WorkspaceUser]:
    """Slackbot and the app's bot come first."""
    slackbot = user(Person("slackbot", "Slackbot"), company, now)
    slackbot.id = SLACKBOT
    yield slackbot
    bot = user(Person(app.bot_name.lower(), app.bot_name, is_bot=True), company, now)
    bot.id, bot.bot_id, bot.app_id = app.user_id, app.bot_id, app.app_id
    yield bot
    for person in company.people:
        yield user(person, company, now)


def user(person: Person, company: Company, now: int) -> WorkspaceUser:
    return WorkspaceUser(
        id=person.id,
        person=person,
        team_id=person.team_id or company.team_id,
        updated=now,
        email=person.email or f"{person.handle}@{company.domain}.example",
        bot_id=person.id.replace("U", "B", 1) if person.is_bot else "",
    )


def direct_messages(whose: WorkspaceUser, app: App, now: int) -> Conversation:
    return Conversation(
        id=whose.person.dm,
        kind="im",
        name="",
        creator=whose.id,
        created=now,
        members={whose.id, app.user_id},
        person=whose.id,
    )


def channel(definition: Channel, company: Company, app: App, now: int) -> Conversation:
    """Without `members`, everyone who still works here is in it."""
    ids = {person.handle: person.id for person in company.people}
    everyone = tuple(
        person.handle for person in company.people if not person.deleted and not person.team_id
    )
    handles = everyone if definition.members is None else definition.members
    members = {ids[handle] for handle in handles}
    if definition.bot_in:
        members.add(app.user_id)
    return Conversation(
        id=definition.id,
        kind="group" if definition.private else "channel",
        name=definition.name,
        creator=company.people[0].id if company.people else SLACKBOT,
        created=now,
        members=members,
        topic=definition.topic,
        purpose=definition.purpose,
        archived=definition.archived,
    )


def group(definition: UserGroup, company: Company, now: int) -> WorkspaceGroup:
    ids = {person.handle: person.id for person in company.people}
    members = [ids[handle] for handle in definition.members]
    return WorkspaceGroup(definition.id, definition, company.team_id, members, now)
