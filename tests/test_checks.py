"""The checks find what they are there to find, and find nothing in the repository as it is."""

import ast
from pathlib import Path
from textwrap import dedent

import pytest
from babel.messages import Catalog
from sqlalchemy import URL, Column, Integer, MetaData, Table, Text

from bot.manifest import manifest as app_manifest
from tests.checks import catalogue, docs, locks, manifest, migrations, paths
from tests.checks.__main__ import CHECKS, main

SAID = {
    "handlers/greeting.py": '_("Good morning, {name}.", name=name)\n_.plural("{n} day", "{n} days", 3)\n'
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_repository_is_in_order(name: str) -> None:
    assert list(CHECKS[name]()) == []


def test_what_is_found_is_told_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], {"roof": lambda: ["It leaks."], "door": list}) == 1
    assert "✗ It leaks." in capsys.readouterr().out
    assert main([], {"door": list}) == 0


# --- catalogue -----------------------------------------------------------------------------------


def test_texts_are_collected_wherever_they_are_said() -> None:
    source = """
        _.mrkdwn("{link}", link=_("Open " "it"))
        _.plural("{n} day", "{n} days", 3)
        self._("Good morning")
    """
    collected = catalogue.collect({"handlers/a.py": dedent(source)})
    found = [message.id for message in collected if message.id]
    assert found == ["{link}", "Open it", ("{n} day", "{n} days"), "Good morning"]


def test_a_text_without_its_place_in_the_template_is_found() -> None:
    [first, second] = catalogue.template_faults(catalogue.collect(SAID), Catalog())
    assert "“Good morning, {name}.” is not in frontdesk.pot" in first
    assert "{n} day / {n} days" in second


def test_a_text_that_nobody_says_any_more_is_found() -> None:
    template = catalogue.collect(SAID)
    template.add("Good night.")
    [fault] = catalogue.template_faults(catalogue.collect(SAID), template)
    assert fault.startswith("Nothing says “Good night.” any more")


@pytest.mark.parametrize("text", ["Hello {}", "Hello {0}", "Hello %s"])
def test_a_placeholder_without_a_name_is_found(text: str) -> None:
    said = Catalog()
    said.add(text)
    [fault] = catalogue.placeholder_faults(said)
    assert "name" in fault


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("_(greeting)", "not a literal"),
        ('_(f"Hello {name}")', "not a literal"),
        ('_.plural("{n} day", days, n)', "not a literal"),
        ('_("Hello {name}")', "{name} is given no value"),
        ('self._.mrkdwn("Hello", name=name)', "name= is given"),
    ],
)
def test_a_call_that_cannot_be_right_is_found(call: str, fault: str) -> None:
    [found] = catalogue.call_faults("handlers/a.py", call)
    assert found.startswith("handlers/a.py:1: ")
    assert fault in found


def test_a_call_that_is_right_is_left_alone() -> None:
    for name, source in SAID.items():
        assert list(catalogue.call_faults(name, source)) == []


def test_a_translation_with_other_placeholders_is_found() -> None:
    german = Catalog(locale="de")
    german.add("Good morning, {name}.", "Guten Morgen, {Name}.")
    german.add(("{n} day", "{n} days"), ("Ein Tag", "{n} Tage"))
    [fault] = catalogue.translation_faults("de.po", german)
    assert "Guten Morgen" in fault
    assert "Name, name" in fault


# --- migrations ----------------------------------------------------------------------------------


def test_two_heads_are_found() -> None:
    assert list(migrations.head_faults(["one"])) == []
    [fault] = migrations.head_faults(["two", "one"])
    assert "2 heads (one, two)" in fault


def test_a_schema_that_went_another_way_is_found(tmp_path: Path) -> None:
    old, new = (URL.create("sqlite", database=str(tmp_path / name)) for name in ("old", "new"))
    migrations.create(old, _schema("lamp", strict=False))
    migrations.create(new, _schema("desk", "lamp", strict=True))
    faults = list(migrations.differences(migrations.shape(old), migrations.shape(new)))
    assert "The table desk is missing in the migrations." in faults
    assert any(fault.startswith("lamp, column name:") for fault in faults)
    assert any(fault.startswith("lamp, index ix_lamp_name:") for fault in faults)


def _schema(*tables: str, strict: bool) -> MetaData:
    metadata = MetaData()
    for name in tables:
        column = Column("name", Text, nullable=not strict, index=strict)
        Table(name, metadata, Column("id", Integer, primary_key=True), column)
    return metadata


