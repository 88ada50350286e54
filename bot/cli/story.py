"""The story that the tour plays: a request, from asking to solved, and what keeps it from being lost."""

from sandbox import Find, Step, Story

RECEIPT = Find(text="Your request #1")
CARD = Find(text="#1 · Ann Berg")

STORY = Story(
    title="A request, from asking to solved",
    steps=(
        Step(
            caption="Ann needs help and does not know whom to ask. She writes it in her own words, wherever she is.",
            as_="ann",
            do="command",
            channel="general",
            command="/ask",
            text="my VPN drops every hour",
            expect="#1",
        ),
        Step(
            caption="She has a receipt at once: the number, the department, what happens next.",
            as_="ann",
            do="look",
            expect="Your request #1",
        ),
        Step(
            caption="IT has the card in its channel: who asks, what, and why it is here.",
            as_="lena",
            do="look",
            channel="it-help",
            message=CARD,
            expect="my VPN drops every hour",
        ),
        Step(
            caption="Lena claims it. Now it is hers, and everybody can see that.",
            as_="lena",
            do="click",
            channel="it-help",
            message=CARD,
            button="Claim",
            expect="Lena Vogt has it",
        ),
        Step(
            caption="Ann is told who has it.",
            as_="ann",
            do="look",
            expect="Lena Vogt (IT) has your request",
        ),
        Step(
            caption="Lena asks back in the card's thread. Her words reach Ann, under her name.",
            as_="lena",
            do="reply",
            channel="it-help",
            message=CARD,
            text="Does it also happen on the office network?",
        ),
        Step(
            caption="A remark for colleagues stays inside: it begins with a lock.",
            as_="lena",
            do="reply",
            channel="it-help",
            message=CARD,
            text="🔒 Third one today, I suspect the new client.",
        ),
        Step(
            caption="Ann answers in her thread.",
            as_="ann",
            do="reply",
            message=RECEIPT,
            text="No, only at home. Version 5.2, if that helps.",
        ),
        Step(
            caption="Lena resolves it with the answer.",
            as_="lena",
            do="click",
            channel="it-help",
            message=CARD,
            button="Resolve",
        ),
        Step(
            caption="Ann will read what she writes here.",
            as_="lena",
            do="submit",
            channel="it-help",
            inputs={
                "note": "The 5.2 client drops its tunnel hourly. 5.3 is in the software catalogue and fixes it."
            },
        ),
        Step(
            caption="Ann has the answer, and can say how it was, or that it is not solved.",
            as_="ann",
            do="click",
            message=Find(text="solved your request #1", button="5 · great"),
            button="5 · great",
            expect="You rated it 5 of 5",
        ),
        Step(
            caption="Not everything is clear at once. Ben writes a direct message, and Frontdesk asks whom it is for.",
            as_="ben",
            do="say",
            text="Somebody should look at the thing in the lobby please",
            expect="Which team is this for?",
        ),
        Step(
            caption="He does not know, and need not: triage sorts it. Either way it has a number and is not lost.",
            as_="ben",
            do="click",
            message=Find(text="#2", button="I'm not sure – choose for me"),
            button="I'm not sure – choose for me",
            expect="Triage",
        ),
        Step(
            caption="Olga hands it over to Facilities, and says why.",
            as_="olga",
            do="click",
            channel="frontdesk-triage",
            message=Find(text="#2 · Ben Okafor"),
            button="Hand over to another department…",
        ),
        Step(
            caption="Facilities reads the reason. Ben does not.",
            as_="olga",
            do="submit",
            channel="frontdesk-triage",
            inputs={"department": "Facilities", "reason": "The display in the lobby is theirs."},
        ),
        Step(
            caption="Now it is a card at Facilities, with all that was said.",
            as_="kofi",
            do="look",
            channel="facilities-help",
            message=Find(text="#2 · Ben Okafor"),
            expect="handed it over from Triage",
        ),
        Step(
            caption="Ben is told where it is, and need not tell it again.",
            as_="ben",
            do="look",
            expect="is with Facilities now",
        ),
        Step(
            caption="Everybody sees where things stand, at any time, in the Home tab.",
            as_="ben",
            do="open_home",
            expect="Your open requests",
        ),
    ),
)
