"""Waiting: for the requester, who is reminded, told that it closes, and may always revive it; for a third party; for a day."""

from handlers.capability import Capability
from handlers.waiting import aside, aside_messages, messages, rules, timers
from handlers.waiting.listeners import MENU, register
from storage.requests import SNOOZED

CAPABILITY = Capability(
    name="waiting",
    register=register,
    events={**rules.RULES, **aside.RULES},
    terms=(rules.terms, aside.terms),
    facts={
        rules.NAME: rules.waiting_after,
        aside.THIRD_PARTY: aside.third_party_after,
        SNOOZED: aside.snoozed_after,
    },
    timers={
        f"request/{{number}}/{rules.Due.REMIND}": timers.remind,
        f"request/{{number}}/{rules.Due.WARN}": timers.warn,
        f"request/{{number}}/{rules.Due.CLOSE}": timers.close,
        f"request/{{number}}/{aside.WAKE_UP}": timers.wake_up,
    },
    notices={**messages.NOTICES, **aside_messages.NOTICES},
    history={**messages.HISTORY, **aside_messages.HISTORY},
    card_lines=(*messages.CARD_LINES, *aside_messages.CARD_LINES),
    receipt_lines=(*messages.RECEIPT_LINES, *aside_messages.RECEIPT_LINES),
    card_menu=MENU,
)
