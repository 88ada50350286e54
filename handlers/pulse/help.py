"""What the help says of pulses."""

from collections.abc import Sequence

from config.catalogue import Mrkdwn, Words
from config.organisation import Organisation


def _lines(_: Words, _organisation: Organisation) -> Sequence[Mrkdwn]:
    return [
        _.mrkdwn("*Pulse surveys*"),
        _.mrkdwn("• `/pulse results` shows what came out of the pulses you may see"),
        _.mrkdwn('• `/pulse poll "Lunch on Friday?" "Pizza" "Salad"` asks everybody in a channel'),
        _.mrkdwn(
            "• `/pulse say` sends a word or an idea to a department or a lead; no one learns who"
        ),
        _.mrkdwn("• `/pulse` makes one, if you head a department or are in charge of them"),
    ]


HELP = (_lines,)
