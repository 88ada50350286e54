"""The organisation file we hand out is read alike by every YAML parser, whatever its version of YAML."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from config.yaml_source import read_yaml
from tests.office import EXAMPLE

TEXT = EXAMPLE.read_text("utf-8")


def with_ruamel(version: str) -> Any:
    parser = YAML(typ="safe", pure=True)
    parser.version = version
    return parser.load(TEXT)


PARSERS: dict[str, Callable[[], Any]] = {
    "PyYAML": lambda: yaml.safe_load(TEXT),
    "ruamel, YAML 1.1": lambda: with_ruamel("1.1"),
    "ruamel, YAML 1.2": lambda: with_ruamel("1.2"),
}


def as_written(value: Any) -> Any:
    """Without what a parser made of a word: true and false, and whole numbers, are the only ones that mean more than their
    letters, and none is written in two ways."""
    if isinstance(value, dict):
        return {key: as_written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_written(each) for each in value]
    return str(value).lower() if isinstance(value, bool | int) else value


@pytest.mark.parametrize("parser", PARSERS)
def test_every_parser_reads_what_is_written(parser: str) -> None:
    assert as_written(PARSERS[parser]()) == read_yaml(EXAMPLE).value
