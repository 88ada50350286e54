"""Stories of the tour about whose a request is: when it is not clear, when it is wrong, and what is learnt of that."""

from bot.cli.tour_plots import Plot, first
from sandbox import Find, TourStep

MORE = "request_more"
HAND_OVER = "hand_over"
SORT = "request_choose:sort"


def routed(plot: Plot) -> tuple[TourStep, ...]:
    """The team isn't clear, so triage routes it."""
    stranger = first(plot.stranger)
    return (
        TourStep(
            caption=f"Some requests are less clear. {stranger} sends a direct message, and Frontdesk asks which team it's for.",
            as_=plot.stranger,
            do="say",
            text=plot.vague,
            expect=Find(text=plot.vague, button=SORT),
        ),
        TourStep(
            caption=f"{stranger} doesn't know either, and doesn't have to: triage will route it.",
            as_=plot.stranger,
            do="click",
            message=Find(text=plot.vague, button=SORT),
            button=SORT,
            expect="Triage",
        ),
        TourStep(
            caption="Olga in triage knows whose it is, and hands it over.",
            as_="olga",
            do="click",
            channel="frontdesk-triage",
            message=Find(text=plot.vague, button=MORE),
            button=MORE,
            option=HAND_OVER,
        ),
        TourStep(
            caption=f"Only Facilities sees the reason; {stranger} doesn't.",
            as_="olga",
            do="submit",
            channel="frontdesk-triage",
            inputs={
                "department": "Facilities",
                "reason": "It's about the building.",
            },
        ),
        TourStep(
            caption=f"Facilities gets a card with the whole conversation, so {stranger} doesn't have to explain again.",
            as_="kofi",
            do="look",
            channel="facilities-help",
            message=Find(text=plot.vague),
        ),
        TourStep(
            caption=f"{stranger} sees where it went.",
            as_=plot.stranger,
            do="look",
            expect="Facilities",
        ),
    )


def remembered(plot: Plot) -> TourStep:
    return TourStep(
        caption=f"{first(plot.stranger)} asks what somebody else had to route before. Frontdesk has learnt whose it is.",
        as_=plot.stranger,
        do="say",
        text=plot.vague,
        expect="Facilities",
    )


def corrected(plot: Plot) -> tuple[TourStep, ...]:
    """It goes to the wrong team, which hands it over."""
    return (
        TourStep(
            caption=f"What {first(plot.stranger)} asks now sounds like IT, but it isn't.",
            as_=plot.stranger,
            do="command",
            channel="general",
            command="/ask",
            text=plot.misleading,
        ),
        TourStep(
            caption="Lena in IT sees that at once, and hands it over.",
            as_="lena",
            do="click",
            channel="it-help",
            message=Find(text=plot.misleading, button=MORE),
            button=MORE,
            option=HAND_OVER,
        ),
        TourStep(
            caption="That is a lesson for Frontdesk, too.",
            as_="lena",
            do="submit",
            channel="it-help",
            inputs={"department": "Facilities", "reason": "It's about the building."},
        ),
    )


def learnt(plot: Plot) -> tuple[TourStep, ...]:
    """The next one like it goes right, and a request may be in any of the languages of the examples."""
    witness = first(plot.witness)
    return (
        TourStep(
            caption=f"{witness} asks about the same in other words. This time it goes to Facilities at once.",
            as_=plot.witness,
            do="command",
            channel="general",
            command="/ask",
            text=plot.alike,
        ),
        TourStep(
            caption=f"And {witness} reads why.",
            as_=plot.witness,
            do="look",
            expect="because of 1 similar request",
        ),
        TourStep(
            caption="A request in Hungarian finds its department as well: the network of a meeting room is IT's.",
            as_=plot.witness,
            do="say",
            text="Nem megy az internet a tárgyalóban",
            expect="IT",
        ),
    )
