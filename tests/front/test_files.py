"""A file that either side sends arrives on the other side as a file, once, whatever Slack does meanwhile."""

from collections.abc import Sequence
from typing import Any

import pytest

from sandbox import Message
from tests.front.test_courier import calls, patiently
from tests.office import Office

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300
PICTURE: dict[str, Any] = {"name": "error.png", "content": PNG}


def files(shown: Sequence[Message]) -> list[dict[str, Any]]:
    return [file for message in shown if not message.deleted for file in message.files]


def content(office: Office, file: dict[str, Any]) -> bytes | None:
    stored = office.slack.workspace.files.get(file["id"])
    return stored.content if stored else None


def below(office: Office, channel: str = "it-help") -> list[Message]:
    return office.channel(channel).messages[0].replies


async def asked(office: Office, *shared: dict[str, Any], words: str = "My VPN drops") -> None:
    """Ann writes to us, and chooses a department if it isn't clear which."""
    ann = office.person("ann")
    await ann.say(office.slack.dm(ann), words, files=shared or [PICTURE])
    await office.settle()


async def test_both_sides_see_files_of_the_other(office: Office) -> None:
    await asked(office)
    [file] = files(below(office))
    assert (file["name"], file["mimetype"], content(office, file)) == (
        "error.png",
        "image/png",
        PNG,
    )
    lena, ann = office.person("lena"), office.person("ann")
    card = office.channel("it-help").messages[0]
    two = [{"name": "guide.pdf", "content": b"pdf"}, {"name": "logs.txt", "content": b"log"}]
    await lena.say("it-help", "Please follow this.", thread=card, files=two)
    await lena.say("it-help", "And tell me.", thread=card)
    await office.settle()
    said, *shared, last = ann.dm[-1].replies
    assert "Please follow this" in said.plain
    assert "guide.pdf" in said.plain  # named, too, for whoever can't see it
    assert "And tell me" in last.plain
    assert [content(office, file) for file in files(shared)] == [b"pdf", b"log"]
    assert not [call for call in office.slack.calls if not call.ok]


async def test_files_of_a_mention_of_its_thread_and_of_a_shortcut_arrive(office: Office) -> None:
    ann, ben = office.person("ann"), office.person("ben")
    root = await ben.say("general", "Look", files=[{"name": "first.png", "content": b"1"}])
    second = {"name": "second.png", "content": b"2"}
    await ann.say("general", "@Frontdesk my VPN drops", thread=root, files=[second])
    await office.settle()
    assert [content(office, file) for file in files(below(office))] == [b"2", b"1"]
    third = await ben.say("general", "My VPN", files=[{"name": "third.png", "content": b"3"}])
    await ann.shortcut("ask_department", third)
    await office.submit("ann", department="it")
    [_, card] = office.channel("it-help").messages
    assert [content(office, file) for file in files(card.replies)] == [b"3"]


async def test_files_go_along_to_another_department_and_vanish_with_their_words(
    office: Office,
) -> None:
    await asked(office)
    ann, lena = office.person("ann"), office.person("lena")
    added = [{"name": "added.png", "content": b"added"}]
    said = await ann.say(ann.dm[-1].channel, "see here", thread=ann.dm[-1], files=added)
    kept = [{"name": "kept.png", "content": b"kept"}]
    await ann.say(ann.dm[-1].channel, "and here", thread=ann.dm[-1], files=kept)
    await office.settle()
    card = office.channel("it-help").messages[0]
    await lena.click(card, "Hand over to another department…")
    await office.submit("lena", department="hr", reason="Theirs")
    along = [content(office, file) for file in files(below(office, "hr-help"))]
    assert sorted(map(bytes, filter(None, along))) == sorted([PNG, b"added", b"kept"])
    await ann.delete(said)
    await office.settle()
    for channel in ("it-help", "hr-help"):
        left = [content(office, file) for file in files(below(office, channel))]
        assert sorted(map(bytes, filter(None, left))) == sorted([PNG, b"kept"])


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "method",
    ["files.info", "files.getUploadURLExternal", "files.completeUploadExternal"],
)
async def test_a_file_is_shown_once_whatever_becomes_of_an_answer(
    office: Office, method: str, when: str
) -> None:
    office.slack.faults.drop(method, when=when)
    await asked(office)
    await patiently(office)
    assert [content(office, file) for file in files(below(office))] == [PNG]


