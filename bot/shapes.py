"""What Slack's payloads look like: of each kind the parts that are read here, and what they may be. The rest may be anything.

Sources: Slack's reference of events, interaction payloads and slash commands. Slack leaves out what is empty, or sends null.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Ts = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]{1,9}$")]
# Event ids, trigger ids, ids of actions and forms: they become part of keys.
Token = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+", max_length=3000)]
# Both engines keep whole numbers of 64 bits; Slack counts seconds.
Seconds = Annotated[int, Field(ge=0, le=2**53)]


class Shape(BaseModel):
    """Strict: a number is no text."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class NamedShape(Shape):
    id: Id


class User(NamedShape):
    team_id: str | None = None


class Option(Shape):
    value: str


class Element(Shape):
    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_channel: Id | None = None
    selected_users: list[Id] | None = None
    selected_user: Id | None = None
    selected_date: str | None = None


class StateShape(Shape):
    values: dict[str, dict[str, Element]] | None = None


class ViewShape(NamedShape):
    type: str | None = None
    callback_id: str | None = None
    hash: str | None = None
    private_metadata: str | None = None
    state: StateShape | None = None


class Container(Shape):
    channel_id: Id | None = None
    message_ts: Ts | None = None
    thread_ts: Ts | None = None
    is_ephemeral: bool | None = None


class PressedElement(Element):
    action_id: Token
    action_ts: Ts | None = None
    block_id: str | None = None
    type: str | None = None


class WrittenShape(Shape):
    """A message, as events and shortcuts bring it."""

    ts: Ts
    user: Id | None = None
    bot_id: str | None = None
    subtype: str | None = None
    text: str | None = None
    thread_ts: Ts | None = None
    parent_user_id: Id | None = None
    user_team: str | None = None
    source_team: str | None = None


class BodyShape(Shape):
    """Bolt looks for an event in everything."""

    event: dict[str, Any] = {}


class CommandShape(BodyShape):
    command: Token
    user_id: Id
    channel_id: Id
    trigger_id: Token
    text: str | None = None
    team_id: str | None = None
    response_url: Url | None = None


class Interaction(BodyShape):
    """What every click, form and shortcut brings."""

    type: str
    user: User
    trigger_id: Token
    response_url: Url | None = None


class ClickShape(Interaction):
    actions: Annotated[list[PressedElement], Field(min_length=1)]
    container: Container | None = None
    channel: NamedShape | None = None
    view: ViewShape | None = None


class FormShape(Interaction):
    trigger_id: Token | None = None  # type: ignore[assignment] # a closed form has none
    view: ViewShape


class Called(Interaction):
    """A shortcut from anywhere."""

    callback_id: Token


class CalledOn(Called):
    """A shortcut on a message."""

    channel: NamedShape
    message: WrittenShape
    message_ts: Ts | None = None


class Told(Shape):
    """An event of which no more is read than that it happened."""

    type: str


class MessageShape(WrittenShape, Told):
    """A message somebody wrote, or a mention of us."""

    channel: Id
    channel_type: str | None = None


class Changed(Told):
    channel: Id
    message: WrittenShape
    previous_message: WrittenShape | None = None
    channel_type: str | None = None
    ts: Ts
    event_ts: Ts | None = None


class Deleted(Told):
    channel: Id
    deleted_ts: Ts
    previous_message: WrittenShape | None = None
    channel_type: str | None = None
    ts: Ts
    event_ts: Ts | None = None


class OpenedShape(Told):
    user: Id
    tab: str | None = None


class Profile(Shape):
    display_name: str | None = None
    real_name: str | None = None
    email: str | None = None
    team: str | None = None


class PersonShape(NamedShape):
    team_id: str | None = None
    name: str | None = None
    real_name: str | None = None
    tz: str | None = None
    locale: str | None = None
    updated: Seconds | None = None
    profile: Profile | None = None


class PersonChanged(Told):
    user: PersonShape


class GroupShape(NamedShape):
    handle: str | None = None
    date_delete: Seconds | None = None
    updated_by: str | None = None


class GroupChanged(Told):
    subteam: GroupShape


class MembersChanged(Told):
    subteam_id: Id


class ChannelChanged(Told):
    channel: NamedShape | Id
    user: Id | None = None


class EventShape(BodyShape):
    """The envelope of an event, without the event."""

    event_id: Token
    event: dict[str, Any]


class Verification(BodyShape):
    challenge: Token


class Anything(BodyShape):
    """A kind that nobody here listens to."""

    type: str | None = None


KINDS: dict[str, type[Shape]] = {
    "block_actions": ClickShape,
    "view_submission": FormShape,
    "view_closed": FormShape,
    "shortcut": Called,
    "message_action": CalledOn,
    "event_callback": EventShape,
    "url_verification": Verification,
}
MESSAGES: dict[str, type[Shape]] = {"message_changed": Changed, "message_deleted": Deleted}
EVENTS: dict[str, type[Shape]] = {
    "message": MessageShape,
    "app_mention": MessageShape,
    "app_home_opened": OpenedShape,
    "user_change": PersonChanged,
    "team_join": PersonChanged,
    "subteam_created": GroupChanged,
    "subteam_updated": GroupChanged,
    "subteam_members_changed": MembersChanged,
    "member_joined_channel": ChannelChanged,
    "channel_archive": ChannelChanged,
    "channel_unarchive": ChannelChanged,
    "channel_rename": ChannelChanged,
    "group_archive": ChannelChanged,
    "group_unarchive": ChannelChanged,
    "group_rename": ChannelChanged,
}
