"""What a pulse asks, of whom and how: as it is made, and as it is kept."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from config.calendars import latest_day, next_day
from config.catalogue import Words
from config.questions import BankQuestion
from config.texts import Text
from handlers.desk import Value

# A round is a matter of seconds. With more than two open questions it is not, however short.
MOST_QUESTIONS, MOST_OPEN = 5, 2
MOST_CHOICES = 10
# Begin of the keys of the shown sets of people: departments, and teams, which are user groups.
DEPARTMENT, TEAM = "department:", "team:"
# A day begins so much earlier where it begins first than in UTC.
EARLIEST = timedelta(hours=14)
# So long it is kept who said what in a named round.
NAMED_DAYS = 90


class Scale(StrEnum):
    """How a question is answered."""

    AGREE = "agree"
    OFTEN = "often"
    ENPS = "enps"
    YES_NO = "yes_no"
    ONE = "one"
    SEVERAL = "several"
    OPEN = "open"


class Audience(StrEnum):
    """Who is asked."""

    CHANNEL = "channel"
    GROUP = "group"
    DEPARTMENT = "department"
    EVERYONE = "everyone"
    PEOPLE = "people"


class See(StrEnum):
    """Who sees the results."""

    ASKED = "asked"
    LEAD = "lead"
    HEAD = "head"


class Every(StrEnum):
    """How often it is asked."""

    ONCE = "once"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"
    QUARTER = "quarter"


# At least so many days lie between two rounds.
PERIODS = {Every.WEEK: 7, Every.TWO_WEEKS: 14, Every.MONTH: 28, Every.QUARTER: 89}
STEPS = {
    Every.WEEK: {"weeks": 1},
    Every.TWO_WEEKS: {"weeks": 2},
    Every.MONTH: {"months": 1},
    Every.QUARTER: {"months": 3},
}
ROTATED = 3


class Life(StrEnum):
    """Of a pulse. One that is `skipping` leaves out its next round; a `draft` is still being made."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    SKIPPING = "skipping"
    STOPPED = "stopped"


class RoundState(StrEnum):
    """Of a round. While it is `closing` its figures are decided, and its key is still to be destroyed."""

    PLANNED = "planned"
    OPEN = "open"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    LOST = "lost"


# In these a round has cells, or is about to have them.
LIVE = (RoundState.PLANNED, RoundState.OPEN, RoundState.PAUSED)


class Question(Value):
    """One question as a round asks it: `text` by language, "" for the organisation's. `about` is a department's name."""

    key: str
    scale: Scale
    text: Mapping[str, str]
    driver: str = ""
    choices: tuple[str, ...] = ()
    # The same by language, where they were given.
    choices_in: Mapping[str, tuple[str, ...]] = {}
    about: str = ""
    # What it said before a typo was corrected while it was asked.
    was: str = ""

    def wording(self, _: Words) -> str:
        """In the reader's language where it was given."""
        tags = {tag: text for tag, text in self.text.items() if tag}
        text = _.own(Text(self.text[""], tags))
        return text.replace("{department}", self.about)

    def choice(self, _: Words, at: int) -> str:
        """One of its choices, in the reader's language where it was given."""
        return _.own(
            Text(self.choices[at], {tag: some[at] for tag, some in self.choices_in.items()})
        )

    @property
    def one_click(self) -> bool:
        """Whether one press answers it."""
        return self.scale not in (Scale.SEVERAL, Scale.OPEN)

    @classmethod
    def of_bank(cls, found: BankQuestion, *, key: str, about: str = "") -> "Question":
        """As the bank has it."""
        text = {"": str(found.text), **{tag: found.text.by_tag[tag] for tag in found.text.by_tag}}
        return cls(key=key, scale=Scale(found.scale), text=text, driver=found.driver, about=about)


class Plan(Value):
    """What a pulse asks, of whom and how. Whether it is anonymous is fixed when it is made."""

    name: str
    audience: Audience
    # A channel, a group, a department's key, or people.
    who: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    days: int = 3
    anonymous: bool = True
    see: See = See.ASKED
    comments: bool = False
    # Departments side by side; and user groups, by id, with their names when it was made.
    cuts: bool = False
    teams: Mapping[str, str] = {}
    guests: bool = False
    every: Every = Every.ONCE
    # The day of the first round, in each receiver's own zone; None is now.
    first: date | None = None
    # A few of these each time, each before one repeats.
    rotating: tuple[Question, ...] = ()
    # One question in a channel, whose votes are seen at once unless it is anonymous.
    poll: bool = False
    # When a poll closes, if it isn't after so many days.
    closes: datetime | None = None
    # Of a draft: which pulse it changes from its next round on. Of a pulse: what it will be then.
    edits: int = 0
    coming: "Plan | None" = None
    # The department to whose head it goes when its owner leaves.
    home: str = ""

    def asks(self, number: int) -> tuple[Question, ...]:
        """What the round of this number asks, from 0: the fixed questions, and the next of those that rotate."""
        if not self.rotating:
            return self.questions
        size = min(ROTATED, MOST_QUESTIONS - len(self.questions), len(self.rotating))
        begin = number * size
        turn = [self.rotating[(begin + at) % len(self.rotating)] for at in range(size)]
        return (*self.questions, *turn)

    def day_of(self, today: date) -> date:
        """The day of its latest round; of what is asked at once, today."""
        if self.first is None or self.every == Every.ONCE:
            return self.first or today
        return latest_day(self.first, today, **self._step)

    def next_day(self, after: date) -> date | None:
        """The day of the next round; None if there is none."""
        if self.every == Every.ONCE or self.first is None:
            return self.first if self.first and self.first > after else None
        return next_day(self.first, after, **self._step)

    @property
    def _step(self) -> dict[str, int]:
        return STEPS[self.every]
