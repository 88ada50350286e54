"""A small organisation file for tests, as text that a test changes where it wants a fault."""

from collections.abc import Callable
from pathlib import Path

from config.faults import Fault
from config.organisation import Organisation, OrganisationError, load_organisation

SMALL = """\
name: Acme
zone: Europe/Berlin
operations: '#ops'
triage:
  channel: '#triage'
  head: olga@acme.example
  members: [olga@acme.example]
departments:
  - key: it
    name: IT
    aliases: [tech, Büro-Technik]
    channel: '#it-help'
    head: ines@acme.example
    members: ['@it-team', ines@acme.example]
    request_types:
      - key: access
        name: Access
        fields:
          - key: system
            label: Which system?
            kind: choice
            choices: [CRM, ERP]
  - key: hr
    name: HR
    channel: '#hr-help'
    head: U0HANA
    members: [U0HANA]
"""

Write = Callable[[str], Path]


def load(write: Write, text: str) -> Organisation:
    return load_organisation(write(text))


def faults(path: Path) -> tuple[Fault, ...]:
    try:
        load_organisation(path)
    except OrganisationError as error:
        return error.faults
    return ()


def received(write: Write, text: str) -> list[str]:
    """Each fault as `line: problem remedy`, without the name of the file."""
    path = write(text)
    return [str(fault).removeprefix(f"{path}").removeprefix(":") for fault in faults(path)]
