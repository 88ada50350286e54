"""The first story of the tour: a request, from question to answer."""

from bot.cli.tour_plots import NAMES, Plot, first
from sandbox import Find, TourStep

CLAIM, RESOLVE = "request_claim", "request_resolve"
SOLVED = "request_rate:5"


def answered(plot: Plot) -> tuple[TourStep, ...]:
    """Asked, claimed, discussed, resolved, rated."""
    requester, agent = first(plot.requester), first(plot.agent)
    card = Find(text=plot.words, button=RESOLVE)
    receipt = Find(text=plot.words)
    return (
        TourStep(
            caption=f"{requester} needs help but doesn't know who to ask. Plain words are enough.",
            as_=plot.requester,
            do="command",
            channel="general",
            command="/ask",
            text=plot.words,
        ),
        TourStep(
            caption=f"{requester} gets a receipt at once: the number, the team, and what happens next.",
            as_=plot.requester,
            do="look",
            expect=plot.words,
        ),
        TourStep(
            caption="IT gets a card in its channel: who is asking, for what, and why it came to IT.",
            as_=plot.agent,
            do="look",
            channel="it-help",
            message=card,
        ),
        TourStep(
            caption=f"{agent} claims it. Now everyone can see that {agent} is working on it.",
            as_=plot.agent,
            do="click",
            channel="it-help",
            message=card,
            button=CLAIM,
            expect=NAMES[plot.agent],
        ),
        TourStep(
            caption=f"{requester} can see it, too.",
            as_=plot.requester,
            do="look",
            expect=NAMES[plot.agent],
        ),
        TourStep(
            caption=f"{agent} asks a question in the card's thread. {requester} gets it, in {agent}'s name.",
            as_=plot.agent,
            do="reply",
            channel="it-help",
            message=card,
            text=plot.question,
        ),
        TourStep(
            caption=f"A note for colleagues starts with a lock. {requester} never sees it.",
            as_=plot.agent,
            do="reply",
            channel="it-help",
            message=card,
            text=f"🔒 {plot.note}",
        ),
        TourStep(
            caption=f"{requester} answers in the thread of the receipt.",
            as_=plot.requester,
            do="reply",
            message=receipt,
            text=plot.reply,
        ),
        TourStep(
            caption=f"{agent} knows enough to resolve it.",
            as_=plot.agent,
            do="click",
            channel="it-help",
            message=card,
            button=RESOLVE,
        ),
        TourStep(
            caption=f"What {agent} writes here goes to {requester}.",
            as_=plot.agent,
            do="submit",
            channel="it-help",
            inputs={"note": plot.answer},
        ),
        TourStep(
            caption=f"{requester} gets the answer, and can rate it or say it isn't solved.",
            as_=plot.requester,
            do="click",
            message=Find(text=plot.answer, button=SOLVED),
            button=SOLVED,
        ),
    )
