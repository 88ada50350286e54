"""Every mistake an operator can make is told with its line and what to do, and all at once."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.faults import Fault
from config.yaml_source import LARGEST_FILE
from tests.config.organisations import SMALL, Write, faults, received

HR = "    name: HR\n"
TYPES = "        fields:\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("zone: Europe", "tzone: Europe", '2: "tzone" isn\'t a key here. Did you mean "zone"?'),
        (
            "operations: '#ops'\n",
            "operations: '#ops'\npulses: {remind_on: [3, tuesday]}\n",
            "4: tuesday is no day of a round. Use a number from 1 to 90, or last.",
        ),
        (HR, f"{HR}    color: red\n", '25: "color" isn\'t a key here. Remove it, or use one of:'),
        ("    head: U0HANA\n", "", '23: "head" is missing. Add a line "head: …".'),
        ("'#hr-help'", "#hr-help", '25: "channel" is empty. Add a value after channel:. Put ch'),
        ("[U0HANA]", "", '27: "members" is empty.'),
        ("[U0HANA]", "[]", '27: "members" is empty. Add at least one.'),
        ("[U0HANA]", "U0HANA", '27: "members" must be a list. Write [one, two], or'),
        ("[U0HANA]", "[hana]", '27: "hana" is neither a person nor a user group. Use an e-mail'),
        ("[U0HANA]", "[U0HANA, ~]", '27: Entry 2 of "members" is empty. Add its text, or'),
        ("head: U0HANA", "head: '@hr'", '26: "@hr" is not a person. Use an e-mail address'),
        ("name: HR", "name: {hx: b}", '24: "hx" is not a known language. Use one'),
        ("name: HR", "name: [HR]", '24: "name" must be text. Write a single text, in'),
        ("name: HR", f"name: {{en: HR, hu: {'x' * 41}}}", '24: "hu" is longer than 40 characters.'),
        ("name: HR", "name: {}", '24: "name" is empty. Add at least one.'),
        ("name: HR", "name: {en: HR, hu: tech}", '24: "tech" is already used by the department on line 9.'),
        (
            "[CRM, ERP]",
            "[CRM, {en: ERP, hu: crm}]",
            '22: The choice "crm" is already used on line 22. Use',
        ),
        ("name: HR", f"name: {'x' * 41}", '24: "name" is longer than 40 characters. Shorten it'),
        ("name: Access", f"name: {'x' * 76}", '17: "name" is longer than 75 characters.'),
        ("key: hr", "key: 9 hr", '23: "9 hr" can\'t be a key. Use lower-case letters, digits'),
        ("'#hr-help'", "'#hr help'", '25: "#hr help" is not a channel. Use its name'),
        (
            "zone: Europe/Berlin",
            "language: klingon",
            '2: "klingon" is not a known language. Use one like',
        ),
        ("Europe/Berlin", "Berlin", '2: "Berlin" is not a time zone. Use one like'),
        (HR, f"{HR}    claim_within: soon\n", '25: "soon" is not a length of time. Use days'),
        (HR, f"{HR}    claim_within: 0m\n", '25: "0m" is not a length of time.'),
        (HR, f"{HR}    claim_within: 9999d\n", '25: "9999d" is not a length of time.'),
        ("zone: Europe/Berlin", "waiting: {remind_after: 5d, warn_after: 40h}", "2: Requesters would be reminded only when they are told"),
        ("zone: Europe/Berlin", "waiting: {remind: 5d}", '2: "remind" isn\'t a key here. Did you mean "remind_after"?'),
        ("zone: Europe/Berlin", "waiting: {close_after: 0m}", '2: "0m" is not a length of time.'),
        (HR, f"{HR}    standards: [{{first_response: 0m}}]\n", '25: "0m" is shorter than a minute. Use 1m or'),
        (HR, f"{HR}    standards: [{{next_reply: 30s}}]\n", '25: "30s" is shorter than a minute. Use 1m or'),
        (HR, f"{HR}    standards: [{{next_update: 5m}}]\n", "25: Nobody can keep a rhythm of less than 15 minutes. Use 15m or"),
        (HR, f"{HR}    rhythm: 14m\n", "25: Nobody can keep a rhythm of less than 15 minutes. Use 15m or"),
        (HR, f"{HR}    claim_lapses_after: 1m\n", "25: Nobody can keep a rhythm of less than 15 minutes. Use 15m or"),
        (HR, f"{HR}    silent_after: 2d\n", '25: "silent_after" is called "rhythm" now, and counts working time. Write "rhythm: 2d"'),
        (HR, f"{HR}    standards: [{{resolution: soon}}]\n", '25: "soon" is not a length of time. Use days'),
        (HR, f"{HR}    standards: [{{urgency: high}}]\n", "25: This standard has no time. Add one of: first_response,"),
        (HR, f"{HR}    standards: [{{urgency: dire, resolution: 1d}}]\n", """25: "urgency" can't be "dire". Use one of: 'high',"""),
        (HR, f"{HR}    standards: [{{type: cake, resolution: 1d}}]\n", '25: The department has no request type "cake". Use one of: general.'),
        (HR, f"{HR}    standards: [{{answer: 1d}}]\n", '25: "answer" isn\'t a key here. Remove it, or use one of: type, urgency,'),
        (HR, f"{HR}    standards: [{{resolution: 1d}}, {{resolution: 2d}}]\n", "25: There is a standard for the same requests on line 25. Put"),
        (HR, f"{HR}    offices: [mars]\n", '25: There is no office "mars". Describe it under offices:'),
        (HR, f"{HR}    kind: it\n    formerly: [it]\n", '26: "it" is already used by the department on line'),
        ("zone: Europe/Berlin", "offices: [{key: a, name: A, zones: [UTC]}, {key: b, name: B, zones: [UTC]}]", '2: The zone of an office "UTC" is already'),
        (HR, f"{HR}    ladder: [boss]\n", '25: "boss" is not a person. Use an e-mail address'),
        (HR, f"{HR}    ladder: [U0HANA, U0HANA]\n", '25: The step of the ladder "U0HANA" is already used on'),
        (HR, f"{HR}    sure: 40\n", '25: "sure" is not between 50 and 100. Write a percentage'),
        (HR, f"{HR}    sure: very\n", '25: "sure" can\'t be "very"'),
        (HR, f"{HR}    languages: [xx]\n", '25: "xx" is not a'),
        (HR, f"{HR}    rings_outside_hours: perhaps\n", '25: "rings_outside_hours" must be true or'),
        (HR, f"{HR}    digest_at: 25:00\n", '25: "25:00" is not a time of day. Use one like'),
        (HR, f"{HR}    internal_unless_sent: perhaps\n", '25: "internal_unless_sent" must be true or'),
        (HR, f"{HR}    intake: maybe\n", """25: "intake" can\'t be "maybe". Use one of: 'off', 'offer' or 'on'"""),
        (HR, f"{HR}    intake_channels: ['#it help']\n", '25: "#it help" is not a channel.'),
        (HR, f"{HR}    intake_channels: ['#it-help']\n", '25: The channel "it-help" is already used on line 12.'),
        (HR, f"{HR}    intake_channels: ['#ask', ask]\n", '25: The channel "ask" is already used on line 25.'),
        (HR, f"{HR}    rota: {{people: [U0HANA], starts: '2026-11-02'}}\n", "25: A rota of one has nobody to"),
        (HR, f"{HR}    rota: {{people: [U1, U1], starts: '2026-11-02'}}\n", "25: Somebody is in the rota twice."),
        (HR, f"{HR}    rota: {{people: [U1, U2], starts: soon}}\n", '25: "soon" is not a date.'),
        (HR, f"{HR}    rota: {{people: [U1, U2], start: '2026-11-02'}}\n", '25: "start" isn\'t a key here. Did you'),
        (
            "    head: U0HANA\n    members: [U0HANA]",
            "    head: h@a.uk\n    members: [o@a.uk]\n    rota: {people: [o@a.uk, x@a.uk], starts: '2026-11-02'}",
            '23: "x@a.uk" is in the rota of "hr", but not in the department.',
        ),
        (HR, f"{HR}    emoji: hand\n", '25: "hand" is not an emoji name. Use one like'),
        ("name: Acme", "name: Acme\nholidays: [Christmas]", '2: "Christmas" is not a date.'),
        ("kind: choice", "kind: menu", '''21: "kind" can\'t be "menu". Use one of: 'text','''),
        ("            choices: [CRM, ERP]\n", "", '19: The field "system" is a choice without'),
        ("kind: choice", "kind: text", '19: The field "system" has choices but is of kind text'),
        ("[CRM, ERP]", str([*range(101)]), '22: "choices" has more than 100 entries. Keep 100'),
        ("[CRM, ERP]", "[CRM, crm]", '22: The choice "crm" is already used on line 22. Use'),
        ("key: hr", "key: it", '23: "it" is already used by the department on line 9.'),
        ("name: HR", "name: TECH", '24: "TECH" is already used by the department on line 9.'),
        (HR, f"{HR}    aliases: [help]\n", '25: "help" is already used by the commands'),
        (HR, f"{HR}    aliases: [triage]\n", '25: "triage" is already used by the triage'),
        ("'#hr-help'", "it-help", '25: The channel "it-help" is already used on line 12.'),
        ("'#hr-help'", "'#ops'", '3: The channel "ops" is already used on line 25.'),
        (TYPES, f"      - key: access\n        name: Two\n{TYPES}", '18: The request type "access"'),
        (HR, f"{HR}    name: HR\n", '25: "name" is here twice; the first is on line 24.'),
        ("triage:\n", "triage:\n  key: sorting\n", '4: The triage section has a "key". Remove the'),
        ("triage:\n", "trriage:\n", '4: "trriage" isn\'t a key here. Did you mean "triage"?'),
        ("name: Acme", "name: Acme\n---\n", " This is not valid YAML"),
        ("'@it-team'", "@it-team", "14: A value starts with a character that is reserved"),
        ("name: HR", "name: HR: people", "24: There is a colon where no key can start. Check"),
        ("name: HR", "name: [HR", "This is not valid YAML"),
        (HR, "\tname: HR\n", "24: The line is indented with a tab. Use spaces, never tabs."),
    ],
)  # fmt: skip
def test_one_mistake(write: Write, old: str, new: str, expected: str) -> None:
    assert old in SMALL
    found = received(write, SMALL.replace(old, new, 1))
    assert any(expected in fault for fault in found), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", " The file is empty. Start from the example"),
        ("# only a comment\n", " The file is empty."),
        ("just words", "1: The file must be a section with keys."),
        ("- a\n- b\n", "1: The file must be a section with keys."),
        ("departments: []", '1: "departments" is empty. Add at least one.'),
        ("departments: {it: 1}", '1: "departments" must be a list.'),
        ("departments: [it]", '1: Entry 1 of "departments" must be a section with keys.'),
        ("zone: [a]", '1: "zone" must be text.'),
        ("? [a, b]\n: c\n", "isn't a key here. Remove it"),
        ("a: &a [*a]", " The file is nested too deeply."),
        ("[" * 1000, " The file is nested too deeply."),
        ("name: 'a\x07b'", " This is not valid YAML"),
        ("name: *nobody", "1: This is not valid YAML: found undefined alias"),
    ],
)
def test_a_file_that_is_something_else(write: Write, text: str, expected: str) -> None:
    found = received(write, text)
    assert any(expected in fault for fault in found), found


