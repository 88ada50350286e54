"""What an operator wrote in several languages is read in the reader's, as near as it is there."""

import copy
import re

import pytest

from config.catalogue import words
from config.organisation import Organisation
from config.texts import Text
from tests.checks import ROOT
from tests.config.organisations import SMALL, Write, load

IN_MANY = (
    SMALL.replace("zone:", "language: hu\nzone:", 1)
    .replace("name: HR", "name: {en: Staff, hu: Személyzet, pt-BR: Pessoal, 'no': Personal}")
    .replace("name: Access", "name: {en: Access, hu: Hozzáférés}")
    .replace("label: Which system?", "label: {en: Which system?, hu: Melyik rendszer?}")
    .replace("[CRM, ERP]", "[{en: None, hu: Egyik sem}, ERP]")
)


@pytest.fixture
def organisation(write: Write) -> Organisation:
    return load(write, IN_MANY)


@pytest.mark.parametrize(
    ("reader", "read"),
    [
        ("en-GB", "Staff"),
        ("hu-HU", "Személyzet"),
        ("pt-PT", "Pessoal"),
        ("pt-BR", "Pessoal"),
        ("no", "Personal"),
        ("ja-JP", "Személyzet"),
        ("xx-strange", "Staff"),
    ],
)
def test_a_reader_has_the_nearest_language(
    organisation: Organisation, reader: str, read: str
) -> None:
    hr = organisation.departments[1]
    _ = words(reader)
    assert _.own(hr.name) == read
    assert _.mrkdwn("*{name}*", name=hr.name) == f"*{read}*"
    assert _("{name}", name=hr.name) == read


def test_its_own_is_the_organisations(organisation: Organisation) -> None:
    assert organisation.departments[1].name == "Személyzet"
    assert organisation.departments[0].request_types[0].fields[0].choices == ("Egyik sem", "ERP")


def test_without_the_organisations_language_the_first_counts(write: Write) -> None:
    text = SMALL.replace("name: HR", "name: {de: Personal, fr: Ressources}")
    assert load(write, text).departments[1].name == "Personal"


@pytest.mark.parametrize("word", ["staff", "SZEMELYZET", "pessoal", "hr"])
def test_a_department_is_called_by_its_name_in_any_language(
    organisation: Organisation, word: str
) -> None:
    found = organisation.named(word)
    assert found is not None
    assert found.key == "hr"


def test_what_people_wrote_is_nobodys_to_translate() -> None:
    assert words("hu").own("Staff") == "Staff"
    assert words("hu").mrkdwn("{name}", name=copy.deepcopy(Text("<Staff>"))) == "&lt;Staff&gt;"


BARE = re.compile(
    r"(?:option|button|escape|field)\(\s*(?:\w+, )?(?:\w*department|each|kind|choice|extra)\.(?:name|label|hint)\b"
)


def test_no_button_or_option_forgets_the_reader() -> None:
    """What goes through `_` is put in the reader's language there; what doesn't needs `_.own`."""
    assert BARE.search("option(department.name, department.key)")
    bare = [
        path.name
        for path in (ROOT / "handlers").rglob("*.py")
        if BARE.search(path.read_text("utf-8"))
    ]
    assert bare == []
