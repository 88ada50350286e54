"""What an organisation file becomes."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError
from ruamel.yaml import YAML

from config.business_time import WorkingTime
from config.organisation import Department, Organisation, RequestType, load_organisation
from tests.config.organisations import SMALL, Write, load

EXAMPLE = Path("config/frontdesk.yaml")


def test_the_example_can_be_used_as_it_is() -> None:
    acme = load_organisation(EXAMPLE)
    assert [department.key for department in acme.departments] == [
        "it",
        "hr",
        "finance",
        "facilities",
    ]
    assert [department.channel for department in acme.all] == [
        "#it-help",
        "#hr-help",
        "#finance-help",
        "#facilities-help",
        "#frontdesk-triage",
    ]
    assert acme.operations == "#frontdesk-ops"
    for department in acme.departments:
        for kind in department.request_types:
            assert kind.key == "general" or (len(kind.examples) >= 5 and kind.keywords), kind.key
        assert department.aliases
        assert any(type_.fields for type_ in department.request_types)


def test_the_example_reads_the_same_by_yaml_1_1_and_1_2() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    by_version = {version: YAML(typ="safe", pure=True) for version in ("1.1", "1.2")}
    for version, reader in by_version.items():
        reader.version = version
    first, second = (reader.load(text) for reader in by_version.values())
    assert first == second == yaml.safe_load(text)


def test_what_is_not_written_has_a_default(write: Write) -> None:
    acme = load(write, SMALL)
    hr = acme.department("hr")
    assert hr is not None
    assert hr.zone == "Europe/Berlin"
    assert hr.claim_within == WorkingTime(time=timedelta(minutes=30))
    assert hr.rhythm == WorkingTime(days=2)
    assert hr.claim_lapses_after == WorkingTime(days=1)
    assert hr.digest_at == time(9)
    assert hr.internal_unless_sent is False
    assert (hr.intake, hr.intake_channels) == ("offer", ())
    assert hr.request_types == (RequestType(key="general", name="General question"),)
    assert acme.close_after == WorkingTime(days=5)
    assert acme.sort_after == timedelta(minutes=10)
    assert acme.triage.zone == "Europe/Berlin"
    assert acme.language == "en"


def test_a_department_always_takes_a_general_request(write: Write) -> None:
    it = load(write, SMALL).department("it")
    assert it is not None
    assert [type_.key for type_ in it.request_types] == ["access", "general"]
    assert it.request_type("general") is not None
    assert it.request_type("nothing") is None
    own = Department(
        **{**it.model_dump(), "request_types": [{"key": "general", "name": "Anything"}]}
    )
    assert [type_.name for type_ in own.request_types] == ["Anything"]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("it", "it"),
        ("It", "it"),
        (" TECH ", "it"),
        ("buro-technik", "it"),
        ("BÜRO-TECHNIK", "it"),
        ("Hr", "hr"),
        ("Triage", "triage"),
        ("kitchen", None),
        ("", None),
    ],
)
def test_a_department_is_known_by_its_words(write: Write, word: str, key: str | None) -> None:
    found = load(write, SMALL).named(word)
    assert (found.key if found else None) == key


def test_triage_is_a_department_too(write: Write) -> None:
    acme = load(write, SMALL)
    assert acme.department("triage") is acme.triage
    assert acme.department("kitchen") is None
    assert acme.all[-1] is acme.triage


def test_intake_channels_are_a_departments_own_and_those_it_names(write: Write) -> None:
    it = "    name: IT\n"
    more = f"{it}    intake: off\n"
    acme = load(
        write,
        SMALL.replace("    name: HR\n", "    name: HR\n    intake_channels: [people, C0ASK]\n"),
    )
    for names in (("C1", "#hr-help"), ("C2", "#people"), ("C0ASK", "#renamed")):
        found = acme.intake_at(*names)
        assert found is not None
        assert found.key == "hr"
    assert acme.intake_at("C3", "#general") is None
    assert acme.intake_at("C4", "#it-help") is not None
    assert load(write, SMALL.replace(it, more)).intake_at("C4", "#it-help") is None


def test_values_are_what_they_mean(write: Write) -> None:
    text = SMALL.replace(
        "    name: HR\n",
        "    name: HR\n    claim_within: 1h30m\n    rhythm: 3 d\n    digest_at: 7.30\n"
        "    internal_unless_sent: yes\n    zone: Asia/Tokyo\n    emoji: ':hand:'\n",
    )
    hr = load(write, f"holidays: [2026-12-25]\n{text}").department("hr")
    assert hr is not None
    assert hr.claim_within == WorkingTime(time=timedelta(minutes=90))
    assert hr.rhythm == WorkingTime(days=3)
    assert hr.digest_at == time(7, 30)
    assert hr.internal_unless_sent is True
    assert (hr.zone, hr.emoji) == ("Asia/Tokyo", ":hand:")
    assert load(write, f"holidays: [2026-12-25]\n{SMALL}").holidays == (date(2026, 12, 25),)


def test_text_stays_text(write: Write) -> None:
    """YAML would make a switch of `no`, a number of 2024; here they are words."""
    acme = load(write, SMALL.replace("name: HR", "name: 2024\n    aliases: [no, 007]"))
    assert [acme.named(word) is not None for word in ("2024", "no", "007")] == [True] * 3


def test_channels_and_people_are_written_in_more_than_one_way(write: Write) -> None:
    text = SMALL.replace("'#hr-help'", "HR-Help").replace("'#it-help'", "C0ITHELP")
    text = text.replace("head: U0HANA", "head: Hana@ACME.example")
    acme = load(write, text)
    hr, it = acme.department("hr"), acme.department("it")
    assert hr is not None
    assert it is not None
    assert (hr.channel, hr.head, it.channel) == ("#hr-help", "hana@acme.example", "C0ITHELP")


def test_a_section_can_be_reused(write: Write) -> None:
    text = SMALL.replace("members: [U0HANA]", "members: &people [U0HANA, S0HR]")
    text = text.replace("members: [olga@acme.example]\n", "members: [olga@acme.example]\n", 1)
    assert load(write, f"{text}    examples: [one, two]\n").department("hr") is not None


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load_organisation(path).name == "Acme"


def test_it_never_changes(write: Write) -> None:
    acme: Organisation = load(write, SMALL)
    with pytest.raises(ValidationError):
        setattr(acme, "name", "Other")  # noqa: B010 - mypy would see it