def test_a_small_file_cannot_stand_for_an_endless_one(write: Write) -> None:
    lines = ["l0: &l0 [x, x]"]
    lines += [f"l{n}: &l{n} [*l{n - 1}, *l{n - 1}]" for n in range(1, 40)]
    assert any("nested too deeply" in fault for fault in received(write, "\n".join(lines)))


def test_all_faults_come_at_once_in_the_order_of_the_file(write: Write) -> None:
    text = SMALL.replace("zone: Europe/Berlin", "zone: Berlin").replace("key: hr", "key: it")
    text = text.replace("kind: choice", "kind: menu").replace("[U0HANA]", "[]")
    text = text.replace("operations: '#ops'\n", "operations: '#ops'\noperations: '#two'\n")
    lines = [fault.partition(":")[0] for fault in received(write, text)]
    assert lines == ["2", "4", "22", "24", "28"]


def test_of_one_kind_no_two_serve_the_same(write: Write) -> None:
    text = SMALL
    for key in ("it", "hr"):
        text = text.replace(f"  - key: {key}\n", f"  - kind: help\n    key: {key}\n")
    assert [fault for fault in received(write, text) if "serves everybody else" in fault]


def test_tabs_are_all_told(write: Write) -> None:
    assert received(write, "a:\n\tb: 1\n\tc: 2\n") == [
        "2: The line is indented with a tab. Use spaces, never tabs.",
        "3: The line is indented with a tab. Use spaces, never tabs.",
    ]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert faults(tmp_path / "none.yaml")[0].problem == "There is no such file."
    assert faults(tmp_path)[0].problem == "This isn't a file."
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"name: Acme\nzone: M\xfcnchen\n")
    assert faults(latin) == (
        Fault(f"{latin}:2", "The file isn't UTF-8 text.", "Save it as UTF-8."),
    )
    enormous = tmp_path / "enormous.yaml"
    enormous.write_bytes(b"#" * (LARGEST_FILE + 1))
    assert faults(enormous)[0].problem == "The file is larger than 1 MB."
    assert "can't be read" in faults(tmp_path / ("x" * 300))[0].problem


MANGLED = st.text(st.sampled_from(list("ab:-[]{}&*!|>'\"#%@,?\n \t~éU0")), max_size=60)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, len(SMALL)), cut=st.integers(0, 40), text=MANGLED)
def test_a_mangled_file_is_never_a_traceback(write: Write, place: int, cut: int, text: str) -> None:
    for fault in received(write, SMALL[:place] + text + SMALL[place + cut :]):
        assert fault


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_at_all_is_answered(write: Write, text: str) -> None:
    assert received(write, text.encode("utf-8", "replace").decode())
