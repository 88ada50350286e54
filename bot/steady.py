"""A clock that nobody can put back."""

import time


def steady() -> float:
    """Seconds since some moment: they go on while the machine sleeps, and no clock that is set changes them."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
