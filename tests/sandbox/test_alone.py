"""The sandbox by itself: everything that its page in the docs says to save and to type, with an app that has no library."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import fields
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from sandbox import Channel, Company, Person, Sandbox, UserGroup
from sandbox.__main__ import PORT, SMALL, command_line
from sandbox.state.company_file import read_company
from sandbox.state.manifest import EVENT_SCOPES
from sandbox.tour.performer import Performer
from sandbox.webapi.methods import METHODS
from tests.checks import ROOT
from tests.sandbox.conftest import COMPANY, manifest

PAGE = (ROOT / "docs" / "sandbox.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = set(re.findall(r"[\w.-]+", " ".join(re.findall(r"`([^`\n]+)`", FENCE.sub("", PAGE)))))
SETTING = re.compile(r"[A-Z_]+=")
APP_PORT = "3000"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


class Reader:
    """Somebody who works through the page: saves the files, types the commands, compares the answers."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._programs = folder, ExitStack()
        self._port, self._app_port = str(free_port()), str(free_port())
        self._answer: Any = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._programs.close()

    def save(self, name: str, text: str) -> None:
        (self._folder / name).write_text(self._moved(text), "utf-8")

    def type(self, line: str) -> None:
        words = shlex.split(self._moved(line))
        settings = dict(word.split("=", 1) for word in takewhile(SETTING.match, words))
        program, *arguments = words[len(settings) :]
        if program == "curl":
            self._answer = _curl(*arguments)
        else:
            assert program == "python"
            more = ("--port", self._port) if arguments[:2] == ["-m", "sandbox"] else ()
            self._start(settings, *arguments, *more)

    def compare(self, shown: str) -> None:
        _compare(json.loads(shown), self._answer)

    def _moved(self, text: str) -> str:
        """The ports of the page may be taken on this machine."""
        return text.replace(str(PORT), self._port).replace(APP_PORT, self._app_port)

    def _start(self, settings: dict[str, str], *arguments: str) -> None:
        environ = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(
            (sys.executable, *arguments),
            cwd=self._folder,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._programs.callback(_end, process)
        assert process.stdout is not None
        assert process.stdout.readline(), f"{arguments} says nothing"


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


def _curl(*arguments: str) -> Any:
    """As curl would, which not every machine has."""
    match arguments:
        case ("-s", url):
            request = Request(url)
        case ("-s", url, "-d", body):
            request = Request(url, body.encode())
        case _:
            raise AssertionError(f"the page uses curl as no other line does: {arguments}")
    try:
        with urlopen(request, timeout=60) as response:
            return json.load(response)
    except HTTPError as refused:
        with refused:
            return json.load(refused)


def _compare(shown: Any, real: Any) -> None:
    """What the page shows is there; "…" stands for anything."""
    match shown:
        case "…":
            assert real is not None
        case dict():
            assert shown.keys() <= real.keys()
            for key, value in shown.items():
                _compare(value, real[key])
        case list():
            assert len(shown) == len(real)
            for value, found in zip(shown, real, strict=True):
                _compare(value, found)
        case _:
            assert shown == real


def test_the_page_can_be_worked_through(tmp_path: Path) -> None:
    compared = 0
    with Reader(tmp_path) as reader:
        for kind, name, text in FENCE.findall(PAGE):
            if name:
                reader.save(name, text)
            elif kind == "sh":
                for line in text.splitlines():
                    reader.type(line)
            else:
                assert kind == "json"
                reader.compare(text)
                compared += 1
    assert compared > 6


def test_the_page_names_everything() -> None:
    """Options, the control API, what a person can do, the keys of a company, methods and events."""
    options = {o for a in command_line()._actions for o in a.option_strings if o.startswith("--")}
    assert options - {"--help"} <= CODE
    assert {f.name for kind in (Company, Person, Channel, UserGroup) for f in fields(kind)} <= CODE
    assert METHODS.keys() <= CODE
    assert EVENT_SCOPES.keys() | {"app_home_opened"} <= CODE
    slack = Sandbox(manifest(), COMPANY)
    assert set(Performer(slack.context).verbs) <= CODE
    control = {route.path.removeprefix("/control/") for route in slack.control_routes()}
    assert control <= CODE


def test_without_a_file_it_is_a_small_company() -> None:
    assert [person.handle for person in SMALL.people] == ["ann", "bob"]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ([], "the company should be a mapping"),
        ({"poeple": []}, "the company: 'poeple' is none of team_id, name"),
        ({"people": "ann"}, "people should be a list"),
        ({"people": ["ann"]}, r"people\[0\] should be a mapping"),
        ({"people": [{"handle": "ann"}]}, r"people\[0\]: name is missing"),
        ({"people": [{"handle": 7, "name": "Seven"}]}, r"people\[0\].handle should be text"),
        (
            {"channels": [{"name": "a", "private": "yes"}]},
            r"channels\[0\].private should be true or",
        ),
        ({"channels": [{"name": "a", "members": ["zoe"]}]}, "a has members nobody knows: zoe"),
    ],
)
def test_a_company_file_is_read_strictly(written: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_company(written)


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("none.yaml", None, "none.yaml"),
        ("list.yaml", "[]", "list.yaml is no manifest"),
        ("empty.yaml", "a: b", "the manifest has no display_information.name"),
        ("broken.yaml", "a: [", "expected"),
    ],
)
def test_a_manifest_that_is_none_is_refused(
    tmp_path: Path, file: str, content: str | None, problem: str
) -> None:
    if content is not None:
        (tmp_path / file).write_text(content, "utf-8")
    done = subprocess.run(
        (sys.executable, "-m", "sandbox", file),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert problem in done.stderr
    assert "Traceback" not in done.stderr
