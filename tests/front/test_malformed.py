"""Signed nonsense: whatever comes is answered with an acknowledgement or a 400, and never ends in an exception."""

import io
import itertools
import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.transports import PATH
from tests.engines import ONE_ENGINE
from tests.front.test_transports import FORM, JSON, command, post, signed
from tests.mutations import MUTATIONS, Kinds, Mutation, every_kind, made_new, mutated
from tests.office import Office

_number = itertools.count(1)


@pytest.fixture
async def kinds(office: Office, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Kinds]:
    yield await every_kind(office)
    # Whatever was kept of it can be shown.
    caplog.clear()
    await office.settle()
    assert not [record for record in caplog.records if record.exc_info], caplog.text


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def received(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """What was logged, before repetitions are counted instead of written."""
    return [record.msg for record in caplog.records if isinstance(record.msg, dict)]


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(kind=st.integers(0, 1000), mutations=MUTATIONS)
async def test_no_mutation_of_any_payload_ends_in_an_exception(
    office: Office,
    kinds: Kinds,
    http: aiohttp.ClientSession,
    log: io.StringIO,
    caplog: pytest.LogCaptureFixture,
    kind: int,
    mutations: list[Mutation],
) -> None:
    delivery = kinds[kind % len(kinds)]
    payload = mutated(made_new(office, delivery.payload, next(_number)), mutations)
    if delivery.kind == "slash_commands":
        pairs = {key: value for key, value in payload.items() if value is not None}
        body, headers = urlencode(pairs, errors="replace").encode(), FORM
    elif delivery.kind == "interactive":
        body, headers = urlencode({"payload": json.dumps(payload)}).encode(), FORM
    else:
        body, headers = json.dumps(payload).encode(), JSON
    caplog.clear()
    url = f"http://127.0.0.1:{office.port}{PATH}"
    async with http.post(url, data=body, headers=headers | signed(office, body)) as answer:
        assert answer.status in (200, 400)
    refused = [line for line in received(caplog) if line["event"] == "payload_invalid"]
    assert len(refused) == (answer.status == 400)
    assert not [record for record in caplog.records if record.exc_info], caplog.text
    assert not [line for line in received(caplog) if line.get("exc_info")], caplog.text


@ONE_ENGINE
@pytest.mark.parametrize(
    "body",
    [
        b"{" + b'"a":' * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"payload=" + b"[" * 100_000,
        b"payload=%5B%5D",
        b"payload=7",
        b"payload=" + b"9" * 5000,
        b'{"type": "event_callback", "event_id": "Ev1", "event": []}',
        b'{"type": "url_verification", "challenge": {}}',
        b"&".join(b"a%d=1" % n for n in range(500)),
        json.dumps({"type": "event_callback", "text": "x" * 200_000}).encode(),
        b'{"type": ',
    ],
    ids=lambda body: body[:24].decode(errors="replace"),
)
async def test_bytes_that_are_no_payload_are_refused_with_one_line(
    office: Office, body: bytes, log: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    for headers in (FORM, JSON):
        caplog.clear()
        assert await post(office, body, headers | signed(office, body)) == (400, "")
        assert [line["event"] for line in received(caplog)] == ["payload_invalid"]
    assert "xxx" not in log.getvalue()


@ONE_ENGINE
@pytest.mark.parametrize("body", [b"\xff\xfe{}", b"{\x80}", b"\xff" + command("it my VPN drops")])
async def test_bytes_that_are_no_text_are_none_of_slacks(
    office: Office, body: bytes, log: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack signs text: what isn't is refused with one line, even if whoever sends it knows the secret."""
    for headers in (FORM, JSON):
        caplog.clear()
        assert await post(office, body, headers | signed(office, body)) == (401, "")
        assert [line["event"] for line in received(caplog)] == ["signature_invalid"]
    await office.settle()
    assert office.channel("it-help").messages == []
    assert "exception" not in log.getvalue()


@ONE_ENGINE
@pytest.mark.parametrize("charset", ["utf-8", "nonsense", "utf-16", "latin-1", '"', ""])
async def test_whatever_charset_a_header_names_slack_writes_utf_8(
    office: Office, charset: str
) -> None:
    body = command("it my Rechnung für Zoë is missing")
    kind = {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}
    assert (await post(office, body, kind | signed(office, body)))[0] == 200
    await office.settle()
    assert "für Zoë" in office.channel("it-help").messages[0].plain


async def test_halves_of_characters_and_nul_are_no_reason_to_lose_a_request(
    office: Office,
) -> None:
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": office.slack.dm(office.person("ann")).id,
        "user": office.person("ann").id,
        "text": "my VPN\ud83d drops\0 daily",
        "ts": "1795000001.000100",
    }
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": event}).encode()
    assert (await post(office, body, JSON | signed(office, body)))[0] == 200
    await office.settle()
    assert "my VPN\ufffd drops daily" in office.channel("it-help").messages[0].plain
