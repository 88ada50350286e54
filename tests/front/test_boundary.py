"""The one error boundary: who is told what and where, and what the log may say of it."""

import io
import json
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from sqlalchemy import NullPool, create_engine, inspect, make_url, text

from bot.transports import PATH, SIGNATURE, STAMP
from sandbox.delivery.http import signature
from tests.clock import FakeClock
from tests.engines import ONE_ENGINE
from tests.office import Office, opened

MARKER = "xylophone-4711"
REFERENCE = re.compile(r"this code: ([A-Z2-9]{6})")
Log = io.StringIO


async def break_down(office: Office, table: str = "requests") -> None:
    """From now on the database refuses what touches this table."""
    rename = text(f"ALTER TABLE {table} RENAME TO {table}_gone")
    await office.frontdesk.database.write("", lambda tx: tx.execute(rename))


async def mend(office: Office, table: str = "requests") -> None:
    rename = text(f"ALTER TABLE {table}_gone RENAME TO {table}")
    await office.frontdesk.database.write("", lambda tx: tx.execute(rename))


@pytest.fixture(autouse=True)
def mended(database_url: str) -> Iterator[None]:
    """What a test broke and left so is whole again for the next."""
    yield
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        for table in inspect(connection).get_table_names():
            if table.endswith("_gone"):
                whole = table.removesuffix("_gone")
                connection.execute(text(f'ALTER TABLE "{table}" RENAME TO "{whole}"'))
    engine.dispose()


def reference_in(words: str, log: Log) -> str:
    """The reference a person was shown; the same stands in the log, beside where it failed, without content."""
    found = REFERENCE.search(words)
    assert found, words
    assert MARKER not in log.getvalue()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    [line] = [line for line in lines if line.get("reference") == found[1]]
    assert "exception" in line
    return found[1]


async def test_a_command_that_fails(office: Office, log: Log) -> None:
    await break_down(office)
    answer = await office.person("ann").command("/ask", f"it {MARKER} my VPN")
    assert answer.ok
    assert "nothing was saved" in answer.text
    reference_in(answer.text, log)
    await mend(office)
    await office.settle()
    assert office.channel("it-help").messages == []


async def test_a_form_that_fails_keeps_what_was_entered(office: Office, log: Log) -> None:
    ann = office.person("ann")
    await ann.command("/ask", "")
    ann.fill({"text": f"{MARKER} my VPN drops"})
    await break_down(office)
    result = await ann.submit()
    assert not result.ok
    [words] = result.errors.values()
    reference_in(words, log)
    assert ann.modal is not None
    await mend(office)
    assert (await ann.submit()).ok


async def test_a_click_in_a_message_that_fails(office: Office, log: Log) -> None:
    card = await office.ask("ann", f"it {MARKER} my VPN")
    lena = office.person("lena")
    await break_down(office)
    assert (await lena.click(card, "Claim")).ok
    reference_in(lena.ephemerals[-1].plain, log)
    await mend(office)
    assert (await lena.click(card, "Claim")).ok
    await office.settle()
    assert "In progress · Lena Vogt" in card.plain


@pytest.mark.parametrize(
    ("status", "content_type", "answer"),
    [
        (502, "text/html", "<html>Bad gateway</html>"),
        (502, "text/plain", "upstream connect error"),
        (200, "text/html", "<html>Please sign in</html>"),
        (200, "application/json", "<html>"),
        (200, "application/json", '{"ok": fals'),
    ],
)
async def test_an_answer_of_slack_that_is_no_json(
    office: Office, log: Log, status: int, content_type: str, answer: str
) -> None:
    """A form changes with its department; a gateway answers in Slack's place. It is Slack's trouble, and said so kindly."""
    ann = office.person("ann")
    await ann.command("/ask", "")
    office.slack.faults.garble(
        "views.update", answer, status=status, content_type=content_type, times=9
    )
    ann.fill({"department": "it"})
    await office.slack.idle()
    assert ann.modal is not None
    assert REFERENCE.search(ann.modal.text), ann.modal.text
    assert "slack_call_failed" in log.getvalue()
    assert "Traceback" not in log.getvalue()
    assert answer not in log.getvalue()


async def test_a_click_in_the_home_tab_that_fails(office: Office, log: Log) -> None:
    ann = office.person("ann")
    await office.ask("ann", f"it {MARKER} my VPN")
    await ann.open_home()
    await office.settle()
    assert ann.home is not None
    await break_down(office, "people")
    assert (await ann.click(ann.home, "New request")).ok
    assert ann.modal is not None
    reference_in(ann.modal.text, log)


