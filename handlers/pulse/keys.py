"""Keys of the messages and timers of pulses."""


def plan(pulse: int) -> str:
    """The timer that begins the next round."""
    return f"pulse/{pulse}/plan"


def opening(round_: str) -> str:
    """The timer that asks people."""
    return f"pulse/{round_}/open"


def close(round_: str) -> str:
    """The timer that decides what is shown."""
    return f"pulse/{round_}/close"


def publish(round_: str) -> str:
    """The timer that destroys the key, and then publishes."""
    return f"pulse/{round_}/publish"


def watch(round_: str) -> str:
    """The timer that looks whether the key is still there."""
    return f"pulse/{round_}/watch"


def count(round_: str) -> str:
    """The timer that counts, once a day."""
    return f"pulse/{round_}/count"


def remind(round_: str, number: int) -> str:
    """The timer, and the message to everybody, of a reminder."""
    return f"pulse/{round_}/remind/{number}"


def ballots(round_: str) -> str:
    """How the keys of a round's ballots begin."""
    return f"pulse/{round_}/ballot/"


def ballot(round_: str, person: str) -> str:
    """What somebody is asked."""
    return f"{ballots(round_)}{person}"


def poll(round_: str) -> str:
    """A poll, in its channel."""
    return f"pulse/{round_}/poll"


def forget(round_: str) -> str:
    """The timer that ends the time in which names are kept."""
    return f"pulse/{round_}/forget"


def results(round_: str, to: str) -> str:
    """What somebody, or a channel, reads at the end."""
    return f"pulse/{round_}/results/{to}"


def export(round_: str, to: str) -> str:
    """The file with the figures."""
    return f"pulse/{round_}/export/{to}"


def guide(round_: str) -> str:
    """What whoever asked reads after it."""
    return f"pulse/{round_}/guide"


def word(round_: str, what: str) -> str:
    """What the owner is told of a round that can't go on."""
    return f"pulse/{round_}/word/{what}"


def trial(pulse: int, person: str, at: int) -> str:
    """A ballot that a pulse's maker sends to themself before anybody else gets it."""
    return f"pulse/{pulse}/trial/{person}/{at}"


def is_ours(key: str) -> bool:
    """Whether a message is of a pulse."""
    return key.startswith("pulse/")


def round_in(key: str) -> str:
    """The round it is of."""
    return key.split("/")[1]


def letters(round_: str) -> str:
    """The timer that looks by the hour what was said to comments."""
    return f"pulse/{round_}/letters"


def answered(round_: str, person: str) -> str:
    """That answers were written, to somebody who was asked."""
    return f"pulse/{round_}/answered/{person}"


def written_back(round_: str, reader: str, count: int) -> str:
    """That authors wrote back, so often by now."""
    return f"pulse/{round_}/back/{reader}/{count}"


def untag(round_: str) -> str:
    """The timer after which authors no longer find theirs."""
    return f"pulse/{round_}/untag"


def hear(round_: str) -> str:
    """The timer that begins a standing round."""
    return f"pulse/{round_}/hear"


def turn(round_: str) -> str:
    """The timer at the end of its month."""
    return f"pulse/{round_}/turn"


def turn_to(round_: str, following: str) -> str:
    """The timer that releases what was said, or carries it into the next round."""
    return f"pulse/{round_}/turn/{following}"


def said(round_: str) -> str:
    """The timer that destroys the key of a standing round, and then shows what was said."""
    return f"pulse/{round_}/said"


def batch(round_: str, reader: str) -> str:
    """That words for somebody came together."""
    return f"pulse/{round_}/batch/{reader}"