@pytest.mark.parametrize("step", ["files.download", "files.upload"])
async def test_bytes_that_don_t_get_through_are_sent_again(office: Office, step: str) -> None:
    office.slack.faults.refuse(step, status=503)
    await asked(office)
    await patiently(office)
    assert [content(office, file) for file in files(below(office))] == [PNG]


async def test_a_process_that_ends_between_upload_and_sharing_shares_it_later(
    office: Office,
) -> None:
    office.slack.faults.refuse("files.completeUploadExternal", status=500, times=3)
    await asked(office)
    await patiently(office)
    assert [content(office, file) for file in files(below(office))] == [PNG]
    # What Slack has is not sent again.
    assert calls(office.slack, "files.getUploadURLExternal") == 1


async def test_an_upload_that_slack_has_forgotten_is_made_again(office: Office) -> None:
    office.slack.faults.refuse("files.completeUploadExternal", error="file_not_found")
    await asked(office)
    await patiently(office)
    assert [content(office, file) for file in files(below(office))] == [PNG]


@pytest.mark.parametrize(
    ("shared", "reason"),
    [
        ({"content": b""}, "is empty"),
        ({"content": b"x", "size": 1 << 30}, "larger than 100 MB"),
        ({"content": b"x", "mode": "external"}, "kept outside Slack"),
        ({"content": b"x", "size": 5}, "Slack doesn't let me copy"),
    ],
)
async def test_what_can_t_be_copied_is_named_with_the_reason(
    office: Office, shared: dict[str, Any], reason: str
) -> None:
    await asked(office, {"name": "big <!here>.zip", **shared}, PICTURE)
    told, picture, *_ = below(office)
    assert reason in told.plain
    assert "big <!here>.zip" in told.plain
    assert not told.notified
    assert [content(office, file) for file in files([picture])] == [PNG]
    posted = len(below(office))
    await office.person("lena").click(office.channel("it-help").messages[0], "Claim")
    await office.settle()
    assert len([each for each in below(office) if reason in each.plain]) == 1
    assert len(below(office)) >= posted


@pytest.mark.parametrize("error", ["file_deleted", "file_not_found"])
async def test_a_file_that_was_deleted_meanwhile_is_named(office: Office, error: str) -> None:
    office.slack.faults.refuse("files.info", error=error)
    await asked(office)
    assert "error.png was deleted before I could copy it" in below(office)[0].plain
    assert files(below(office)) == []


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("files.info", "access_denied"),  # of somebody in another company
        ("files.info", "missing_scope"),
        ("files.getUploadURLExternal", "missing_scope"),
        ("files.completeUploadExternal", "slack_connect_file_upload_sharing_blocked"),
    ],
)
async def test_what_slack_refuses_is_named_once(office: Office, method: str, error: str) -> None:
    office.slack.faults.refuse(method, error=error)
    office.slack.faults.drop("chat.postMessage", when="after", times=3)
    await asked(office)
    await patiently(office)
    told = [each.plain for each in below(office) if "doesn't let me copy error.png" in each.plain]
    assert len(told) == 1
    assert files(below(office)) == []


async def test_a_page_to_log_in_is_not_taken_for_the_file(office: Office) -> None:
    page = "<!DOCTYPE html><title>Log in | Slack</title>"
    office.slack.faults.garble("files.download", page)
    await asked(office)
    assert files(below(office)) == []
    assert "doesn't let me copy error.png" in below(office)[0].plain


async def test_hostile_names_do_no_harm(office: Office) -> None:
    names = ["../../etc/passwd", "a\u202egnp.exe", "<!channel>|x.png", " . ", "n" * 250 + ".png"]
    await asked(office, *({"name": name, "content": b"x"} for name in names))
    await patiently(office)
    shown = files(below(office))
    assert len(shown) == len(names)
    for file in shown:
        assert not set(file["title"]) & {"/", "\u202e", "\n"}
        assert 0 < len(file["title"]) <= 200
    assert not any(message.notified for message in below(office))
