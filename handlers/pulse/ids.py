"""Ids of what is pressed and filled in around a pulse, and what its buttons carry."""

from enum import StrEnum

from handlers.packed import Packed, Whole


class PulseCommand(StrEnum):
    """The slash command."""

    PULSE = "/pulse"


class LeadAction(StrEnum):
    """In the list of whoever makes pulses."""

    NEW = "pulse_new"
    AUDIENCE = "pulse_audience_chosen"
    END = "pulse_end"
    RESULTS = "pulse_results"
    EXPORT = "pulse_export"
    MORE = "pulse_more"
    SCALE = "pulse_scale_chosen"
    ADD = "pulse_add_question"
    REMOVE = "pulse_remove_question"
    BACK = "pulse_back"
    TRY = "pulse_try"
    CONTINUE = "pulse_continue"
    EDIT = "pulse_edit"
    CORRECT = "pulse_correct"


class BallotAction(StrEnum):
    """On a ballot."""

    GIVE = "pulse_give"
    ANSWER_ALL = "pulse_answer_all"
    SKIP = "pulse_skip"
    AWAY = "pulse_away"


class PulseForm(StrEnum):
    """What is sent."""

    WHO = "pulse_who_form"
    QUESTIONS = "pulse_questions_form"
    TERMS = "pulse_terms_form"
    CHECK = "pulse_check_form"
    CORRECT = "pulse_correct_form"
    POLL = "pulse_poll_form"
    BALLOT = "pulse_ballot_form"


class PulseView(StrEnum):
    """What is only shown."""

    LIST = "pulse_list"
    MADE = "pulse_made"
    RESULTS = "pulse_results_view"


class MakeField(StrEnum):
    """Fields of a new pulse."""

    NAME = "name"
    AUDIENCE = "audience"
    CHANNEL = "channel"
    GROUP = "group"
    DEPARTMENT = "department"
    PEOPLE = "people"
    BANK = "bank"
    TEXT = "text"
    SCALE = "scale"
    CHOICES = "choices"
    LANGUAGES = "languages"
    DRIVERS = "drivers"
    EVERY = "every"
    FIRST = "first"
    OPEN_FOR = "open_for"
    NAMES = "names"
    SEE = "see"
    GUESTS = "guests"
    COMMENTS = "comments"
    CUTS = "cuts"
    TEAMS = "teams"
    CLOSES = "closes"


class PulseValue(Packed):
    """Which pulse a button of the list is about."""

    pulse: Whole
    to: str = ""


class DraftValue(Packed):
    """Which pulse is being made, 0 before its first step is through; and which of its own questions a button is about."""

    pulse: Whole = 0
    at: Whole = 0


class BallotValue(Packed):
    """Which round a button of a ballot is about; `handle` is what tells its author apart later, and says nothing by itself.
    `answer` is to the question at this place."""

    round: str
    question: Whole = 0
    answer: str = ""
    handle: str = ""
