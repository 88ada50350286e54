"""Events of a request as each side reads them. Pure functions, one for each event that is announced."""

from config.catalogue import Mrkdwn, Words, escape
from handlers.blockkit import Block
from handlers.blocks import Body, actions, body, button, context, section
from handlers.offers import NoticeView
from handlers.requests.ids import RequestValue
from handlers.requests.notices import Notice
from handlers.requests.receipt import anew
from handlers.requests.rules import LOW, Event, Party, State
from handlers.requests.views import permalink, reference
from handlers.text import carried
from handlers.working.buttons import not_solved
from handlers.working.ids import RequesterAction


def _with_said(notice: Notice, text: Mrkdwn, *more: Block) -> Body:
    if notice.said is None or notice.said.taken_back or not notice.said.text:
        return body(text, section(text), *more)
    return body(text, section(text), carried(notice.said.text, notice.shown.names), *more)


def _claimed(_: Words, notice: Notice) -> Body:
    request, department = notice.shown.request, notice.shown.department.name
    who = notice.shown.names.get(str(notice.entry.data.get("to")), notice.who)
    return body(
        _.mrkdwn(
            "{who} ({department}) is now working on your request {ref}.",
            who=who,
            department=department,
            ref=reference(request),
        )
    )


def _handed_over_requester(_: Words, notice: Notice) -> Body:
    data = notice.entry.data
    given = {
        "ref": reference(notice.shown.request),
        "to": data.get("to", ""),
        "origin": data.get("from", ""),
        "who": notice.shown.names.get(str(data.get("assignee")), ""),
    }
    if data.get("wanted"):
        return body(
            _.mrkdwn(
                "It isn't clear yet who handles {ref}, so {origin} has passed it to {to}, who will decide. "
                "You'll see here who picks it up.",
                **given,
            )
        )
    if data.get("returned"):
        return body(
            _.mrkdwn(
                "{origin} has sent {ref} back to {to}, along with the whole conversation. "
                "You'll see here who picks it up.",
                **given,
            )
        )
    if given["who"]:
        return body(
            _.mrkdwn(
                "{origin} has passed {ref} to {who} ({to}), along with the whole conversation.",
                **given,
            )
        )
    return body(
        _.mrkdwn(
            "{origin} has passed {ref} to {to}, along with the whole conversation. "
            "You'll see here who picks it up.",
            **given,
        )
    )


def _waiting(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{who} has a question about {ref}:",
        who=notice.who,
        ref=reference(notice.shown.request),
    )
    return _with_said(notice, text)


