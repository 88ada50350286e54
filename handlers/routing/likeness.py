"""How many of the requests that a department has had are like a text."""

from collections import deque

import numpy as np

from handlers.routing.features import Features, Numbers, Places

# So much of what two texts consist of has to be the same for them to be alike, of 1.
ALIKE = 0.35
# So many of a department's newest requests are looked at.
MOST = 200


class Recent:
    """The newest requests of one department."""

    def __init__(self) -> None:
        self._kept: deque[Features] = deque(maxlen=MOST)
        self._joined: tuple[Places, Numbers, Places] | None = None

    def add(self, features: Features) -> None:
        """One more."""
        self._kept.append(_whole(features))
        self._joined = None

    def alike(self, features: Features, places: int) -> int:
        """How many of them are like this one."""
        if not self._kept:
            return 0
        joined = self._joined = self._joined or self._join()
        own = np.zeros(places, dtype=np.float32)
        whole = _whole(features)
        own[whole.places] = whole.amounts
        shares = np.add.reduceat(own[joined[0]] * joined[1], joined[2])
        return int((shares >= ALIKE).sum())

    def _join(self) -> tuple[Places, Numbers, Places]:
        sizes = [len(each.places) for each in self._kept]
        return (
            np.concatenate([each.places for each in self._kept]),
            np.concatenate([each.amounts for each in self._kept]),
            np.cumsum([0, *sizes[:-1]]),
        )


def _whole(features: Features) -> Features:
    """With a length of one, so that two texts are compared by what they share."""
    return Features(
        features.places, features.amounts / np.float32(np.linalg.norm(features.amounts))
    )
