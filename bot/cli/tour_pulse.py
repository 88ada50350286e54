"""The last story of the tour: a few questions to everybody, answered in safety, and what is done about the answers."""

from bot.cli.tour_plots import NAMES
from sandbox import Find, TourStep

SAID = "I can't concentrate in the open office after lunch."
ANSWER = "Thank you. The two small rooms are free for that from now on."
DONE = "Both rooms have a sign on the door."
ACTION = "Quiet rooms after lunch"
NEW, GIVE, ALL = "pulse_new", "pulse_give:4", "pulse_answer_all"
READ, REPLY, MAKE = "pulse_comments", "pulse_comment_answer", "pulse_comment_action"
OTHERS = ("lena", "tom", "ines", "hana", "ole", "raj", "kofi")
OTHER = "pulse_give:2"
BALLOT, CLOSED = "would like to know", "You can answer what people wrote"


def said_and_done() -> tuple[TourStep, ...]:
    """From a ballot to "you said, we did"."""
    return (*_asked(), *_said(), *_talked(), *_done())


def _asked() -> tuple[TourStep, ...]:
    return (
        TourStep(
            caption="Ben leads a team and would like to know how people see it. A pulse asks a few questions.",
            as_="ben",
            do="command",
            channel="general",
            command="/pulse",
        ),
        TourStep(
            caption="Every step of making one is kept. This one is for everybody in #general, and anonymous.",
            as_="ben",
            do="click",
            button=NEW,
        ),
        TourStep(
            caption="A name, and whom to ask.",
            as_="ben",
            do="submit",
            inputs={"name": "How is work?", "channel": "general"},
        ),
        TourStep(
            caption="A question from the bank; people may add comments.",
            as_="ben",
            do="submit",
            inputs={"bank": ["workload-focus"], "comments": ["comments"]},
        ),
        TourStep(
            caption="It is open for a day.",
            as_="ben",
            do="submit",
            inputs={"open_for": "1"},
        ),
        TourStep(
            caption="Ben sees what people will see, and sends it.",
            as_="ben",
            do="submit",
        ),
    )


def _said() -> tuple[TourStep, ...]:
    return (
        TourStep(
            caption="Ann gets her ballot in a direct message. One press is an answer.",
            as_="ann",
            do="click",
            message=Find(text=BALLOT, button=GIVE),
            button=GIVE,
        ),
        TourStep(
            caption="Seven others answer, too. Nobody can see who said what: it is sealed.",
            as_="zoe",
            do="click",
            message=Find(text=BALLOT, button=OTHER),
            button=OTHER,
            also=OTHERS,
        ),
        TourStep(
            caption="Maya has something to add.",
            as_="maya",
            do="click",
            message=Find(text=BALLOT, button=ALL),
            button=ALL,
        ),
        TourStep(
            caption="Her words are as safe as her answer.",
            as_="maya",
            do="submit",
            inputs={"answer:0": "1", "comment:0": SAID},
        ),
    )


def _talked() -> tuple[TourStep, ...]:
    return (
        TourStep(
            caption="A day later the round is closed, and its key destroyed. Only then are results shown.",
            as_="ben",
            do="pass",
            text="morning",
            expect=CLOSED,
        ),
        TourStep(
            caption="Ben reads what people wrote, in no order. No one knows whose it is.",
            as_="ben",
            do="click",
            message=Find(text=CLOSED, button=READ),
            button=READ,
            expect=SAID,
        ),
        TourStep(
            caption="He can answer all the same.",
            as_="ben",
            do="click",
            button=REPLY,
        ),
        TourStep(
            caption="Only whoever wrote it will find this.",
            as_="ben",
            do="submit",
            inputs={"text": ANSWER},
        ),
        TourStep(
            caption="And something is done about it.",
            as_="ben",
            do="click",
            button=MAKE,
        ),
        TourStep(
            caption="Hana sees to it, by a day that everybody can read.",
            as_="ben",
            do="submit",
            inputs={"text": ACTION, "owner": NAMES["hana"]},
        ),
        TourStep(
            caption="Those who were asked read what was decided.",
            as_="ann",
            do="look",
            channel="general",
            expect=ACTION,
        ),
    )


def _done() -> tuple[TourStep, ...]:
    return (
        TourStep(
            caption="An hour later everybody hears, once, that answers were written.",
            as_="maya",
            do="pass",
            text="hour",
            expect="Answers were written",
        ),
        TourStep(
            caption="Maya finds hers by the button in her own ballot, and could write back. Ben will never know who she is.",
            as_="maya",
            do="click",
            message=Find(text=BALLOT, button=ALL),
            button="See or change my answers",
            expect=ANSWER,
        ),
        TourStep(
            caption="Hana has done it, and says so.",
            as_="hana",
            do="click",
            message=Find(text=ACTION, button="action_done"),
            button="action_done",
        ),
        TourStep(
            caption="What became of it goes to those who were asked.",
            as_="hana",
            do="submit",
            inputs={"outcome": DONE},
        ),
        TourStep(
            caption="You said, we did. The next round asks whether it helped.",
            as_="ann",
            do="look",
            channel="general",
            expect="You said, we did",
        ),
    )
