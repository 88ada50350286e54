"""People, groups and channels are known before anybody asks, however many they are and however slow Slack is."""

import asyncio

from bot.app import built, working
from bot.cli.company import acme
from bot.directory_sync import DirectorySync, stop
from bot.manifest import manifest
from bot.rate_limits import RateLimits
from sandbox import Company, Person, Sandbox
from storage import directory
from tests.office import Office, organisation, settings_for


def crowd(many: int) -> Company:
    """Acme, grown."""
    company = acme()
    more = tuple(
        Person(handle=f"p{n}", name=f"Person {n}", email=f"p{n}@acme.example") for n in range(many)
    )
    return Company(
        team_id=company.team_id,
        name=company.name,
        domain=company.domain,
        people=company.people + more,
        channels=company.channels,
        groups=company.groups,
    )


async def known(office: Office, who: str) -> directory.Person | None:
    user = office.person(who).id
    return await office.frontdesk.desk.read(lambda tx, _: directory.person(tx, user))


async def test_the_first_start_knows_everybody_before_it_is_ready(database_url: str) -> None:
    """Three pages of people, a 429 in between; and what was just read is not read again at once."""
    slack = Sandbox(manifest=manifest(http_url="https://f.acme.example"), company=crowd(500))
    async with slack:
        slack.faults.refuse("users.list", retry_after=1)
        slack.faults.refuse("conversations.list", retry_after=1)
        settings = settings_for(slack, database_url)
        rate_limits = RateLimits(limited=False)
        async with (
            built(settings, organisation(), rate_limits=rate_limits) as frontdesk,
            working(frontdesk),
        ):
            last = slack.person("p499").id
            person = await frontdesk.desk.read(lambda tx, _: directory.person(tx, last))
            assert person is not None
            assert person.email == "p499@acme.example"
            groups = await frontdesk.desk.read(lambda tx, _: directory.handles(tx))
            assert "it-team" in groups.values()
            await asyncio.sleep(0)
            assert slack.log.counts["users.list"] == 4
        # The next start is ready without it, and reads in the background.
        async with (
            built(settings, organisation(), rate_limits=rate_limits) as frontdesk,
            working(frontdesk),
        ):
            await slack.until(lambda: slack.log.counts["usergroups.list"] == 2)


async def test_a_workspace_without_user_groups(office: Office) -> None:
    office.slack.faults.refuse("usergroups.list", error="paid_teams_only")
    await office.frontdesk.directory_sync.read_all()


async def test_trouble_does_not_end_the_reading(office: Office) -> None:
    """Slack's, or the database's: it is tried again, and a stop is none the worse for it."""
    office.slack.faults.refuse("users.list", times=3, status=500)
    office.slack.faults.drop("conversations.list", times=2)
    office.slack.update_person("ann", name="Ann Berg-Larsen")
    lists = office.slack.log.counts["usergroups.list"]
    impatient = DirectorySync(office.frontdesk.desk, office.frontdesk.client, after_trouble=0.01)
    reading = asyncio.create_task(impatient.run())
    await office.slack.until(lambda: office.slack.log.counts["usergroups.list"] > lists)
    await stop(reading)
    ann = await known(office, "ann")
    assert ann is not None
    assert ann.name == "Ann Berg-Larsen"
