"""What can be answered to a question, and how it is called."""

from config.catalogue import Words
from handlers.pulse.model import Question, Scale

STEPS = 5
TENTHS = 11
LABEL, ACCESSIBLE = 75, 75


def values(question: Question) -> list[str]:
    """What an answer may be, from the lowest; of a question with several choices, one of them."""
    match question.scale:
        case Scale.AGREE | Scale.OFTEN:
            return [str(step) for step in range(1, STEPS + 1)]
        case Scale.ENPS:
            return [str(step) for step in range(TENTHS)]
        case Scale.YES_NO:
            return ["1", "0"]
        case Scale.ONE | Scale.SEVERAL:
            return [str(at) for at in range(len(question.choices))]
        case Scale.OPEN:
            return []


def label(_: Words, question: Question, value: str) -> str:
    """An answer with its meaning: `2 · Disagree`."""
    match question.scale:
        case Scale.AGREE:
            return f"{value} · {agreement(_)[int(value) - 1]}"
        case Scale.OFTEN:
            return f"{value} · {frequency(_)[int(value) - 1]}"
        case Scale.ENPS:
            return value
        case Scale.YES_NO:
            return _("Yes") if value == "1" else _("No")
        case _other:
            return question.choice(_, int(value))


def spoken(_: Words, question: Question, value: str) -> str:
    """The same for a screen reader, which needs the ends of the scale too."""
    if question.scale == Scale.ENPS:
        return _("{n} of 10, where 0 is not at all likely, 10 extremely likely", n=value)
    return label(_, question, value)[:ACCESSIBLE]


def said_before(_: Words, question: Question) -> str:
    """Of a question that was corrected while it was asked; else empty."""
    return _("Corrected. Before: “{text}”", text=question.was) if question.was else ""


def agreement(_: Words) -> list[str]:
    """From 1 to 5."""
    return [
        _("Strongly disagree"),
        _("Disagree"),
        _("Neither"),
        _("Agree"),
        _("Strongly agree"),
    ]


def frequency(_: Words) -> list[str]:
    """From 1 to 5."""
    return [_("Never"), _("Rarely"), _("Sometimes"), _("Often"), _("Always")]


def accepts(question: Question, answer: str) -> bool:
    """Whether this is an answer to it; "" is none."""
    if not answer or question.scale == Scale.OPEN:
        return not answer
    given = answer.split(",") if question.scale == Scale.SEVERAL else [answer]
    return len(set(given)) == len(given) and set(given) <= set(values(question))
