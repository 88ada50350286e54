"""What somebody chooses: `/frontdesk preferences`, the line on Home, and what a department sees of it."""

from dataclasses import replace

from bot.cli.company import acme
from storage import preferences
from storage.preferences import Preferences
from tests.office import Office, opened


async def choose(office: Office, who: str, **fields: object) -> None:
    """Open the form, change some of it, and send it."""
    assert (await office.person(who).command("/frontdesk", "preferences")).ok
    await office.submit(who, **fields)


async def kept(office: Office, who: str) -> Preferences:
    user = office.person(who).id
    return await office.frontdesk.desk.read(lambda tx, _: preferences.of(tx, user))


async def test_everybody_begins_alike_and_chooses_in_a_form(office: Office) -> None:
    ann = office.person("ann")
    await ann.open_home()
    await office.settle()
    assert ann.home is not None
    assert (
        "Language as in Slack · Mon–Fri, 07:00–20:00 · up to 6 notices a day, the rest in a digest at 16:00"
        in ann.home.text
    )
    assert (await ann.click(ann.home, "Preferences")).ok
    assert ann.modal is not None
    assert ann.modal.title == "Your preferences"
    ann.fill({"days": ["Monday", "Tuesday", "Thursday"], "opens": "09:30", "closes": "17:00"})
    await office.submit(
        "ann", budget="No limit", digest_at="17:00", wanted=["Reminders", "Ratings"]
    )
    assert "Mon, Tue, Thu, 09:30–17:00 · no limit to notices" in ann.home.text
    chosen = await kept(office, "ann")
    assert (chosen.budget, list(chosen.unwanted)) == (None, ["progress", "duty"])
    await choose(office, "ann", language="English", budget="None: everything in the digest")
    assert "English · Mon, Tue, Thu, 09:30–17:00 · all notices in a digest at 17:00" in (
        ann.home.text
    )
    assert await kept(office, "ben") == Preferences()


async def test_what_does_not_go_together_is_said_beside_its_field(office: Office) -> None:
    ann = office.person("ann")
    assert (await ann.command("/frontdesk", "preferences")).ok
    for fields, field, said in (
        ({"opens": "09:00", "closes": "09:00"}, "closes", "differs from the start"),
        ({"closes": "17:00", "digest_at": "18:00"}, "digest_at", "18:00 is outside your working"),
        ({"digest_at": "12:00", "phone_shared": None}, "phone", "has no phone number"),
        ({"phone": "ask Ben"}, "phone", "isn't a phone number"),
    ):
        given: dict[str, object] = {**fields}
        if given.pop("phone_shared", "") is None:
            given["shares_phone"] = "Share it"
        ann.fill(given)
        result = await ann.submit()
        assert said in result.errors[field], result


async def test_the_department_sees_how_a_requester_is_reached_and_a_phone_only_if_shared(
    database_url: str,
) -> None:
    company = acme()
    people = tuple(
        replace(each, phone="+49 30 1234567") if each.handle == "ann" else each
        for each in company.people
    )
    async with opened(database_url, company=replace(company, people=people)) as office:
        card = await office.ask("ann", "it my VPN drops")
        assert "How to reach" not in card.plain
        await choose(office, "ann", reach="call me *now*, I'm on the <!channel> shop floor")
        assert "How to reach Ann Berg: call me" in card.plain
        assert "I'm on the <!channel> shop floor" in card.plain
        assert "1234567" not in card.plain
        assert not any(call.method == "users.info" for call in office.slack.calls)
        await choose(office, "ann", shares_phone="Share it")
        assert "shop floor · +49 30 1234567" in card.plain
        await choose(office, "ann", shares_phone="Hide it", reach=None)
        assert "How to reach" not in card.plain
        assert (await kept(office, "ann")).phone is None


async def test_the_language_is_the_readers_choice_while_there_are_texts_in_it(
    database_url: str,
) -> None:
    company = acme()
    people = tuple(
        replace(each, locale="hu-HU") if each.handle == "ann" else each for each in company.people
    )
    async with opened(database_url, company=replace(company, people=people)) as office:
        ann = office.person("ann")
        await ann.open_home()
        await office.settle()
        assert ann.home is not None
        assert "H–P" in ann.home.text
        await choose(office, "ann", language="English")
        assert "Mon–Fri" in ann.home.text
        # A language whose catalogue is gone.
        await office.frontdesk.database.write(
            office.frontdesk.desk.team,
            lambda tx: preferences.keep(tx, ann.id, Preferences(language="de")),
        )
        await ann.open_home()
        await office.settle()
        assert "Language as in Slack · H–P" in ann.home.text
