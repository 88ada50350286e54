"""What people write is shown to the letter in every place, and nothing in it fires in any."""

from dataclasses import replace

import pytest

from bot.cli.company import acme
from sandbox import Company, Message
from sandbox.blockkit.mentions import targets
from tests.clock import FakeClock
from tests.engines import ONE_ENGINE
from tests.office import Office, opened

# As somebody types it. @ann, @here and the like become live tokens on the way to us, as Slack makes them.
HOSTILE = (
    "my VPN: @here @channel @everyone @zoe @it-team <!channel> <@U0ZOE> <!subteam^S0ITTEAM> <!date^1^{date}|x> "
    "<javascript:alert(1)|click> &lt;!here&gt; &amp; ```rm -rf``` `x` *b* _i_ ~s~ \u202eevil"
)
SHOWN = (
    "my VPN: @here @channel @everyone @Zoë Martin @it-team <!channel> <@U0ZOE> <!subteam^S0ITTEAM> <!date^1^{date}|x> "
    "<javascript:alert(1)|click> &lt;!here&gt; &amp; ```rm -rf``` `x` *b* _i_ ~s~ \u202eevil"
)
ASSIGNEE = "U0LENA"
CHANNELS = ("it-help", "hr-help", "frontdesk-triage", "frontdesk-ops", "general")


def ours(office: Office) -> list[Message]:
    """Every message of ours that anybody can see."""
    people = [office.person(person.handle) for person in acme().people]
    tops = [message for name in CHANNELS for message in office.channel(name).messages]
    tops += [message for person in people for message in (*person.dm, *person.ephemerals)]
    shown = [message for top in tops for message in (top, *top.replies)]
    return [message for message in shown if message.bot_id]


def fired(office: Office) -> set[str]:
    """Whom anything of ours called: messages and, though Slack calls nobody there, modals and homes."""
    found = {user for message in ours(office) for user in message.notified}
    for call in office.slack.calls:
        view = call.args.get("view") or {}
        blocks = [*(call.args.get("blocks") or ()), *view.get("blocks", ())]
        found |= targets(str(call.args.get("text") or ""), blocks)
    for delivery in office.slack.deliveries:
        answer = delivery.answer or {}
        found |= targets(str(answer.get("text") or ""), answer.get("blocks") or [])
    return found


def links(office: Office) -> set[str]:
    """Addresses that our messages make clickable."""
    found = set()
    for message in ours(office):
        for block in message.blocks:
            for row in block.get("elements", ()):
                parts = row.get("elements", ()) if isinstance(row, dict) else ()
                found |= {part["url"] for part in parts if part.get("type") == "link"}
    return found


async def test_a_hostile_request_fires_nowhere_on_its_whole_way(office: Office) -> None:
    ann, lena, ole = office.person("ann"), office.person("lena"), office.person("ole")
    card = await office.ask("ann", f"it {HOSTILE}")
    receipt = ann.dm[-1]
    assert SHOWN in card.plain
    assert SHOWN in receipt.plain
    await office.later(minutes=30)  # a reminder, because nobody had it
    await lena.command("/requests", "it")
    await ann.command("/requests")
    for person in (ann, lena):
        await person.open_home()
        await office.settle()
        assert person.home is not None
        assert "my VPN: @here" in person.home.text
    await lena.click(lena.ephemerals[-1], "Open")
    assert lena.modal is not None
    assert SHOWN in lena.modal.text
    await lena.close()
    await lena.click(card, "Claim")
    await office.settle()
    await ann.say(office.slack.dm(ann), HOSTILE, thread=receipt)
    await lena.say("it-help", HOSTILE, thread=card)
    await office.settle()
    assert SHOWN in card.replies[-2].plain or SHOWN in card.replies[-1].plain
    assert SHOWN in receipt.replies[-1].plain
    await lena.click(card, "request_more", option="Ask and wait for a reply…")
    await office.submit("lena", question=HOSTILE)
    await ann.click(receipt, "Add something")
    await office.submit("ann", text=HOSTILE)
    await lena.click(card, "request_more", option="Hand over to another department…")
    await office.submit("lena", department="HR", reason=HOSTILE)
    [other] = office.channel("hr-help").messages
    await ole.click(other, "Claim")
    await office.settle()
    await ole.click(other, "Resolve")
    await office.submit("ole", note=HOSTILE)
    resolved = receipt.replies[-1]
    # Typed into a form, nothing is turned into a token on the way.
    assert SHOWN.replace("@Zoë Martin", "@zoe") in resolved.plain
    await ann.click(resolved, "1 · poor")
    await office.settle()
    await ann.click(resolved, "Add a comment")
    await office.submit("ann", reason=HOSTILE)
    await ann.click(resolved, "Not solved")
    await office.submit("ann", reason=HOSTILE)
    await office.later(days=1)  # the morning's line
    assert len([message for message in ours(office) if "my VPN" in message.plain]) > 10
    assert fired(office) <= {
        ASSIGNEE,
        "U0OLE",
    }  # those whom we call ourselves, because they hold it
    assert links(office) == set()


@pytest.mark.parametrize(
    ("via", "where"), [("dm", "it-help"), ("mention", "it-help"), ("shortcut", "it-help")]
)
async def test_a_hostile_text_fires_by_no_way_of_asking(
    office: Office, via: str, where: str
) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    if via == "dm":
        await ann.say(office.slack.dm(ann), HOSTILE)
    elif via == "mention":
        root = await ben.say("general", HOSTILE)
        await ann.say("general", f"@Frontdesk {HOSTILE}", thread=root)
    else:
        said = await ben.say("general", HOSTILE)
        await ann.shortcut("ask_department", said)
        assert ann.modal is not None
        assert SHOWN in ann.modal.text
        await office.submit("ann", department="IT")
    await office.settle()
    [card] = office.channel(where).messages
    assert SHOWN in card.plain
    assert all(SHOWN in reply.plain for reply in card.replies)
    assert fired(office) == set()


