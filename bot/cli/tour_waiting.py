"""Stories of the tour in which time passes: nobody waits without knowing."""

from bot.cli.tour_plots import NAMES, Plot, first
from sandbox import Find, TourStep

CLAIM, RESOLVE = "request_claim", "request_resolve"
ANY_NEWS, NO_NEWS, OPEN = "progress_any_news", "progress_no_news", "Open"


def reminded(plot: Plot) -> tuple[TourStep, ...]:
    """No one picks it up; time passes, and everyone is kept informed."""
    stranger = first(plot.stranger)
    return (
        TourStep(
            caption=f"An hour later, no one has picked it up. Facilities gets a reminder, and {stranger} hears about it.",
            as_=plot.stranger,
            do="pass",
            text="hour",
            expect="reminded",
        ),
        TourStep(
            caption="This is the reminder in the team's channel.",
            as_="kofi",
            do="look",
            channel="facilities-help",
            message=Find(text=plot.vague),
        ),
    )


def promised(plot: Plot) -> tuple[TourStep, ...]:
    """An update is promised, and comes, news or not."""
    stranger = first(plot.stranger)
    return (
        TourStep(
            caption="Kofi claims it. From now on there's always a time by which the next update comes.",
            as_="kofi",
            do="click",
            channel="facilities-help",
            message=Find(text=plot.vague, button=CLAIM),
            button=CLAIM,
            expect="Next update",
        ),
        TourStep(
            caption=f"{stranger} sees the time, too, and would rather know now.",
            as_=plot.stranger,
            do="click",
            message=Find(text=plot.vague, button=ANY_NEWS),
            button=ANY_NEWS,
        ),
        TourStep(
            caption="There is nothing new, and that can be said in two clicks.",
            as_="kofi",
            do="click",
            message=Find(text=plot.vague, button=NO_NEWS),
            button=NO_NEWS,
        ),
        TourStep(
            caption="Kofi says what it's waiting for. The time of the next update is proposed.",
            as_="kofi",
            do="submit",
            inputs={"reason": plot.waits_for},
        ),
        TourStep(
            caption=f"{stranger} is never left wondering. The promise is kept, without any news.",
            as_=plot.stranger,
            do="look",
            expect=plot.waits_for,
        ),
    )


def covered(plot: Plot) -> tuple[TourStep, ...]:
    """Whoever has it is away for a day: the work moves, and comes back."""
    stranger = first(plot.stranger)
    return (
        TourStep(
            caption="Kofi isn't well and goes home. One command is enough.",
            as_="kofi",
            do="command",
            channel="facilities-help",
            command="/frontdesk",
            text="absent",
        ),
        TourStep(
            caption="Zoë covers for the rest of the day.",
            as_="kofi",
            do="submit",
            channel="facilities-help",
            inputs={"absence_cover": NAMES["zoe"]},
        ),
        TourStep(
            caption=f"{stranger} learns who is looking after it now.",
            as_=plot.stranger,
            do="pass",
            text="hour",
            expect=NAMES["zoe"],
        ),
        TourStep(
            caption="Zoë gets everything Kofi had, in one message.",
            as_="zoe",
            do="look",
            expect=plot.vague,
        ),
        TourStep(
            caption="The next morning Kofi is back. So is his work, with what happened meanwhile.",
            as_="kofi",
            do="pass",
            text="morning",
            expect="Welcome back",
        ),
        TourStep(
            caption=f"{stranger} can check where it stands at any time, on the Home tab.",
            as_=plot.stranger,
            do="open_home",
            expect="Your open requests",
        ),
        TourStep(
            caption="Opened there, it also shows who had it for how long.",
            as_=plot.stranger,
            do="click",
            button=OPEN,
            expect="Who had it",
        ),
        TourStep(
            caption="Who it is with, since when, and what comes next: there is nothing to ask after.",
            as_=plot.stranger,
            do="close",
        ),
        TourStep(
            caption="The matter is settled, and Kofi resolves it.",
            as_="kofi",
            do="click",
            channel="facilities-help",
            message=Find(text=plot.vague, button=RESOLVE),
            button=RESOLVE,
        ),
        TourStep(
            caption=f"{stranger} reads what was done, what was promised, and how long it took.",
            as_="kofi",
            do="submit",
            channel="facilities-help",
            inputs={"note": plot.settled},
        ),
        TourStep(
            caption="Monday morning. Every team starts the day with what is open, and which promises it kept.",
            as_="kofi",
            do="pass",
            text="monday",
            channel="facilities-help",
            expect="Facilities today",
        ),
    )
