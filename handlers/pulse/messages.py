"""What the messages of pulses show. A ballot and a reminder are the same whatever anybody says."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.catalogue import Words
from handlers.blocks import Body, context
from handlers.desk import Desk
from handlers.directory.rules import name_of, names_of
from handlers.files import Made
from handlers.pulse.ballot import ballot
from handlers.pulse.beside import alongside, service
from handlers.pulse.comment_views import read_button
from handlers.pulse.door import plan_of, seals_of
from handlers.pulse.lists import heads_of
from handlers.pulse.model import Plan, RoundState
from handlers.pulse.past import PastRounds, past_of
from handlers.pulse.results import named, results
from handlers.pulse.side_by_side import heat_map
from handlers.pulse.trials import trial_of
from storage import pulses
from storage.transaction import Transaction


def show_ballot(tx: Transaction, desk: Desk, round_: str, person: str) -> Body | None:
    """Rendered once. While the key is missing there is none, and after the close it is left as it is."""
    found = pulses.round_of(tx, round_)
    if found is None or found.state != RoundState.OPEN:
        return None
    seals = seals_of(tx, desk, found)
    pulse = pulses.get(tx, found.pulse)
    if seals is None or pulse is None:
        return None
    _ = desk.words_for(tx, person)
    plan = Plan.model_validate(pulse.plan)
    now, owner = desk.clock.now(), name_of(tx, pulse.owner)
    return ballot(_, plan, found, owner, seals.handle(person), now)


def show_trial(tx: Transaction, desk: Desk, pulse: str, person: str, _at: str) -> Body | None:
    """A draft as people will get it. Its buttons say that it is one."""
    found = pulses.get(tx, int(pulse))
    plan = Plan.model_validate(found.plan) if found else None
    if found is None or plan is None:
        return None
    _, now = desk.words_for(tx, person), desk.clock.now()
    shown = ballot(_, plan, trial_of(plan, found.pulse, now), name_of(tx, person), "", now)
    begin = _.mrkdwn("*Only you see this*: so it will look. Nothing that you press is saved.")
    return Body(shown.text, [context(begin), *shown.blocks])


def show_results(tx: Transaction, desk: Desk, round_: str, to: str) -> Sequence[Body | Made]:
    """What came out, in a channel or for a person. The picture that isn't Slack's own is drawn for a channel, and for those who
    read what people wrote: not once for each of ten thousand."""
    found = results_for(tx, desk, round_, to)
    if found is None:
        return []
    pictures = heat_map(found.words, desk, found.plan, found.past) if found.pictures else []
    return [*found.bodies, *pictures]


@dataclass(frozen=True)
class ResultsFor:
    """What a channel or a person reads of a round, and of what it is made."""

    words: Words
    plan: Plan
    past: PastRounds
    bodies: Sequence[Body]
    pictures: bool


def result_bodies(tx: Transaction, desk: Desk, round_: str, to: str) -> Sequence[Body]:
    """Without files."""
    found = results_for(tx, desk, round_, to)
    return found.bodies if found else []


def results_for(tx: Transaction, desk: Desk, round_: str, to: str) -> ResultsFor | None:
    """What people wrote is for whoever asked, and for their heads."""
    found = pulses.round_of(tx, round_)
    pulse = pulses.get(tx, found.pulse) if found else None
    if found is None or pulse is None or found.state != RoundState.CLOSED:
        return None
    _ = desk.words_for(tx, to)
    reads = to == pulse.owner or to in heads_of(tx, desk, pulse.owner)
    comments = pulses.comments_of(tx, round_) if reads else []
    plan = plan_of(tx, found)
    threshold = desk.organisation.pulses.threshold if plan.anonymous else None
    past = past_of(tx, found, threshold)
    shown = results(_, desk, plan, past, comments)
    shown += [read_button(_, round_)] if comments else []
    in_channel = to.startswith(("C", "G"))
    if not in_channel:  # where others may be, nobody is named
        said = pulses.named_of(tx, round_)
        shown += [*service(tx, desk, _, past), *alongside(_, past, said)] if reads else []
        shown += named(_, found, said, names_of(tx, [each.person for each in said]))
    return ResultsFor(_, plan, past, shown, pictures=in_channel or reads)
