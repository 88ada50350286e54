"""The answers to `/frontdesk reload`."""

from collections.abc import Mapping, Sequence

from config.catalogue import Mrkdwn, Words
from config.faults import Fault
from config.organisation import Organisation
from handlers.blockkit import Block
from handlers.blocks import paragraphs
from handlers.desk import Answer

LISTED = 20


def reloaded(_: Words, organisation: Organisation, taught: Mapping[str, int]) -> Answer:
    """The new file is in effect. What departments taught that are gone counts no more, and that is said."""
    text = _.plural(
        ":white_check_mark: Reloaded: the organisation file now has {n} department.",
        ":white_check_mark: Reloaded: the organisation file now has {n} departments.",
        len(organisation.departments),
    )
    gone = [
        _.mrkdwn(
            "• No department has the key *{key}* any more: what its {n} requests taught no longer counts. If another takes "
            "over, name the old key there, under `formerly`.",
            key=key,
            n=many,
        )
        for key, many in taught.items()
        if organisation.department(key) is None
    ]
    lines = [text, *gone[:LISTED]]
    return Answer(text=text, blocks=tuple(paragraphs(lines)) if gone else ())


def refused(_: Words, faults: Sequence[Fault]) -> Answer:
    """What is wrong, line by line."""
    return Answer(text=_refused(_, faults), blocks=tuple(refusal(_, faults)))


def _refused(_: Words, faults: Sequence[Fault]) -> Mrkdwn:
    return _.plural(
        ":x: Nothing has changed: the organisation file has {n} error.",
        ":x: Nothing has changed: the organisation file has {n} errors.",
        len(faults),
    )


def refusal(_: Words, faults: Sequence[Fault]) -> list[Block]:
    """The same, to be shown. The faults themselves are in English, as in `frontdesk check`."""
    head = _refused(_, faults)
    lines = [head, *(_fault(_, fault) for fault in faults[:LISTED])]
    if len(faults) > LISTED:
        lines.append(_.mrkdwn("`frontdesk check` lists the rest."))
    return paragraphs(lines)


def _fault(_: Words, fault: Fault) -> Mrkdwn:
    return _.mrkdwn(
        "• *{place}* – {problem} {remedy}",
        place=fault.place[-200:],
        problem=fault.problem[:1000],
        remedy=fault.remedy[:1000],
    )