async def test_a_hostile_word_in_a_command_is_shown_in_its_help(office: Office) -> None:
    ann = office.person("ann")
    await ann.command("/frontdesk", "<!channel> @here &amp; @zoe")
    assert "“<!channel> @here &amp; @zoe”" in ann.ephemerals[-1].plain
    assert fired(office) == set()


def badly_named() -> Company:
    """Acme, where some have chosen their names badly."""
    names = {
        "ann": "*Ann* <!here> & <@U0ZOE>",
        "lena": "`Lena` @channel <!subteam^S0ITTEAM>",
        "ben": "<https://evil.example|Ben> \u202e&lt;!everyone&gt;",
        "ines": "_Inês_ > @everyone",
    }
    company = acme()
    people = tuple(
        replace(person, name=names.get(person.handle, person.name)) for person in company.people
    )
    return replace(company, people=people)


async def test_names_fire_nowhere_either(database_url: str, clock: FakeClock) -> None:
    async with opened(database_url, clock=clock, company=badly_named()) as office:
        ann, lena, ben = (office.person(who) for who in ("ann", "lena", "ben"))
        card = await office.ask("ann", "it my VPN drops, @lena knows")
        assert "<!here> & <@U0ZOE>" in card.plain
        assert "@`Lena` @channel <!subteam^S0ITTEAM> knows" in card.plain
        await lena.click(card, "Claim")
        await office.settle()
        await lena.say("it-help", "Which version?", thread=card)
        await office.settle()
        await ben.click(card, "Resolve")  # not a member: told who is
        await lena.command("/requests", "it")
        await ben.command("/requests", "it")
        said = await ben.say("general", "my screen is black")
        await ann.shortcut("ask_department", said)
        await office.submit("ann", department="IT")
        await lena.open_home()
        await lena.click(card, "request_more", option="Hand over to another department…")
        await office.submit("lena", department="Finance", reason="Not ours")
        await office.later(days=2)
        assert fired(office) <= {ASSIGNEE}
        assert links(office) == set()


LONG = {
    "words": "The VPN drops again and again. " * 1290,
    "one word": "vpn " + "x" * 39_990,
    "right to left": "vpn " + "مرحبا بالعالم " * 2850,
    "combining": "vpn " + "e\u0301\u0302\u0303 " * 7990,
    "emoji": "vpn " + ":tada:" * 6600,
    "mentions": "vpn " + "@zoe " * 7990,
    "one emoji": "vpn :" + "a" * 39_980 + ":",
    "escapes": "vpn " + "<&>" * 13_000,
}


def text_of(message: Message) -> str:
    """What a person reads of the request's own words."""
    # Under its author's name it is no quotation.
    carrier = "rich_text_section" if message.username else "rich_text_quote"
    quotes = [
        element
        for block in message.blocks
        for element in block.get("elements", ())
        if isinstance(element, dict) and element.get("type") == carrier
    ]
    return "".join(
        part.get("text") or f":{part['name']}:" for quote in quotes for part in quote["elements"]
    ).removesuffix(" …")


@pytest.mark.parametrize("kind", LONG)
async def test_forty_thousand_characters_reach_the_department(office: Office, kind: str) -> None:
    ann = office.person("ann")
    await ann.say(office.slack.dm(ann), LONG[kind])
    await office.settle()
    [card] = office.channel("it-help").messages
    assert "Continued in the thread" in card.plain
    read = "".join(text_of(message) for message in (card, *card.replies))
    assert read == LONG[kind].strip().replace("@zoe", "@Zoë Martin")
    assert fired(office) == set()
    assert "#1 is with IT" in ann.dm[-1].plain
    assert not [call for call in office.slack.calls if not call.ok]


async def test_a_long_command_and_a_long_reply_arrive_whole_and_follow_edits(
    office: Office,
) -> None:
    text = LONG["words"].strip()
    card = await office.ask("ann", f"it {text}")
    assert "".join(text_of(message) for message in (card, *card.replies)) == text
    lena, ann = office.person("lena"), office.person("ann")
    said = await lena.say("it-help", text, thread=card)
    await office.settle()
    receipt = ann.dm[-1]
    assert "".join(text_of(reply) for reply in receipt.replies) == text
    await lena.edit(said, "Never mind.")
    await office.settle()
    assert "".join(text_of(reply) for reply in receipt.replies) == "Never mind."
    await lena.edit(said, text[:9000])
    await office.settle()
    assert "".join(text_of(reply) for reply in receipt.replies) == text[:9000].strip()
    assert not [call for call in office.slack.calls if not call.ok]


@ONE_ENGINE
@pytest.mark.parametrize("text", [":tada::tada:", "🎉", "\u200b", "@here @zoe", "()[]{}"])
async def test_nothing_to_read_is_told_kindly_whatever_it_is_made_of(
    office: Office, text: str
) -> None:
    ann = office.person("ann")
    await ann.say(office.slack.dm(ann), text)
    await office.settle()
    assert "I'm not sure what you need" in ann.dm[-1].plain
    assert fired(office) == set()
    assert not [call for call in office.slack.calls if not call.ok]
