"""Pulse surveys: a few short questions, answered in seconds and in safety, with results that can be trusted.

An anonymous answer is sealed (`sealing.py`), written through a door of its own (`door.py`), and opened once, in memory, when
the round closes (`closing.py`), which decides what may be shown (`release.py`). docs/anonymity.md says what that protects from.
"""

from handlers.capability import Capability
from handlers.offers import Prepared
from handlers.pulse import closing, opening
from handlers.pulse.help import HELP
from handlers.pulse.listeners import register
from handlers.pulse.messages import show_ballot, show_results
from handlers.pulse.polls import show_poll
from handlers.pulse.reminding import remind, show_reminder
from handlers.pulse.unheard import unheard
from handlers.pulse.words import show_word

CAPABILITY = Capability(
    name="pulse",
    register=register,
    prepare=closing.remove_old_keys,
    shows={
        "pulse/{round}/ballot/{person}": show_ballot,
        "pulse/{round}/remind/{number}/{since}/{bucket}": show_reminder,
        "pulse/{round}/results/{to}": show_results,
        "pulse/{round}/poll": show_poll,
        "pulse/{round}/word/{what}": show_word,
    },
    timers={
        "pulse/{pulse}/plan": opening.plan_round,
        "pulse/{round}/open": Prepared(opening.beginning, opening.fill, opening.begin),
        "pulse/{round}/close": Prepared(closing.ended, closing.decide, closing.finish),
        "pulse/{round}/publish": Prepared(closing.to_publish, closing.destroy_key, closing.publish),
        "pulse/{round}/watch": closing.watch,
        "pulse/{round}/forget": closing.forget,
        "pulse/{round}/remind/{number}": remind,
        "pulse/{round}/count": Prepared(closing.running, closing.count, closing.keep_count),
    },
    unheard=(unheard,),
    help=HELP,
)
