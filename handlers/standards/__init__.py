"""Standards: by when a department answers, replies and resolves is promised, warned about, and told to its ladder if missed."""

from handlers.capability import Capability
from handlers.offers import DetailLine, ReceiptLine
from handlers.requests.rules import Event, Party
from handlers.standards import messages, morning, promised, rules, served, service, wrong
from handlers.standards.rules import Promise

CAPABILITY = Capability(
    name=rules.NAME,
    register=wrong.register,
    shows={"request/{number}/near/{entry}": messages.near, **wrong.SHOWS},
    events={**rules.RULES, **wrong.RULES},
    terms=(rules.terms, wrong.terms),
    late={each: each.late for each in Promise},
    is_late=(morning.is_late,),
    facts={rules.NAME: rules.kept_of, wrong.NAME: wrong.kept_of},
    timers={**service.TIMERS, f"request/{{number}}/{wrong.NAME}": wrong.ask},
    history={**messages.HISTORY, **wrong.HISTORY},
    card_due=(messages.due_next,),
    notice_lines={(Party.REQUESTER, Event.RESOLVED): promised.afterwards},
    receipt_lines=(ReceiptLine(promised.on_receipt, order=8),),
    asking_lines=(promised.asking,),
    detail_lines=(DetailLine(messages.waited),),
    changed=(service.changed,),
    morning=(morning.due_today,),
    service=(served.standards_kept,),
)