async def test_a_shortcut_that_fails(office: Office, log: Log) -> None:
    ann = office.person("ann")
    said = await ann.say("general", f"{MARKER} my VPN")
    await office.settle()
    await break_down(office, "people")
    assert (await ann.shortcut("ask_department", message=said)).ok
    assert ann.modal is not None
    reference_in(ann.modal.text, log)


async def test_an_event_that_fails_is_delivered_again(database_url: str, log: Log) -> None:
    async with opened(database_url, clock=FakeClock(), retry_delays=(0.3, 0.3, 0.3)) as office:
        ann = office.person("ann")
        await break_down(office)
        await ann.say(office.slack.dm(ann), f"{MARKER}: my VPN drops every hour")
        received = office.slack.deliveries
        await office.slack.until(lambda: received and received[-1].attempts and received[-1].error)
        await mend(office)
        await office.settle()
        [receipt] = ann.dm[1:]
        assert "#1" in receipt.plain
        assert len(office.channel("it-help").messages) == 1
    assert MARKER not in log.getvalue()
    assert "listener_failed" in log.getvalue()


async def test_a_full_disk(database_url: str, log: Log) -> None:
    if make_url(database_url).get_backend_name() != "sqlite":
        pytest.skip("PostgreSQL's disk is not ours")
    async with opened(database_url, clock=FakeClock()) as office:
        await office.ask("ann", "it my VPN drops")

        async def limit(pages: int) -> None:
            pragma = f"PRAGMA max_page_count={pages}"
            await office.frontdesk.database.write(
                "", lambda tx: tx.connection.exec_driver_sql(pragma)
            )

        await limit(1)
        failed = [
            answer
            for _ in range(30)
            if "can't save" in (answer := await office.person("ann").command("/ask", f"it {MARKER} {'x' * 2000}")).text
        ]  # fmt: skip
        assert failed
        assert "SQLITE_FULL" in log.getvalue()
        assert MARKER not in log.getvalue()
        assert await office.readiness() == {"database": "SQLITE_FULL"}
        await limit(100_000)
        await office.settle()
        assert await office.readiness() == {}
        assert (await office.person("ann").command("/ask", "it my wifi drops")).ok
        await office.settle()
        assert len(office.channel("it-help").messages) == 1 + 30 - len(failed) + 1


@ONE_ENGINE
@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": [{"action_id": MARKER, "value": MARKER}]},
        {"type": "block_actions", "actions": [{"action_id": "claim", "value": MARKER}]},
        {"type": "block_actions", "actions": []},
        {"type": "view_submission", "view": {"type": "modal", "id": "V1", "callback_id": MARKER, "state": {"values": {}}}},
        {"type": "view_submission", "view": {"type": "modal", "id": "V1", "callback_id": "ask", "private_metadata": MARKER, "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": MARKER}}}}}},
        {"type": "view_closed", "view": {"type": "modal", "id": "V1", "callback_id": "ask", "private_metadata": MARKER}},
        {"type": "view_submission", "view": {"type": "modal", "callback_id": MARKER}},
        {"type": "shortcut", "callback_id": MARKER},
        {"type": "message_action", "callback_id": "ask_department", "message": {"text": MARKER}},
        {"type": MARKER},
    ],
    ids=lambda payload: str(payload)[:60],
)  # fmt: skip
async def test_hostile_interactions_leave_nothing_in_the_log(
    office: Office, log: Log, payload: dict[str, Any]
) -> None:
    common = {
        "user": {"id": "U0ANN", "team_id": "T0ACME"},
        "team": {"id": "T0ACME"},
        "trigger_id": MARKER,
        "channel": {"id": "C1"},
        "response_url": f"http://127.0.0.1:1/{MARKER}",
    }
    encoded = urlencode({"payload": json.dumps(common | payload)}).encode()
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        STAMP: stamp,
        SIGNATURE: signature(office.slack.signing_secret, stamp, encoded),
    }
    address = f"http://127.0.0.1:{office.port}{PATH}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=encoded, headers=headers) as answer,
    ):
        # What has the wrong shape is refused; what has the right one is answered.
        assert answer.status in (200, 400)
    assert MARKER not in log.getvalue()


async def test_no_secret_is_ever_logged(office: Office, log: Log) -> None:
    office.slack.faults.revoke_token()
    await office.person("ann").command("/ask", f"it {MARKER} my VPN")
    await office.settle()
    written = log.getvalue()
    assert "token_refused" in written
    for secret in (office.slack.bot_token, office.slack.signing_secret, MARKER):
        assert secret not in written
