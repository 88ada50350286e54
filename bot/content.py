"""What a message shows, as the arguments of a call."""

import hashlib
import json
from dataclasses import replace
from typing import Any

from handlers.blocks import Body

# So begins what identifies a message that stands under its speaker's name.
SPEAKS = "speaks:"


def voiced(body: Body, *, speaks: bool) -> Body:
    """Under the name of whose words it carries, if it may; else with their name in it."""
    if body.speaker is None or not speaks:
        return replace(body, speaker=None)
    return replace(body, blocks=body.speaker.blocks)


def as_speaker(rendered: Body) -> dict[str, Any]:
    if rendered.speaker is None:
        return {}
    return {"username": rendered.speaker.name, "icon_url": rendered.speaker.image}


def content(rendered: Body) -> dict[str, Any]:
    # `parse` must be said each time: an update falls back to a default that links names.
    return {
        "text": str(rendered.text),
        "blocks": list(rendered.blocks),
        "parse": "none",
    }


def fingerprint(rendered: Body) -> str:
    """Changes exactly when what is shown changes."""
    content = json.dumps([str(rendered.text), list(rendered.blocks)], sort_keys=True)
    found = hashlib.sha256(content.encode()).hexdigest()[:32]
    return f"{SPEAKS}{found}" if rendered.speaker else found
