"""Whether it is Slack that is in trouble, or one message that Slack can't take."""

from collections import Counter

from bot.outcomes import Failure
from storage.lanes import Message

# After so many tries of one message that fail while Slack works, it steps out of its lane's way.
FEW_TRIES = 4


class Stubborn:
    """Knows which methods worked for others since a message last failed.

    In an outage nothing works, so every lane keeps its order and waits. If the same method works elsewhere, it is the message.
    """

    def __init__(self) -> None:
        self._worked: Counter[str] = Counter()
        self._seen: dict[int, int] = {}
        self._stumbled = False

    def worked(self, method: str) -> None:
        """Slack did what it was asked."""
        self._worked[method] += 1

    def recovered(self) -> bool:
        """Whether something failed by what may be Slack's own trouble, and now Slack works: true once."""
        stumbled, self._stumbled = self._stumbled, False
        return stumbled

    def settled(self, message: Message) -> None:
        """It failed no longer, or it was set aside."""
        self._seen.pop(message.id, None)

    def steps_aside(self, message: Message, found: Failure) -> bool:
        """Whether this failure of unknown outcome is one too many."""
        worked = self._worked[found.method]
        elsewhere = worked > self._seen.get(message.id, worked)
        self._seen[message.id] = worked
        aside = message.tries + 1 >= FEW_TRIES and (found.answered or elsewhere)
        # Slack works, but for this message.
        self._stumbled = not aside
        return aside
