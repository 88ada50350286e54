"""How a figure reads: with between which it may well be, or in a word."""

from config.catalogue import Mrkdwn, Words
from handlers.pulse.figures import Interval, mean_interval, net_interval, net_of, wilson
from handlers.pulse.model import Question, Scale
from handlers.pulse.samples import sample_of
from handlers.pulse.scales import label
from storage.pulses import Result

MINUS = "−"


def summary(_: Words, question: Question, whole: Result, of: int) -> Mrkdwn:
    """The one figure of a scale, with between which it may well be; where everybody answered, nothing is uncertain."""
    everybody = whole.n >= of
    if question.scale == Scale.ENPS:
        found = net_interval(net_of(whole.histogram), of=of)
        value, low, high = (signed(100 * x) for x in (found.value, found.low, found.high))
        if everybody:
            return _.mrkdwn("*eNPS {score}* – everybody answered", score=value)
        return _.mrkdwn(
            "*eNPS {score}* (between {low} and {high})", score=value, low=low, high=high
        )
    if question.scale == Scale.YES_NO:
        return _share_of_yes(_, whole, everybody=everybody)
    if question.scale not in (Scale.AGREE, Scale.OFTEN):
        return Mrkdwn("")
    found = mean_interval(whole.histogram, of=of)
    if everybody:
        return _.mrkdwn("*{mean} of 5* – everybody answered", mean=tenth(found.value))
    low, high = _within(found)
    return _.mrkdwn(
        "*{mean} of 5* (between {low} and {high})", mean=tenth(found.value), low=low, high=high
    )


def _within(found: Interval) -> tuple[str, str]:
    return tenth(max(1.0, found.low)), tenth(min(5.0, found.high))


def _share_of_yes(_: Words, whole: Result, *, everybody: bool) -> Mrkdwn:
    found = wilson(whole.histogram.get("1", 0), whole.n)
    share, low, high = (round(100 * each) for each in (found.value, found.low, found.high))
    if everybody:
        return _.mrkdwn("*{share} % yes* – everybody answered", share=share)
    return _.mrkdwn("*{share} % yes* (between {low} and {high} %)", share=share, low=low, high=high)


def one_figure(_: Words, question: Question, result: Result) -> str:
    """A group in a word."""
    match question.scale:
        case Scale.ENPS:
            return _("eNPS {score}", score=signed(100 * net_of(result.histogram).score))
        case Scale.AGREE | Scale.OFTEN:
            return _("{mean} of 5", mean=tenth(mean_interval(result.histogram).value))
        case Scale.YES_NO:
            return _("{share} % yes", share=round(100 * result.histogram.get("1", 0) / result.n))
        case _other:
            often = max(sorted(result.histogram), key=lambda value: result.histogram[value])
            return _("most often {answer}", answer=label(_, question, often))


def signed(number: float) -> str:
    """A whole number with its sign."""
    whole = round(number)
    return f"+{whole}" if whole > 0 else f"{MINUS}{-whole}" if whole < 0 else "0"


def tenth(number: float) -> str:
    """With one decimal."""
    return f"{number:.1f}"


def in_short(question: Question, result: Result) -> str:
    """The figure alone, where its scale is known."""
    mean = sample_of(question.scale, result.histogram).mean
    match question.scale:
        case Scale.ENPS:
            return signed(100 * mean)
        case Scale.YES_NO:
            return f"{round(100 * mean)} %"
        case _other:
            return tenth(mean)
