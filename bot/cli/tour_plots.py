"""Who asks what of whom in the tour: one plot after the other, so that each can be told after the others in one workspace."""

from dataclasses import dataclass

from bot.cli.company import acme

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


def first(handle: str) -> str:
    """Somebody's first name."""
    return NAMES[handle].split()[0]
