"""What a pulse asks, of whom and how: as it is made, and as it is kept."""

from collections.abc import Mapping
from enum import StrEnum

from config.catalogue import Words
from config.questions import BankQuestion
from config.texts import Text
from handlers.desk import Value

# A round is a matter of seconds. With more than two open questions it is not, however short.
MOST_QUESTIONS, MOST_OPEN = 5, 2
MOST_CHOICES = 10


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


class State(StrEnum):
    """Of a round. While it is `closing` its figures are decided, and its key is still to be destroyed."""

    PLANNED = "planned"
    OPEN = "open"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    LOST = "lost"


# In these a round has cells, or is about to have them.
LIVE = (State.PLANNED, State.OPEN, State.PAUSED)


class Question(Value):
    """One question as a round asks it: `text` by language, "" for the organisation's. `about` is a department's name."""

    key: str
    scale: Scale
    text: Mapping[str, str]
    driver: str = ""
    choices: tuple[str, ...] = ()
    about: str = ""

    def wording(self, _: Words) -> str:
        """In the reader's language where it was given."""
        tags = {tag: text for tag, text in self.text.items() if tag}
        text = _.own(Text(self.text[""], tags))
        return text.replace("{department}", self.about)

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
    questions: tuple[Question, ...]
    days: int
    anonymous: bool = True
    see: See = See.ASKED
    comments: bool = False
    cuts: bool = False
