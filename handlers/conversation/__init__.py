"""Conversation: what either side says in its thread appears in the other's, and follows edits and deletions."""

from handlers.capability import Capability
from handlers.conversation import added
from handlers.conversation.additions import decided_by_time
from handlers.conversation.changes import changed
from handlers.conversation.history import HISTORY, RULES
from handlers.conversation.listeners import register
from handlers.conversation.messages import SHOWS
from handlers.conversation.timers import place
from handlers.conversation.views import BUTTONS
from handlers.offers import Prepared
from handlers.placing import ask_slack, unknown

CAPABILITY = Capability(
    name="conversation",
    register=register,
    shows=SHOWS
    | {"request/{number}/added/{seq}": added.added, "request/{number}/deleted": added.deleted},
    heard_under=("added",),
    events=RULES,
    history=HISTORY,
    changed=(changed,),
    buttons=BUTTONS,
    timers={
        "place/{channel}/{thread}": Prepared(unknown, ask_slack, place),
        "request/{number}/added/{seq}": decided_by_time,
    },
)
