"""Progress: by when a requester hears next, and what was promised for when. Whoever is to say something is asked for it in
time; what nobody said is told; a claim without a word lapses; how well promises are kept is measured.

The next update is due in working time: as often as the department has it (`rhythm`), as its members set it for a request, or
as the requester asked.
"""

from handlers.capability import Capability
from handlers.progress import measure, timers
from handlers.progress.changes import changed
from handlers.progress.events import RULES, ProgressDeadline, ProgressEvent
from handlers.progress.history import HISTORY
from handlers.progress.kept import NAME, progress_after
from handlers.progress.listeners import MENU, register
from handlers.progress.messages import CARD_LINES, DETAIL_LINES, RECEIPT_LINES, SHOWS, due_next
from handlers.progress.notices import NOTICES
from handlers.progress.terms import terms
from handlers.progress.views import BUTTONS

CAPABILITY = Capability(
    name=NAME,
    register=register,
    shows=SHOWS,
    events=RULES,
    terms=(terms,),
    late={ProgressDeadline.NEXT_UPDATE: ProgressEvent.NO_WORD},
    facts={NAME: progress_after},
    timers={
        f"request/{{number}}/{ProgressDeadline.NEXT_UPDATE}": timers.next_update,
        f"request/{{number}}/{ProgressDeadline.UPDATE_DUE}": timers.update_due,
        f"request/{{number}}/{ProgressDeadline.DONE_BY}": timers.done_by,
        f"request/{{number}}/{ProgressDeadline.DONE_SOON}": timers.done_soon,
        f"request/{{number}}/{ProgressDeadline.CLAIM_CHECK}": timers.claim_check,
        f"request/{{number}}/{ProgressDeadline.CLAIM_LAPSE}": timers.claim_lapse,
    },
    changed=(changed,),
    notices=NOTICES,
    history=HISTORY,
    buttons=BUTTONS,
    card_lines=CARD_LINES,
    card_due=(due_next,),
    card_menu=MENU,
    receipt_lines=RECEIPT_LINES,
    detail_lines=DETAIL_LINES,
    home=(measure.HOME,),
    morning=(measure.kept_here,),
    service=(measure.promises_kept,),
)
