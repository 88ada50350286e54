"""A Slack workspace on this machine, for an app in any language: `python -m sandbox manifest.yaml`."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sandbox.sandbox import Sandbox
from sandbox.server import serve
from sandbox.state.company import Channel, Company, Person
from sandbox.state.company_file import read_company
from sandbox.webapi.limits import Limits

PORT = 8585

SMALL = Company(
    people=(Person("ann", "Ann Lee"), Person("bob", "Bob Roe")),
    channels=(Channel("general", bot_in=True), Channel("random")),
)
"""Where nobody has described a company."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until somebody presses Ctrl-C."""
    parser = command_line()
    given = parser.parse_args(arguments)
    try:
        slack = _sandbox(given)
    except (OSError, ValueError, YAMLError) as fault:
        parser.error(str(fault))
    with suppress(KeyboardInterrupt):
        try:
            asyncio.run(serve(slack, _announce))
        except OSError as fault:
            parser.error(f"port {given.port} can't be used: {fault}")


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m sandbox", description=__doc__)
    parser.add_argument("manifest", type=Path, help="the app's manifest, YAML or JSON")
    parser.add_argument(
        "--company", type=Path, help="who works there, YAML or JSON; a small company if left out"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=PORT,
        help="the port (%(default)s; 0 picks a free one)",
    )
    parser.add_argument(
        "--deliver-to",
        metavar="URL",
        help="deliver there by HTTP, not by Socket Mode",
    )
    parser.add_argument("--limited", action="store_true", help="apply Slack's rate limits")
    return parser


def _sandbox(given: argparse.Namespace) -> Sandbox:
    manifest = _read(given.manifest)
    if not isinstance(manifest, dict):
        raise ValueError(f"{given.manifest} is no manifest")
    slack = Sandbox(
        manifest,
        read_company(_read(given.company)) if given.company else SMALL,
        port=given.port,
        limits=Limits.slack() if given.limited else Limits.none(),
    )
    if given.deliver_to:
        slack.deliver_to(given.deliver_to)
    return slack


def _read(path: Path) -> Any:
    """JSON is YAML, too."""
    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


def _announce(line: str) -> None:
    """The line is for programs, the sentence for people."""
    print(line, flush=True)
    page = json.loads(line)["page_url"]
    print(
        f"Open {page} to act as anyone. Ctrl-C ends the workspace; nothing is kept.",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
