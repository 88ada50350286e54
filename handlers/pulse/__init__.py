"""Pulse surveys: a few short questions, answered in seconds and in safety, with results that can be trusted.

An anonymous answer is sealed (`sealing.py`), written through a door of its own (`door.py`), and opened once, in memory, when
the round closes (`closing.py`): then it is decided what may be shown (`deciding.py`, `release.py`). docs/anonymity.md says
what that protects from.
"""

from slack_bolt.async_app import AsyncApp

from handlers.capability import Capability
from handlers.desk import Desk
from handlers.offers import Prepared
from handlers.pulse import (
    closing,
    comment_listeners,
    comment_messages,
    comments,
    exporting,
    listeners,
    opening,
    planning,
    publishing,
    relaying,
    say_listeners,
    standing,
    watching,
)
from handlers.pulse.guide import show_guide
from handlers.pulse.help import HELP
from handlers.pulse.messages import show_ballot, show_results, show_trial
from handlers.pulse.polls import show_poll
from handlers.pulse.reminding import remind, show_reminder
from handlers.pulse.said_home import HOME
from handlers.pulse.unheard import unheard
from handlers.pulse.words import show_word


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to leads, ballots, and what goes on about comments."""
    for each in (listeners, comment_listeners, say_listeners, exporting):
        each.register(app, desk)


CAPABILITY = Capability(
    name="pulse",
    register=register,
    prepare=watching.remove_old_keys,
    shows={
        "pulse/{round}/ballot/{person}": show_ballot,
        "pulse/{round}/remind/{number}/{since}/{bucket}": show_reminder,
        "pulse/{round}/results/{to}": show_results,
        "pulse/{pulse}/trial/{person}/{at}": show_trial,
        "pulse/{round}/export/{to}": exporting.show_export,
        "pulse/{round}/guide": show_guide,
        "pulse/{round}/poll": show_poll,
        "pulse/{round}/word/{what}": show_word,
        "pulse/{round}/batch/{reader}": comment_messages.show_batch,
        "pulse/{round}/answered/{person}": comment_messages.show_answered,
        "pulse/{round}/back/{reader}/{count}": comment_messages.show_written_back,
    },
    timers={
        "pulse/{pulse}/plan": planning.plan_round,
        "pulse/{round}/open": Prepared(opening.beginning, opening.fill, opening.begin),
        "pulse/{round}/close": Prepared(closing.ended, closing.decide, closing.finish),
        "pulse/{round}/publish": Prepared(
            publishing.to_publish, publishing.destroy_key, publishing.publish
        ),
        "pulse/{round}/watch": watching.watch,
        "pulse/{round}/forget": watching.forget,
        "pulse/{round}/letters": comments.letters,
        "pulse/{round}/hear": Prepared(standing.hearing, standing.prepare_hearing, standing.begin),
        "pulse/{round}/turn": standing.turn,
        "pulse/{round}/turn/{following}": Prepared(
            standing.month_ended, standing.decide, standing.finish
        ),
        "pulse/{round}/said": Prepared(
            publishing.to_publish, publishing.destroy_key, standing.show_batch_after
        ),
        "pulse/{round}/untag": comments.forget_tags,
        "pulse/{round}/remind/{number}": remind,
        "pulse/{round}/count": Prepared(watching.running, watching.count, watching.keep_count),
    },
    events=relaying.RULES,
    history=relaying.HISTORY,
    changed=(relaying.relayed,),
    home=(HOME,),
    unheard=(unheard,),
    help=HELP,
)
