"""Keys of the messages and timers of actions."""


def due(action: int) -> str:
    """The timer of its next step."""
    return f"action/{action}/due"


def told(action: int, what: str, to: str) -> str:
    """What those who were asked read of it: `what` is a turn, or that it is done."""
    return f"action/{action}/told/{what}/{to}"


def word(action: int, turn: int, step: str, to: str) -> str:
    """That it is due, or was."""
    return f"action/{action}/word/{turn}/{step}/{to}"
