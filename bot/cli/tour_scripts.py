"""The scripts of the tour: a request from question to answer, what keeps one from being lost, and a pulse from its ballot to
what was done. Successive tours have different people and requests, so each can be played after the others in one workspace."""

from bot.cli.tour_plots import PLOTS, Plot
from bot.cli.tour_pulse import said_and_done
from bot.cli.tour_requests import answered
from bot.cli.tour_routing import corrected, learnt, remembered, routed
from bot.cli.tour_waiting import covered, promised, reminded
from sandbox import TourScript, TourStep, Try

__all__ = ["PLOTS", "tour_script"]


def tour_script(earlier: int) -> TourScript:
    """The next script, after `earlier` ones."""
    plot = PLOTS[earlier % len(PLOTS)]
    return TourScript(
        title="A request, from question to answer",
        steps=(
            *_steps(plot, anew=earlier >= len(PLOTS)),
            *(said_and_done() if earlier == 0 else ()),
        ),
        tries=(
            Try(
                "Ask something yourself: finish the command, as Ann in #general.",
                "ann",
                "general",
                draft="/ask ",
            ),
            Try(
                "Work a request: as Kofi in #facilities-help, press Claim and reply in the thread.",
                "kofi",
                "facilities-help",
            ),
            Try(
                "Let time pass and see who is reminded of what: an hour, a night, until Monday.",
                "lena",
                "it-help",
                time=True,
            ),
        ),
    )


def _steps(plot: Plot, *, anew: bool) -> tuple[TourStep, ...]:
    """What is told once more is not asked once more: Frontdesk has learnt whose it is."""
    whose = (remembered(plot),) if anew else routed(plot)
    rest = (*reminded(plot), *promised(plot), *covered(plot))
    if anew:
        return (*answered(plot), *whose, *rest)
    return (*answered(plot), *whose, *rest[:-1], *corrected(plot), rest[-1], *learnt(plot))
