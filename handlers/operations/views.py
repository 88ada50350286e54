"""The answers to `/frontdesk reload`."""

from collections.abc import Sequence

from config.catalogue import Mrkdwn, Words
from config.faults import Fault
from config.organisation import Organisation
from handlers.blocks import paragraphs
from handlers.desk import Answer

LISTED = 20


def reloaded(_: Words, organisation: Organisation) -> Answer:
    """The new file is in effect."""
    text = _.plural(
        ":white_check_mark: Reloaded: the organisation file now has {n} department.",
        ":white_check_mark: Reloaded: the organisation file now has {n} departments.",
        len(organisation.departments),
    )
    return Answer(text=text)


def refused(_: Words, faults: Sequence[Fault]) -> Answer:
    """What is wrong, line by line. The faults themselves are in English, as in `frontdesk check`."""
    head = _.plural(
        ":x: Nothing has changed: the organisation file has {n} error.",
        ":x: Nothing has changed: the organisation file has {n} errors.",
        len(faults),
    )
    lines = [head, *(_fault(_, fault) for fault in faults[:LISTED])]
    if len(faults) > LISTED:
        lines.append(_.mrkdwn("`frontdesk check` lists the rest."))
    return Answer(text=head, blocks=tuple(paragraphs(lines)))


def _fault(_: Words, fault: Fault) -> Mrkdwn:
    return _.mrkdwn(
        "• *{place}* – {problem} {remedy}",
        place=fault.place[-200:],
        problem=fault.problem[:1000],
        remedy=fault.remedy[:1000],
    )
