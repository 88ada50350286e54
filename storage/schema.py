"""The tables. Every one is keyed by team first, so that they can be split by team when one database is not enough.

Moments are whole microseconds since 1970 UTC: they sort, compare and index alike on SQLite and PostgreSQL.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    false,
    text,
    true,
)

from storage import word_index

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since the epoch. A naive one is a programming error."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Span(TypeDecorator[timedelta]):
    """A length of time, stored as microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else value // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> timedelta | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else timedelta(microseconds=int(value))


class Rank(TypeDecorator[str]):
    """One of a few words, stored as its place among them, so that it sorts. A word that is not among them is a programming
    error."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else self.words.index(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 # SQLAlchemy's signature
        return None if value is None else self.words[value]


# SQLite fills only INTEGER PRIMARY KEY columns by itself; PostgreSQL should count in 64 bits.
Serial = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- the kernel: seen, messages, timers, history -------------------------------------------------

seen = Table(
    "seen",
    metadata,
    Column("team", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("answer", JSON),
    Index("ix_seen_team_at", "team", "at"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("team", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("under", Text),
    Column("thread_ts", Text),
    Column("target_ts", Text),
    Column("emoji", Text),
    Column("wanted", Integer, nullable=False),
    Column("dropped", Boolean, nullable=False, default=False),
    Column("pending", Boolean, nullable=False, default=True),
    Column("not_before", Moment),
    Column("channel", Text),
    Column("ts", Text),
    Column("digest", Text),
    Column("tries", Integer, nullable=False, default=0),
    Column("tried_at", Moment),
    Column("set_aside", Text),
    Column("failed_in", Text),
    Column("sort", Text),
    # A long message goes on in parts, which name the id of the first; `apart` are those that don't stand right below it.
    Column("part", Integer, nullable=False, default=0, server_default="0"),
    Column("first", BigInteger),
    Column("apart", Boolean, nullable=False, default=False, server_default=false()),
    # `not_before` holds a message out of the courier's sight; `waits_until` has it wait a moment in its lane.
    Column("waits_until", Moment),
    Column("file", Text),
    # Of what belongs to nothing that is kept: when it is forgotten.
    Column("forget_at", Moment),
    Index("uq_messages_team_key_part", "team", "key", "part", unique=True),
    Index("ix_messages_team_channel_ts", "team", "channel", "ts"),
)
Index(
    "ix_messages_pending",
    messages.c.team,
    messages.c.lane,
    messages.c.id,
    sqlite_where=text("pending = 1"),
    postgresql_where=text("pending"),
)
Index(
    "ix_messages_parts",
    messages.c.team,
    messages.c.lane,
    messages.c.first,
    messages.c.part,
    sqlite_where=text("pending = 1 AND first IS NOT NULL"),
    postgresql_where=text("pending AND first IS NOT NULL"),
)
Index(
    "ix_messages_held",
    messages.c.team,
    messages.c.not_before,
    sqlite_where=text("not_before IS NOT NULL"),
    postgresql_where=text("not_before IS NOT NULL"),
)
Index(
    "ix_messages_passing",
    messages.c.team,
    messages.c.forget_at,
    sqlite_where=text("forget_at IS NOT NULL AND set_aside IS NULL"),
    postgresql_where=text("forget_at IS NOT NULL AND set_aside IS NULL"),
)
Index(
    "ix_messages_set_aside",
    messages.c.team,
    messages.c.address,
    sqlite_where=text("set_aside IS NOT NULL"),
    postgresql_where=text("set_aside IS NOT NULL"),
)

lanes = Table(
    "lanes",
    metadata,
    Column("team", Text, primary_key=True),
    Column("lane", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("leased_until", Moment, nullable=False),
    Column("resume_at", Moment),
    Column("term", Integer, nullable=False, server_default="0"),
)

unplaced = Table(
    "unplaced",
    metadata,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("ts", Text, primary_key=True),
    Column("thread_ts", Text),
    Column("author", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("mentions", Boolean, nullable=False),
    Column("begun_by_us", Boolean),
    Column("text", Text),
    Column("files", JSON, nullable=False),
    Column("event_ts", Text, nullable=False),
    Column("arrived", Boolean, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("after_entry", Integer, nullable=False, server_default="0"),
)

timers = Table(
    "timers",
    metadata,
    Column("team", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Index("ix_timers_team_due_at", "team", "due_at"),
)

history = Table(
    "history",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("team", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("actor", Text),
    Column("at", Moment, nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_history_team_subject_id", "team", "subject", "id"),
)

derivations = Table(
    "derivations",
    metadata,
    Column("team", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("basis", Text, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("team", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

hand_overs = Table(
    "hand_overs",
    metadata,
    Column("team", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("receiver", Text, primary_key=True),
    Column("handed_over", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
)

# --- the aggregates ------------------------------------------------------------------------------

requests = Table(
    "requests",
    metadata,
    Column("team", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("requester", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("department", Text),
    Column("request_type", Text, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("urgency", Rank("high", "normal", "low"), nullable=False),
    Column("state", Text, nullable=False),
    Column("assignee", Text),
    Column("routing_reason", JSON, nullable=False),
    Column("likely", JSON, nullable=False),
    Column("follows", Integer),
    Column("channel", Text),
    Column("thread_ts", Text),
    Column("origin_channel", Text),
    Column("origin_ts", Text),
    Column("entries", Integer, nullable=False, default=1),
    Column("custody_number", Integer, nullable=False, default=1),
    Column("resolution", Integer),
    Column("rating", Integer),
    Column("rating_comment", Text),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("waiting_since", Moment, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("live", Boolean, nullable=False),
    Column("title", Text),
    Column("with_department_since", Moment, nullable=False, server_default="0"),
    Column("reminded_at", Moment),
    Column("promised", JSON, nullable=False, server_default="{}"),
    Column("facts", JSON, nullable=False, server_default="{}"),
    Column("confidential", Boolean, nullable=False, server_default=false()),
)
# With the number, so that "the newest in this thread" is one look and not a walk through all requests.
Index(
    "ix_requests_thread",
    requests.c.team,
    requests.c.channel,
    requests.c.thread_ts,
    requests.c.number,
    sqlite_where=text("channel IS NOT NULL"),
    postgresql_where=text("channel IS NOT NULL"),
)
Index(
    "ix_requests_origin",
    requests.c.team,
    requests.c.origin_channel,
    requests.c.origin_ts,
    requests.c.number,
    sqlite_where=text("origin_channel IS NOT NULL"),
    postgresql_where=text("origin_channel IS NOT NULL"),
)
Index(
    "ix_requests_live",
    requests.c.team,
    requests.c.department,
    requests.c.urgency,
    requests.c.number,
    sqlite_where=text("live = 1"),
    postgresql_where=text("live"),
)
Index(
    "ix_requests_held",
    requests.c.team,
    requests.c.assignee,
    requests.c.urgency,
    requests.c.number,
    sqlite_where=text("live = 1"),
    postgresql_where=text("live"),
)
Index(
    "ix_requests_mine_live",
    requests.c.team,
    requests.c.requester,
    requests.c.urgency,
    requests.c.number,
    sqlite_where=text("live = 1"),
    postgresql_where=text("live"),
)
Index(
    "ix_requests_mine_solved",
    requests.c.team,
    requests.c.requester,
    requests.c.resolved_at,
    requests.c.number,
    sqlite_where=text("state = 'resolved'"),
    postgresql_where=text("state = 'resolved'"),
)

# How long requests took, in the working time of the department that resolved them.
taken = Table(
    "taken",
    metadata,
    Column("team", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("department", Text, nullable=False),
    Column("request_type", Text, nullable=False),
    Column("resolved_at", Moment, nullable=False),
    Column("seconds", Integer, nullable=False),
    Index("ix_taken_kind", "team", "department", "request_type", "resolved_at", "seconds"),
)

promises = Table(
    "promises",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("team", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text),
    Column("user", Text),
    Column("due_at", Moment),
    Column("at", Moment, nullable=False),
    Column("kept", Boolean),
    Column("waited", Span, nullable=False),
    Column("covered", Span, nullable=False),
    Index(
        "ix_promises_team_department_at", "team", "department", "at", "kept", "waited", "covered"
    ),
    Index("ix_promises_team_user_at", "team", "user", "at", "kept"),
    Index("ix_promises_team_at", "team", "at"),
)

entries = Table(
    "entries",
    metadata,
    Column("team", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("author", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("internal", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("files", JSON, nullable=False),
    Column("channel", Text),
    Column("ts", Text),
    Column("at", Moment, nullable=False),
    Column("taken_back", Boolean, nullable=False),
    Column("event_ts", Text),
    Index("ix_entries_team_channel_ts", "team", "channel", "ts"),
    Index("ix_entries_team_author_at", "team", "author", "at"),
)

# The words by which a request is found (`storage/searchable.py`), and the index of them.
searchable = Table(
    "searchable",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("team", Text, nullable=False),
    Column("number", Integer, nullable=False),
    # Notes before this entry are another department's.
    Column("notes_from", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Index("uq_searchable_team_number", "team", "number", unique=True),
)
word_index.follow(searchable)

# What somebody looks for again and again, as they typed it.
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("team", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("text", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# Whose a request turned out to be; its text is that of its first entry. Without a department, it is for nobody.
lessons = Table(
    "lessons",
    metadata,
    Column("team", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("department", Text),
    Column("request_type", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("actor", Text),
    Column("at", Moment, nullable=False),
    Column("forgotten", Boolean, nullable=False),
    Index("ix_lessons_team_at", "team", "at"),
)

people = Table(
    "people",
    metadata,
    Column("team", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("zone", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("is_bot", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("updated", BigInteger, nullable=False, server_default="0"),
    Column("own", Boolean, nullable=False, server_default=true()),
    Column("image", Text),
    Column("guest", Boolean, nullable=False, server_default=false()),
    Column("joined_at", Moment),
    Index("ix_people_team_email", "team", "email"),
)

# What each person is told by a message of its own: what their budget counts, and their digest merges. `since` is when it
# came to be, `at` when it last did, `reaches_at` when it may reach them. `merged` is the day of the digest that says it,
# empty while that is still to come.
notices = Table(
    "notices",
    metadata,
    Column("team", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reaches_at", Moment, nullable=False),
    Column("merged", Text),
    Index("ix_notices_team_at", "team", "at"),
)
Index(
    "ix_notices_counted",
    notices.c.team,
    notices.c.user,
    notices.c.reaches_at,
    sqlite_where=text("merged IS NULL"),
    postgresql_where=text("merged IS NULL"),
)
Index(
    "ix_notices_merged",
    notices.c.team,
    notices.c.user,
    notices.c.merged,
    sqlite_where=text("merged IS NOT NULL"),
    postgresql_where=text("merged IS NOT NULL"),
)

# What somebody chose; whoever chose nothing has no row. Times are of the clock on their wall, such as 07:00.
preferences = Table(
    "preferences",
    metadata,
    Column("team", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("language", Text),
    Column("days", JSON, nullable=False),
    Column("opens", Text, nullable=False),
    Column("closes", Text, nullable=False),
    Column("digest_at", Text, nullable=False),
    # How many notices a day; none is no limit.
    Column("budget", Integer),
    Column("unwanted", JSON, nullable=False),
    Column("reach", Text, nullable=False),
    Column("phone", Text),
)

groups = Table(
    "groups",
    metadata,
    Column("team", Text, primary_key=True),
    Column("group", Text, primary_key=True),
    Column("handle", Text, nullable=False),
    Index("ix_groups_team_handle", "team", "handle"),
)

group_members = Table(
    "group_members",
    metadata,
    Column("team", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("group", Text, primary_key=True),
    Index("ix_group_members_team_group", "team", "group"),
)

channels = Table(
    "channels",
    metadata,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("joined", Boolean, nullable=False),
    Index("ix_channels_team_name", "team", "name"),
)

absences = Table(
    "absences",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("team", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("begins_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("cover", Text),
    Column("note", Text, nullable=False),
    Column("set_by", Text),
    # Whether it was read from a calendar, and is still there.
    Column("origin", Text),
    Column("begun", Boolean, nullable=False, default=False),
    Column("over", Boolean, nullable=False, default=False),
    Index("ix_absences_team_user_ends_at", "team", "user", "ends_at"),
)

# The calendars from which people's absences are read. `failed` counts the readings in a row that failed.
feeds = Table(
    "feeds",
    metadata,
    Column("team", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("read_at", Moment),
    Column("trouble", Text),
    Column("failed", Integer, nullable=False, server_default="0"),
)

# The requests that an absence moved, with whom each was given to; nobody, where nobody could take it.
covered = Table(
    "covered",
    metadata,
    Column("team", Text, primary_key=True),
    Column("absence", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("to", Text),
)

# Who takes a week of duty in somebody else's place.
swaps = Table(
    "swaps",
    metadata,
    Column("team", Text, primary_key=True),
    Column("department", Text, primary_key=True),
    Column("week", Text, primary_key=True),
    Column("user", Text, nullable=False),
)

# --- pulse surveys -------------------------------------------------------------------------------

# What is asked, of whom and how often. Whether it is anonymous is part of it, and nothing changes that.
pulses = Table(
    "pulses",
    metadata,
    Column("team", Text, primary_key=True),
    Column("pulse", Integer, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
)

pulse_rounds = Table(
    "pulse_rounds",
    metadata,
    Column("team", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("pulse", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("opens_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("questions", JSON, nullable=False),
    # Which sets of people it shows figures of, besides the whole: fixed before anybody is asked.
    Column("release_plan", JSON, nullable=False),
    Column("key_check", Text),
    # Only where no folder keeps keys.
    Column("salt", Text),
    Column("cell_bytes", Integer, nullable=False),
    Column("invited", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    # About how many answered, in fives, as it was last counted; how many, once it is closed.
    Column("answered", Integer, nullable=False),
    # A digest of who was asked, from the close on.
    Column("roster", Text),
    Index("ix_pulse_rounds_team_pulse_opens_at", "team", "pulse", "opens_at"),
    Index("ix_pulse_rounds_team_state", "team", "state"),
)

# Who is asked, until the close. Nothing here says whether somebody answered.
pulse_invited = Table(
    "pulse_invited",
    metadata,
    Column("team", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("groups", JSON, nullable=False),
)

# One for each who is asked, from the opening to the close; to which person one belongs, and what it says, only the round's
# key tells. No column holds a moment, and no row is added while a round runs.
pulse_cells = Table(
    "pulse_cells",
    metadata,
    Column("team", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("slot", LargeBinary, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# What was released at the close; the group is empty for everybody.
pulse_results = Table(
    "pulse_results",
    metadata,
    Column("team", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("group", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("histogram", JSON, nullable=False),
)

# Of a named round: who said what, for those who were named when it was made, until its time is over.
pulse_named = Table(
    "pulse_named",
    metadata,
    Column("team", Text, primary_key=True),
    Column("round", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("comment", Text, nullable=False),
)

pulse_comments = Table(
    "pulse_comments",
    metadata,
    Column("team", Text, primary_key=True),
    Column("comment", Text, primary_key=True),
    Column("round", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("text", Text, nullable=False),
    # To whom it is said; empty for whoever reads the round's comments.
    Column("group", Text, nullable=False, server_default=""),
    # By what its author, who holds what it was made of, finds it again; for a time, and only where they want replies.
    Column("tag", Text),
    # The request that was made of it.
    Column("request", Integer),
    Index("ix_pulse_comments_team_round", "team", "round"),
)

# What was said to a comment, and what its author wrote back: in order, and never when. A line that comes twice has the same
# nonce.
pulse_lines = Table(
    "pulse_lines",
    metadata,
    Column("team", Text, primary_key=True),
    Column("comment", Text, primary_key=True),
    Column("nonce", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("side", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

# What was decided about what people said, and what became of it.
actions = Table(
    "actions",
    metadata,
    Column("team", Text, primary_key=True),
    Column("action", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    # Out of what it came (a question, a comment, an idea, a rating, something else), and which one.
    Column("origin", Text, nullable=False),
    Column("refers", Text, nullable=False),
    # Of a pulse: which, in which round, and the question that is asked again while it is open.
    Column("pulse", Integer),
    Column("round", Text),
    Column("question", JSON),
    # Where its board is, besides everybody's.
    Column("channel", Text),
    # Whom else it is announced to.
    Column("person", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # How often it was decided, and whom its silence has reached.
    Column("turn", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("done_at", Moment),
    Column("outcome", Text, nullable=False),
    # The round that asked whether it worked.
    Column("checked", Text),
    Index("ix_actions_team_pulse", "team", "pulse"),
)
