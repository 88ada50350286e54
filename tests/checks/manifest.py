"""What `frontdesk manifest` prints is what Slack's published schema accepts, for either transport."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema

from bot.manifest import manifest
from tests.checks import ROOT

SCHEMA = ROOT / "tests/data/slack-manifest-schema/manifest.schema.2.0.0.json"


def check() -> Iterator[str]:
    """Socket Mode and HTTP."""
    yield from faults("Socket Mode", manifest())
    yield from faults("HTTP", manifest(http_url="https://frontdesk.example"))


def faults(transport: str, document: dict[str, Any]) -> Iterator[str]:
    """What Slack would refuse."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    for error in jsonschema.Draft7Validator(schema).iter_errors(document):
        yield f"The manifest for {transport}, at {error.json_path}: {error.message}."
