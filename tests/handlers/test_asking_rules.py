"""How what people write to us is read: small talk, what belongs together, whom a command names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import escape
from config.organisation import Organisation
from handlers.asking.rules import (
    SmallTalk,
    called,
    is_thanks,
    small_talk,
    spelled,
)
from tests.office import organisation

ACME = organisation()


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "Hello!",
        "hey :wave:",
        "Good morning 🙂",
        "guten Tag",
        "hi <@U1>",
        "Cześć",
        "HELLO ...",
        "hi all!",
        "Good morning, team",
        "Hallo zusammen!",
        "Jó reggelt mindenkinek",
        "Dzień dobry wszystkim",
        "Hei alle sammen :wave:",
    ],
)
def test_greetings(text: str) -> None:
    assert small_talk(text) == SmallTalk.GREETING


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "Thank you so much!!",
        "thx :heart:",
        "Thanks <@U1>",
        "danke schön",
        "KÖSZÖNÖM",
        "thanks, works now",
        "thank you Lena",
        "Vielen Dank, geht wieder!",
        "Köszi, Lena",
        "Dzięki, już działa",
        "Tusen takk!",
    ],
)
def test_thanks(text: str) -> None:
    assert small_talk(text) == SmallTalk.THANKS
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "Okay!",
        "Got it",
        "perfect",
        "Alles klar",
        "rendben",
        "w porządku",
        "den er grei",
        "👍🏽",
        ":+1::skin-tone-3:",
        "🙏",
    ],
)
def test_what_needs_no_answer(text: str) -> None:
    assert small_talk(text) == SmallTalk.AGREED
    assert is_thanks(text)


@pytest.mark.parametrize("text", ["help", "Help!", "help me please?", "please help", "?", "???"])
def test_help(text: str) -> None:
    assert small_talk(text) == (None if text.startswith("help me p") else SmallTalk.HELP)
    assert not is_thanks(text)


@pytest.mark.parametrize("text", ["", ":tada:", "…", "<!here>"])
def test_wordless(text: str) -> None:
    assert small_talk(text) == SmallTalk.WORDLESS


@pytest.mark.parametrize(
    "text",
    [
        "hi, my VPN drops",
        "thanks but it still does not work",
        "thank you, and one more thing: the printer",
        "hello world program crashes",
        "vpn",
        "not ok",
        "yes",
        "help with the printer",
        "мой ноутбук",
        "Danke, aber es geht immer noch nicht",
        "hei, skriveren er ødelagt",
        "dziękuję ale nadal nie działa",
    ],
)
def test_a_request_is_no_small_talk(text: str) -> None:
    assert small_talk(text) is None
    assert not is_thanks(text)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    small_talk(escape(text))
    named = spelled(escape(text), ACME)
    assert named.text == named.text.strip()
    assert escape(text).strip().endswith(named.text)


@pytest.mark.parametrize(
    ("text", "department", "rest"),
    [
        ("it my VPN drops", "it", "my VPN drops"),
        ("IT: my VPN drops", "it", "my VPN drops"),
        ("it, my VPN\ndrops  twice", "it", "my VPN\ndrops  twice"),
        ("Accounts Payable: invoice", "finance", "invoice"),
        ("tech: my VPN", "it", "my VPN"),
        ("helpdesk,\nmy VPN", "it", "my VPN"),
        ("tech", "it", ""),
        # A sentence may begin with a word that also stands for a department: none of it is lost.
        ("  helpdesk   my VPN", "it", "helpdesk   my VPN"),
        ("tech support never called back", "it", "tech support never called back"),
        ("Human resources lost my contract", "hr", "Human resources lost my contract"),
        ("triage no idea", "triage", "no idea"),
        ("it", "it", ""),
        ("IT:", "it", ""),
        ("my VPN drops", None, "my VPN drops"),
        ("item 7 is lost", None, "item 7 is lost"),
        ("it is cold in here", None, "it is cold in here"),
        ("It doesn’t work", None, "It doesn’t work"),
        ("it issues new laptops?", "it", "issues new laptops?"),
        ("", None, ""),
    ],
)
def test_a_department_is_named_first(text: str, department: str | None, rest: str) -> None:
    named = spelled(text, ACME)
    assert (named.department.key if named.department else None) == department
    assert named.text == rest


def test_a_department_s_name_is_found_as_slack_escapes_it_and_however_long() -> None:
    names = {"it": "R&D", "hr": "The good people of the ground floor"}
    written = ACME.model_dump()
    for department in written["departments"]:
        department["name"] = names.get(department["key"], department["name"])
    acme = Organisation.model_validate(written)
    assert spelled("R&amp;D my &lt;b&gt;", acme).text == "my &lt;b&gt;"
    named = spelled("the good people of the ground floor: hi", acme)
    assert named.department is not None
    assert (named.department.key, named.text) == ("hr", "hi")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<@UBOT> my VPN", "my VPN"),
        ("<@UBOT|frontdesk>: my VPN", "my VPN"),
        ("hey <@UBOT>, my VPN", "hey  my VPN"),
        ("<@UBOT> :wave:", ":wave:"),
        ("<@UBOT>", ""),
        ("<@UBOTTOM> hi", "<@UBOTTOM> hi"),
    ],
)
def test_our_own_name_is_no_part_of_what_is_said(text: str, said: str) -> None:
    assert called(text, "UBOT") == said
