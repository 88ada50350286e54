"""A message about two matters becomes two requests, if its requester wants: nobody types anything twice."""

from dataclasses import replace

from config.organisation import TRIAGE
from handlers.asking.matters import MATTERS
from handlers.asking.rules import words_mark
from handlers.asking.sending import send_to
from handlers.asking.service import Ask, record
from handlers.asking.views import answered
from handlers.desk import Answer, Desk
from handlers.errors import UserError
from handlers.requests.changes import show
from handlers.requests.rules import RoutingReason, Urgency, Via, needs_department
from handlers.requests.service import OnRequest, find_as_requester
from storage import entries
from storage.entries import Entry
from storage.requests import Request
from storage.transaction import Transaction


def split(tx: Transaction, desk: Desk, act: OnRequest) -> Answer:
    """The first matter stays with the request; the second gets one of its own, with the same files."""
    request = find_as_requester(tx, desk, act)
    kept, said = request.facts.get(MATTERS), entries.get(tx, request.number)
    if kept is None or said is None or said.taken_back or not needs_department(request):
        return answered(tx, desk, act.actor, request)
    if words_mark(said.text) != kept["mark"]:
        _ = desk.words_for(tx, act.actor)
        raise UserError(_.mrkdwn("Your message has changed since. Please choose a team instead."))
    second = _second(desk, act, request, said)
    entries.replace(tx, replace(said, text=said.text[: kept["ends"]]))
    to, kind = kept["to"][0], kept["types"][0]
    department = desk.organisation.department(to) or desk.organisation.triage
    why = {"why": RoutingReason.SPLIT}
    sent = send_to(tx, desk, request, department, why, actor=act.actor, request_type=kind)
    show(tx, desk, sent)
    record(tx, desk, second)
    return answered(tx, desk, act.actor, sent)


def _second(desk: Desk, act: OnRequest, request: Request, said: Entry) -> Ask:
    kept = request.facts[MATTERS]
    to = desk.organisation.department(kept["to"][1])
    at = request.origin_channel, request.origin_ts
    thread = request.channel, request.thread_ts
    return Ask(
        team=act.team,
        actor=request.recorded_by,
        key=act.key,
        requester=request.requester,
        text=said.text[kept["begins"] :],
        via=Via(request.via),
        department=to.key if to else TRIAGE,
        request_type=kept["types"][1],
        urgency=Urgency(request.urgency),
        origin=(at[0], at[1]) if at[0] and at[1] else None,
        own_words=said.channel is None,
        event_ts=said.event_ts,
        thread=(thread[0], thread[1]) if thread[0] and thread[1] else None,
        files=tuple(said.files),
        confidential=request.confidential,
        split_from=request.number,
    )
