"""The scripts of the tour: a request from question to answer, and what keeps one from being lost. Successive tours have
different people and requests, so each can be played after the others in the same workspace."""

from dataclasses import dataclass

from bot.cli.company import acme
from sandbox import Find, TourScript, TourStep, Try

NAMES = {person.handle: person.name for person in acme().people}


@dataclass(frozen=True)
class Plot:
    """Who asks IT what and who answers it; and who asks something that is hard to route."""

    requester: str
    agent: str
    words: str
    question: str
    note: str
    reply: str
    answer: str
    stranger: str
    vague: str
    waits_for: str
    settled: str
    misleading: str
    alike: str
    witness: str


PLOTS = (
    Plot(
        requester="ann",
        agent="lena",
        words="my VPN drops every hour",
        question="Does it also happen on the office network?",
        note="Third one today, I suspect the new client.",
        reply="No, only at home. Version 5.2, if that helps.",
        answer="The 5.2 client drops its tunnel every hour. 5.3 is in the software catalogue and fixes it.",
        stranger="ben",
        vague="Somebody should look at the thing in the lobby please",
        waits_for="The technician comes tomorrow.",
        settled="It was the coffee machine's pump. It has a new one.",
        misleading="The screen in the lobby shows the wrong logo",
        alike="The screen in the lobby shows an old logo",
        witness="maya",
    ),
    Plot(
        requester="raj",
        agent="tom",
        words="the printer on the second floor only prints blank pages",
        question="Does the little display say anything?",
        note="Probably the drum again. We have one spare left.",
        reply="It says 041, whatever that means.",
        answer="That's the drum. I've put in a new one, and a test page came out fine.",
        stranger="maya",
        vague="There is something odd about the sign at the entrance",
        waits_for="The sign maker needs a day for the new letter.",
        settled="The sign has all its letters again.",
        misleading="The projector in the canteen hangs crooked",
        alike="The projector in the canteen is loose",
        witness="ann",
    ),
    Plot(
        requester="kofi",
        agent="ines",
        words="my laptop has been very slow since the update",
        question="Is it slow on battery, too, or only in the dock?",
        note="Could be the dock's firmware, like last month.",
        reply="Only in the dock.",
        answer="Your dock needed new firmware. Unplug it for ten seconds and it will be as fast as before.",
        stranger="ole",
        vague="Whose is the grey piano?",
        waits_for="I've asked the owner of the house whose it is.",
        settled="It belongs to the choir, which practises on Mondays.",
        misleading="The cable duct under the printer corner is open",
        alike="The cable duct in the printer corner is open again",
        witness="ben",
    ),
    Plot(
        requester="hana",
        agent="lena",
        words="nobody hears me through my headset in video calls",
        question="Which headset is it?",
        note="If it's the old model, we just swap it.",
        reply="The grey one with the folding arm.",
        answer="That one mutes itself when the arm is up. A new one is on its way to you, just in case.",
        stranger="raj",
        vague="Our founder's portrait looks at me strangely",
        waits_for="The restorer comes to have a look.",
        settled="It hung crooked. Now she looks the other way.",
        misleading="The laptop stand in the phone booth is broken",
        alike="The laptop stand in the phone booth wobbles",
        witness="maya",
    ),
)

# What is pressed, by the ids that Frontdesk gives it: on the screen it may have any language.
CLAIM, RESOLVE, MORE = "request_claim", "request_resolve", "request_more"
HAND_OVER = "hand_over"
SORT = "request_choose:sort"
SOLVED = "request_rate:5"
ANY_NEWS, NO_NEWS, OPEN = "progress_any_news", "progress_no_news", "Open"


def tour_script(earlier: int) -> TourScript:
    """The next script, after `earlier` ones."""
    plot = PLOTS[earlier % len(PLOTS)]
    return TourScript(
        title="A request, from question to answer",
        steps=_steps(plot, anew=earlier >= len(PLOTS)),
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
    routed = (_remembered(plot),) if anew else _routed(plot)
    rest = (*_reminded(plot), *_promised(plot), *_covered(plot))
    if anew:
        return (*_answered(plot), *routed, *rest)
    return (*_answered(plot), *routed, *rest[:-1], *_corrected(plot), rest[-1], *_learnt(plot))


def _remembered(plot: Plot) -> TourStep:
    return TourStep(
        caption=f"{_first(plot.stranger)} asks what somebody else had to route before. Frontdesk has learnt whose it is.",
        as_=plot.stranger,
        do="say",
        text=plot.vague,
        expect="Facilities",
    )


def _corrected(plot: Plot) -> tuple[TourStep, ...]:
    """It goes to the wrong team, which hands it over."""
    return (
        TourStep(
            caption=f"What {_first(plot.stranger)} asks now sounds like IT, but it isn't.",
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


def _learnt(plot: Plot) -> tuple[TourStep, ...]:
    """The next one like it goes right, and a request may be in any of the languages of the examples."""
    witness = _first(plot.witness)
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


def _first(handle: str) -> str:
    return NAMES[handle].split()[0]


def _answered(plot: Plot) -> tuple[TourStep, ...]:
    """Asked, claimed, discussed, resolved, rated."""
    requester, agent = _first(plot.requester), _first(plot.agent)
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


def _routed(plot: Plot) -> tuple[TourStep, ...]:
    """The team isn't clear, so triage routes it."""
    stranger = _first(plot.stranger)
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


def _reminded(plot: Plot) -> tuple[TourStep, ...]:
    """No one picks it up; time passes, and everyone is kept informed."""
    stranger = _first(plot.stranger)
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


def _promised(plot: Plot) -> tuple[TourStep, ...]:
    """An update is promised, and comes, news or not."""
    stranger = _first(plot.stranger)
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


def _covered(plot: Plot) -> tuple[TourStep, ...]:
    """Whoever has it is away for a day: the work moves, and comes back."""
    stranger = _first(plot.stranger)
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