def _waiting_department(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn("{who} asked {requester}:", who=notice.who, requester=notice.shown.requester)
    return _with_said(notice, text)


def _resolved_department(_: Words, notice: Notice) -> Body:
    return _with_said(notice, _.mrkdwn("{who} resolved this:", who=notice.who))


def _declined_department(_: Words, notice: Notice) -> Body:
    return _with_said(notice, _.mrkdwn("{who} closed this as not a request:", who=notice.who))


def _released_requester(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn(
            "{holder} is no longer working on {ref}. We've asked {department} to find someone else and will let you know here.",
            holder=notice.shown.names.get(str(notice.entry.data.get("holder")), ""),
            ref=reference(notice.shown.request),
            department=notice.shown.department.name,
        )
    )


def _resolved(_: Words, notice: Notice) -> Body:
    request = notice.shown.request
    text = _.mrkdwn("{who} marked {ref} as solved:", who=notice.who, ref=reference(request))
    is_current = request.resolution == notice.entry.id
    if not is_current or request.state not in (State.RESOLVED, State.CLOSED):
        return _with_said(notice, text)
    if request.rating:
        return _with_said(notice, text, *_rated(_, notice))
    if request.state == State.CLOSED:
        return _with_said(notice, text)
    return _with_said(notice, text, *_rate(_, notice))


def _rate(_: Words, notice: Notice) -> list[Block]:
    number = notice.shown.request.number
    blocks: list[Block] = [
        section(_.mrkdwn("*How did we do?*")),
        _stars(_, number),
        actions(not_solved(_, notice.shown.request)),
    ]
    closes = notice.shown.closes_at
    if closes is not None:
        by = _.date(closes)
        blocks.append(context(_.mrkdwn("If we don't hear from you, this closes on {by}.", by=by)))
    return blocks


def _stars(_: Words, number: int) -> Block:
    words = (_("1 · poor"), _("2"), _("3 · fair"), _("4"), _("5 · great"))
    return actions(
        *(
            button(
                word,
                f"{RequesterAction.RATE}:{star}",
                RequestValue(number=number, choice=str(star)).pack(),
            )
            for star, word in enumerate(words, start=1)
        )
    )


def _rated(_: Words, notice: Notice) -> list[Block]:
    request = notice.shown.request
    given = {"stars": request.rating}
    thanks = (
        _.mrkdwn(
            "You rated this {stars} out of 5. Sorry it fell short. What went wrong? "
            "Add a comment, or press another number to change your rating.",
            **given,
        )
        if (request.rating or 0) <= LOW
        else _.mrkdwn(
            "You rated this {stars} out of 5. Thanks – press another number to change it.", **given
        )
    )
    comment = button(
        _("Change the comment") if request.rating_comment else _("Add a comment"),
        RequesterAction.COMMENT,
        RequestValue(number=request.number).pack(),
    )
    buttons = [comment] if request.state == State.CLOSED else [comment, not_solved(_, request)]
    return [context(thanks), _stars(_, request.number), actions(*buttons)]


def _declined(_: Words, notice: Notice) -> Body:
    request = notice.shown.request
    text = _.mrkdwn(
        "{who} ({department}) closed {ref} as not a request:",
        who=notice.who,
        department=notice.shown.department.name,
        ref=reference(request),
    )
    return _with_said(notice, text, context(anew(_, request)))


def _assigned_department(_: Words, notice: Notice) -> Body:
    to = str(notice.entry.data.get("to"))
    text = _("{who} assigned {ref} to you.", who=notice.who, ref=reference(notice.shown.request))
    return Body(escape(text), [notice.call(to, text)])


def _handed_over_department(_: Words, notice: Notice) -> Body:
    """Why; whoever it is for is called."""
    data = notice.entry.data
    given = {
        "who": notice.who,
        "origin": _.own(data.get("from", "")),
        "wanted": _.own(data.get("wanted", "")),
    }
    if given["wanted"]:
        text = _(
            "{who} ({origin}) wanted to hand this to {wanted}, but it has come back once already. "
            "Please decide who takes it:",
            **given,
        )
    elif data.get("returned"):
        text = _("{who} ({origin}) sent this back:", **given)
    elif data.get("assignee"):
        text = _("{who} ({origin}) handed this over to you:", **given)
    else:
        text = _("{who} ({origin}) handed this over:", **given)
    return _called(notice, data.get("assignee"), text)


def _called(notice: Notice, user: str | None, text: str) -> Body:
    """A sentence that calls somebody, if anybody, and what was said with it."""
    if user is None:
        return _with_said(notice, escape(text))
    called = notice.call(user, text)
    if notice.said is None or notice.said.taken_back or not notice.said.text:
        return Body(escape(text), [called])
    return Body(escape(text), [called, carried(notice.said.text, notice.shown.names)])


def _reopened(_: Words, notice: Notice) -> Body:
    request = notice.shown.request
    requester, ref = notice.shown.requester, reference(request)
    if notice.said is None:
        # What was written was carried here a moment ago, and called its assignee.
        return body(
            _.mrkdwn("{requester} replied, so {ref} is open again.", requester=requester, ref=ref)
        )
    text = _("{requester} says this isn't solved yet:", requester=requester)
    blocks = [notice.call(request.assignee, text)]
    blocks.append(carried(notice.said.text, notice.shown.names))
    return Body(escape(text), blocks)


def _reopened_requester(_: Words, notice: Notice) -> Body:
    """What the requester said, and who works on it now."""
    shown = notice.shown
    given = {
        "ref": reference(shown.request),
        "who": shown.names.get(str(notice.entry.data.get("to")), ""),
        "department": shown.department.name,
    }
    now = (
        _.mrkdwn("{ref} is open again, and back with {who} ({department}).", **given)
        if given["who"]
        else _.mrkdwn(
            "{ref} is open again. {department} will pick it up; you'll see here who does.", **given
        )
    )
    if notice.said is None or notice.said.taken_back:
        return body(now)
    head = _.mrkdwn("You said {ref} isn't solved:", **given)
    return body(
        Mrkdwn(f"{head} {now}"), section(head), carried(notice.said.text, shown.names), section(now)
    )


def _cancelled(_: Words, notice: Notice) -> Body:
    request = notice.shown.request
    requester, ref = notice.shown.requester, reference(request)
    text = _("{requester} cancelled {ref}. Nothing more to do.", requester=requester, ref=ref)
    called = request.assignee if request.assignee != notice.entry.actor else None
    return Body(escape(text), [notice.call(called, text)])


def _unclaimed(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "No one has picked up {ref} yet. {requester} was told to expect someone by now: “{summary}”",
        ref=reference(notice.shown.request),
        requester=notice.shown.requester,
        summary=notice.shown.summary,
    )
    return _reminder(_, notice, text)


def _released(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{holder} has left, so {ref} is unassigned. Please claim it: “{summary}”",
        holder=notice.shown.names.get(str(notice.entry.data.get("holder")), ""),
        ref=reference(notice.shown.request),
        summary=notice.shown.summary,
    )
    return _reminder(_, notice, text)


def _reminder(_: Words, notice: Notice, text: Mrkdwn) -> Body:
    """With the way to the card, until someone has picked it up."""
    request = notice.shown.request
    if request.state in (State.CLAIMED, State.WAITING):
        return body(
            _.mrkdwn(
                "{who} has picked up {ref}.", who=notice.shown.assignee, ref=reference(request)
            )
        )
    if request.state != State.OPEN:
        return body(_.mrkdwn("{ref} is done.", ref=reference(request)))
    if notice.card_at is None:
        return body(text)
    url = permalink(notice.shown.workspace_url, *notice.card_at)
    return body(text, section(text), context(Mrkdwn(f"<{url}|{escape(_('Open card'))}>")))


NOTICES: dict[tuple[str, str], NoticeView] = {
    (Party.REQUESTER, Event.CLAIMED): _claimed,
    (Party.REQUESTER, Event.ASSIGNED): _claimed,
    (Party.REQUESTER, Event.HANDED_OVER): _handed_over_requester,
    (Party.REQUESTER, Event.WAITING): _waiting,
    (Party.REQUESTER, Event.RESOLVED): _resolved,
    (Party.REQUESTER, Event.DECLINED): _declined,
    (Party.REQUESTER, Event.RELEASED): _released_requester,
    (Party.REQUESTER, Event.REOPENED): _reopened_requester,
    (Party.DEPARTMENT, Event.WAITING): _waiting_department,
    (Party.DEPARTMENT, Event.RESOLVED): _resolved_department,
    (Party.DEPARTMENT, Event.DECLINED): _declined_department,
    (Party.DEPARTMENT, Event.RELEASED): _released,
    (Party.DEPARTMENT, Event.ASSIGNED): _assigned_department,
    (Party.DEPARTMENT, Event.HANDED_OVER): _handed_over_department,
    (Party.DEPARTMENT, Event.REOPENED): _reopened,
    (Party.DEPARTMENT, Event.CANCELLED): _cancelled,
    (Party.DEPARTMENT, Event.UNCLAIMED): _unclaimed,
}