# --- docs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Set `PORT`.", True),
        ("```\nPORT=3000\n```", True),
        ("The PORT of Hamburg.", False),
        ("`REPORT` and `PORT_NUMBER`", False),
    ],
)
def test_a_setting_without_a_word_is_found(text: str, *, named: bool) -> None:
    assert list(docs.unnamed("The setting", ["PORT"], text)) == (
        [] if named else ["The setting PORT is not in the docs."]
    )


def test_everything_people_can_set_is_known() -> None:
    known = docs.surface()
    assert "SLACK_BOT_TOKEN" in known["The setting"]
    assert {"frontdesk run", "frontdesk manifest"} <= known["The command"]
    assert "--http" in known["The option"]
    assert "/ask" in known["The slash command"]
    assert {"claim_within", "holidays", "choices"} <= known["The key of the organisation file"]
    assert "ready" in known["The log event"]
    assert {"frontdesk_ack_seconds", "frontdesk_errors_total"} <= known["The metric"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[away](there.md)", "there.md is not there"),
        ("![](here.md)", "no words"),
        ("[deep](here.md#cellar)", "names no heading"),
        ("[up](#attic)", "names no heading"),
        ("[fine](here.md#the-first-floor) [web](https://slack.com) `[code](x.md)`", None),
        ("```\n[code](x.md)\n```", None),
    ],
)
def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, text: str, fault: str | None) -> None:
    page = tmp_path / "here.md"
    page.write_text(f"# The first floor\n\n{text}\n", "utf-8")
    found = list(docs.link_faults(page, text))
    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]


# --- manifest, locks, paths ----------------------------------------------------------------------


def test_a_manifest_that_slack_would_refuse_is_found() -> None:
    broken = app_manifest()
    broken["display_information"]["name"] = "F" * 36
    [fault] = manifest.faults("Socket Mode", broken)
    assert "$.display_information.name" in fault


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        (
            "--index-url https://index.example/simple\naiohttp==3 --hash=sha256:0",
            "names an address",
        ),
        (
            "aiohttp @ https://files.example/a.whl --hash=sha256:0\naiohttp==3 --hash=sha256:0",
            "names an address",
        ),
        ("aiohttp==3", "has no hash"),
        ("aiohttp>=3\naiohttp==3 --hash=sha256:0", "is not pinned"),
        ("Babel==2 --hash=sha256:0", "aiohttp is in pyproject.toml"),
        ("aiohttp==3 ; python_version < '4' \\\n    --hash=sha256:0", None),
    ],
)
def test_a_lock_that_pins_too_little_is_found(lock: str, fault: str | None) -> None:
    found = list(locks.faults("requirements.lock", lock, ["AIOHTTP[speedups]>=3"]))
    assert fault is None or any(fault in each for each in found)
    assert bool(found) == (fault is not None)


def test_locks_that_disagree_are_found() -> None:
    [fault] = locks.disagreements("babel==2.18", "requirements-dev.lock", "babel==2.17")
    assert fault == "babel is 2.18 in requirements.lock, 2.17 in requirements-dev.lock."


@pytest.mark.parametrize("home", ["/ho" + "me/ann/desk", "/Us" + "ers/ann", "C:" + "\\Users\\ann"])
def test_a_path_of_a_machine_is_found(home: str) -> None:
    [fault] = paths.faults("README.md", f"Look\ninto {home}", Path("/app"))
    assert fault.startswith("README.md:2 has the path")


def test_the_path_of_the_checkout_is_found() -> None:
    [fault] = paths.faults("README.md", "cd /srv/work/desk", Path("/srv/work/desk"))
    assert "write it relative" in fault


def test_addresses_are_no_paths_of_a_machine() -> None:
    text = "https://desk.example/home/start and /etc/frontdesk, /app/frontdesk"
    assert list(paths.faults("README.md", text, Path("/app"))) == []


def test_what_is_left_behind_is_no_part_of_the_tree(tmp_path: Path) -> None:
    for name in ("README.md", ".ci/run", ".venv/lib.py", "bot/__pycache__/a.pyc", "frontdesk.db"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {path.relative_to(tmp_path).as_posix() for path in paths.files(tmp_path)}
    assert found == {"README.md", ".ci/run"}


def test_no_two_classes_have_one_name() -> None:
    """The sandbox has Slack's own nouns, and knows none of ours."""
    places: dict[str, list[str]] = {}
    for package in ("bot", "handlers", "storage", "config"):
        for path in sorted((Path(package)).rglob("*.py")):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    places.setdefault(node.name, []).append(str(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
