"""A tour is played by what people can read, and says what each step made visible."""

from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Find, ImpossibleError, Sandbox, TourScript, TourStep, Try
from tests.sandbox.conftest import COMPANY, manifest, new_app, over_socket
from tests.sandbox.test_acting import button, form, section
from tests.sandbox.test_client import Browser

Json = dict[str, Any]

SCRIPT = TourScript(
    title="A laptop",
    steps=(
        TourStep("Ann asks", "ann", "command", channel="general", command="/ask", text="laptop"),
        TourStep("She fills the form", "ann", "fill", inputs={"What is it?": "Broken"}),
        TourStep("and sends it", "ann", "submit", expect="We got it"),
        TourStep(
            "Bob claims", "bob", "click", channel="it-help", button="Claim", expect="Claimed by"
        ),
        TourStep(
            "and answers",
            "bob",
            "reply",
            channel="it-help",
            message=Find(text="Claimed"),
            text="On it",
        ),
        TourStep("Ann looks home", "ann", "open_home", expect="Yours"),
        TourStep("Ann says thanks", "ann", "say", text="thanks"),
        TourStep("and reacts", "ann", "react", message=Find(text="We got it"), emoji="tada"),
    ),
)


def wire(app: AsyncApp) -> None:
    @app.command("/ask")
    async def ask(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form())
        await ack()

    @app.view("form")
    async def submitted(ack: Any, body: Json, view: Json, client: AsyncWebClient) -> None:
        await ack()
        text = view["state"]["values"]["what"]["text"]["value"]
        blocks = [section(text), {"type": "actions", "elements": [button("Claim", "claim")]}]
        await client.chat_postMessage(channel="C0ITHELP", text=text, blocks=blocks)
        await client.chat_postMessage(channel=body["user"]["id"], text="We got it")

    @app.action("claim")
    async def claim(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        args = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(text=f"Claimed by <@{body['user']['id']}>", **args)

    @app.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [section("Yours")]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.event("message")
    async def heard() -> None:
        """Nothing to say."""

    @app.event("reaction_added")
    async def reacted() -> None:
        """Nothing to say."""


async def test_a_story_is_played(slack: Sandbox, app: AsyncApp) -> None:
    wire(app)
    player = slack.play(SCRIPT, quiet_seconds=0.03)
    async with over_socket(slack, app):
        played = [await player.next() for _ in SCRIPT.steps]

    assert [p.caption for p in played] == [step.caption for step in SCRIPT.steps]
    assert [p.as_ for p in played][:4] == ["U0ANN", "U0ANN", "U0ANN", "U0BOB"]
    assert [p.done for p in played] == [False] * 7 + [True]
    assert played[0].ack_seconds is not None
    assert played[0].focus.modal
    assert "What is it?" in played[0].seen[0].text
    seen = {(s.place, s.who): s.text for s in played[2].seen}
    assert seen["#it-help", ""] == "Helper: Broken\n[Claim]"
    assert seen["direct messages", "Ann Lee"] == "Helper: We got it"
    assert played[3].seen[-1].text == "Helper: Claimed by @Bob Roe"
    assert [p.seen[-1].edited for p in played[2:4]] == [False, True]
    assert played[4].focus.thread_ts == slack.channel("it-help").messages[0].ts
    assert played[5].focus.home
    assert slack.person("ann").dm[0].reactions == {"tada": ["U0ANN"]}
    assert player.done


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (TourStep("Fly", "ann", "fly"), "Step 1, “Fly”: There is no “fly” to do"),
        (TourStep("Send", "ann", "submit"), "Step 1, “Send”: Ann Lee has no form open"),
        (
            TourStep("Claim", "ann", "click", channel="general", button="Claim"),
            "ann can't find a message with",
        ),
        (TourStep("Look", "ann", "look", expect="news"), "ann never saw “news”"),
        (TourStep("Ask", "ann", "command", command="/ask"), "command failed: dispatch_failed"),
    ],
)
async def test_a_failing_step_says_why(slack: Sandbox, step: TourStep, sentence: str) -> None:
    player = slack.play(TourScript("Bad", (step,)), quiet_seconds=0.01, expect_seconds=0.05)
    with pytest.raises(ImpossibleError) as caught:
        await player.next()
    assert sentence in str(caught.value)


async def test_the_page_plays_the_tour() -> None:
    """Each time a script of its own; it goes on where it was; when a step can't be played, another one begins."""
    received: list[int] = []

    def scripts(number: int) -> TourScript:
        received.append(number)
        return TourScript(
            f"Tour {number}", SCRIPT.steps[:1], (Try("Ask", "ann", "general", "/ask "),)
        )

    async with (
        Sandbox(manifest(), COMPANY, tours=scripts) as slack,
        ClientSession() as session,
    ):
        app = new_app(slack)
        wire(app)
        page = Browser(session, slack, "U0ANN")
        tour = (await page.common("boot"))["tour"]
        assert (tour["title"], tour["step"]) == ("Tour 0", None)
        assert tour["steps"] == [{"caption": "Ann asks", "as": "U0ANN"}]
        assert [(t["as"], t["channel"], t["draft"]) for t in tour["tries"]] == [
            ("U0ANN", "C0GENERAL", "/ask ")
        ]
        assert (await page.common("tour/next", post=True))["step"] is None
        assert (await page.common("tour/start", post=True))["step"]["index"] == -1
        async with over_socket(slack, app), page.stream() as stream:
            played = (await page.common("tour/next", post=True))["step"]
            announced = await stream.next("tour")
        assert (played["index"], played["done"], played["as"]) == (0, True, "U0ANN")
        assert played["act"] == announced["act"] == "types in #general: /ask laptop"
        assert announced["focus"]["channel"] == "C0GENERAL"
        assert (await page.common("boot"))["tour"]["step"] == played

        assert (await page.common("tour/start", post=True))["title"] == "Tour 1"
        failed = await page.common("tour/next", post=True)
        assert failed["restarted"] == "Step 1, “Ann asks”: command failed: dispatch_failed"
        assert (failed["title"], failed["step"]["index"]) == ("Tour 2", -1)
        assert (await page.common("tour/stop", post=True))["step"] is None
        assert received == [0, 0, 1, 2]


async def test_without_a_story_there_is_no_tour(slack: Sandbox) -> None:
    async with (
        ClientSession() as session,
        session.post(f"{slack.base_url}/client/tour/start") as response,
    ):
        assert response.status == 404
