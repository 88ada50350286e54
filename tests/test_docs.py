"""What the docs tell people to type works: commands, targets, the template of the settings, the organisation file."""

import re
import shlex

import pytest
import typer
from typer.core import TyperGroup

from bot.cli import app
from config.organisation import GENERAL, load_organisation
from config.settings import Settings, load_settings
from tests.checks import ROOT
from tests.checks.docs import FENCE, read_pages

PAGES = read_pages(ROOT)
FENCES = [fence[0] for page in PAGES.values() for fence in FENCE.finditer(page)]
SPANS = re.findall(r"`([^`\n]+)`", FENCE.sub("", "\n".join(PAGES.values())))
LINES = [line.partition(" #")[0].strip() for line in [*SPANS, *"\n".join(FENCES).splitlines()]]


def typed(program: str) -> list[str]:
    """What follows the program's name wherever the docs say to type it."""
    found = (re.match(rf"(?:\.venv/bin/)?{program} (.+)", line) for line in LINES)
    return sorted({match[1] for match in found if match})


@pytest.mark.parametrize("line", typed("frontdesk"))
def test_a_command_of_the_docs_is_one(line: str) -> None:
    """Parsed, not run: a wrong command or option raises."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    name, *arguments = shlex.split(line)
    if not name.startswith("--"):
        group.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("target", typed("make"))
def test_a_target_of_the_docs_is_one(target: str) -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    name, *settings = target.split()
    assert name in targets
    assert all(re.fullmatch(r"[A-Z]+=\S+", setting) for setting in settings)


@pytest.mark.parametrize("path", typed("pytest"))
def test_tests_of_the_docs_exist(path: str) -> None:
    assert (ROOT / path.split()[0]).exists()


def test_files_of_the_docs_exist() -> None:
    named = {span for span in SPANS if re.fullmatch(r"[\w.]+(/[\w.]+)+(\.\w+)?/?", span)}
    ours = {
        span
        for span in named
        if span.split("/")[0]
        in ("bot", "handlers", "storage", "config", "sandbox", "tests", "docs")
    }
    made_by_people = {"config/locales/de/LC_MESSAGES/frontdesk.po"}
    assert sorted(span for span in ours - made_by_people if not (ROOT / span).exists()) == []
    assert len(ours) > 20


def test_the_template_names_every_setting() -> None:
    template = (ROOT / ".env.example").read_text("utf-8")
    named = set(re.findall(r"^#?([A-Z_]+)=", template, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_the_template_shows_the_defaults() -> None:
    template = (ROOT / ".env.example").read_text("utf-8")
    shown = dict(re.findall(r"^#([A-Z_]+)=(.+)$", template, re.MULTILINE))
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    assert load_settings(tokens | shown, None) == load_settings(tokens, None)


def test_the_defaults_of_the_docs_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", PAGES["docs/operator.md"], re.MULTILINE)
    received = dict(rows)
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    assert set(received) == {
        name.upper()
        for name, field in Settings.model_fields.items()
        if field.default is not None and not field.is_required()
    }
    assert load_settings(tokens | received, None) == load_settings(tokens, None)


def test_the_example_organisation_can_be_started_from() -> None:
    organisation = load_organisation(ROOT / "config" / "frontdesk.yaml")
    assert len(organisation.departments) == 4
    kinds = [kind for department in organisation.departments for kind in department.request_types]
    assert all(len(kind.examples) >= 5 for kind in kinds if kind.key != GENERAL)


def test_the_first_line_says_what_it_is() -> None:
    first = next(line for line in PAGES["README.md"].splitlines() if line and line[0] != "#")
    assert "Slack bot" in first
