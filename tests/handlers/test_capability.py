"""What capabilities offer is merged once; two that claim the same are a mistake that shows at the start."""

import pytest

from config.catalogue import Mrkdwn
from handlers import CAPABILITIES
from handlers.capability import Capability, merged
from handlers.offers import On, RequestButton, Subcommand
from handlers.requests.rules import Event
from handlers.standards import wrong


async def nothing(*_: object) -> None:
    """Do nothing."""


def no_help(*_: object) -> tuple[()]:
    """Say nothing."""
    return ()


def no_words(*_: object) -> Mrkdwn:
    """Say nothing."""
    return Mrkdwn("")


def test_what_is_offered_stands_in_the_order_of_the_list_and_of_its_own() -> None:
    late = RequestButton(lambda *_: None, frozenset({On.CARD}), order=30)
    early = RequestButton(lambda *_: None, frozenset({On.CARD}), order=10)
    offers = merged(
        [
            Capability(name="one", buttons=(late,), help=(no_help,)),
            Capability(name="two", buttons=(early,), help=(no_help, no_help)),
        ]
    )
    assert offers.buttons == (early, late)
    assert offers.help == (no_help, no_help, no_help)


def test_two_that_claim_the_same_word_are_refused() -> None:
    one = Capability(name="one", subcommands={"reload": Subcommand(nothing, no_words)})
    with pytest.raises(ValueError, match="two capabilities claim subcommands"):
        merged([one, one])


def test_two_that_claim_keys_of_one_shape_are_refused() -> None:
    one = Capability(name="one", shows={"request/{number}/card/{custody}": lambda *_: None})
    two = Capability(name="two", shows={"request/{any}/card/{other}": lambda *_: None})
    with pytest.raises(ValueError, match="two capabilities claim the key"):
        merged([one, two])


def test_every_event_of_a_request_reads_in_its_history() -> None:
    offers, told_to_the_head_alone = merged(CAPABILITIES), {wrong.ANSWERED, wrong.UNASKED}
    assert offers.history.keys() == {*offers.events, Event.ASKED} - told_to_the_head_alone
