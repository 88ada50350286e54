"""The demo's time control: the workspace and Frontdesk move together, and what comes due meanwhile comes at its time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.cli.demo import Demo, workspace
from sandbox import Message
from tests.hanging import UNHURRIED

BERLIN = ZoneInfo("Europe/Berlin")


def moment(message: Message) -> datetime:
    return datetime.fromtimestamp(float(message.ts), UTC)


async def asked(demo: Demo, words: str) -> Message:
    assert (await demo.slack.person("ann").command("/ask", f"it {words}")).ok
    await demo.settle()
    [card] = [m for m in demo.slack.channel("it-help").messages if words in m.plain]
    return card


async def test_an_hour_on_the_reminder_has_come_when_it_was_due() -> None:
    async with workspace(0, patience=UNHURRIED) as demo:
        card = await asked(demo, "my screen stays black")
        await demo.slack.clock.jump("hour")
        [reminder] = [m for m in demo.slack.channel("it-help").messages if m.ts > card.ts]
        waited = (moment(reminder) - moment(card)).total_seconds()
        assert 1790 <= waited < 1900  # IT's claim_within is half an hour
        now = demo.frontdesk.desk.clock.now()
        assert abs((now - moment(card)).total_seconds() - 3600) < 60


async def test_on_monday_morning_it_has_been_a_week_like_any_other() -> None:
    """Morning lines at nine, a resolved request closed after its days, and nothing set aside or left waiting."""
    async with workspace(0, patience=UNHURRIED) as demo:
        card = await asked(demo, "my screen stays black")
        lena = demo.slack.person("lena")
        await lena.click(card, "request_resolve")
        lena.fill({"note": "Another cable."})
        assert (await lena.submit()).ok
        await asked(demo, "my mouse is gone")
        for _ in range(2):
            await demo.slack.clock.jump("monday")
        lines = [
            moment(m).astimezone(BERLIN)
            for m in demo.slack.channel("it-help").messages
            if m.thread_ts is None and moment(m) > moment(card) and "#1" not in m.plain
        ]
        mornings = [(line.hour, line.minute) for line in lines if line.weekday() < 5]
        assert (9, 0) in mornings
        [closed] = [m for m in demo.slack.channel("it-help").messages if "screen" in m.plain]
        assert "losed" in closed.plain
        assert demo.frontdesk.health.troubles == {}
        assert (
            demo.frontdesk.desk.clock.now().astimezone(BERLIN).strftime("%a %H:%M") == "Mon 09:00"
        )


async def test_a_call_under_way_is_neither_lost_nor_doubled_by_a_jump() -> None:
    async with workspace(0, patience=UNHURRIED) as demo:
        demo.slack.faults.slow("chat.postMessage", 0.3, times=3)
        demo.slack.faults.refuse("chat.postMessage", status=503, times=1)
        assert (await demo.slack.person("ann").command("/ask", "it my screen stays black")).ok
        await demo.slack.clock.jump("morning")
        await demo.settle()
        cards = [m for m in demo.slack.channel("it-help").messages if "screen stays" in m.plain]
        receipts = [m for m in demo.slack.person("ann").dm if "screen stays" in m.plain]
        assert len([m for m in cards if "request_claim" in str(m.blocks)]) == 1
        assert len(receipts) == 1
