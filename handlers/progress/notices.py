"""What each side reads of the promises on a request. Pure functions, one for each event that is announced."""

from datetime import datetime, timedelta

from config.catalogue import Mrkdwn, Words
from handlers.blockkit import Block
from handlers.blocks import Body, body, context, linked, section
from handlers.offers import NoticeView
from handlers.progress.events import ProgressDeadline, ProgressEvent
from handlers.progress.rhythm import RHYTHMS
from handlers.requests.lifecycle import due_by
from handlers.requests.notices import Notice
from handlers.requests.rules import Party, State
from handlers.requests.views import permalink, reference
from handlers.text import carried

# What is told so much after it was due says that it is late.
LATE = timedelta(minutes=15)


def _given(_: Words, notice: Notice) -> dict[str, object]:
    shown, data = notice.shown, notice.entry.data
    by = str(data.get("by") or data.get("due") or "")
    holder = str(data.get("holder") or "")
    return {
        "ref": reference(shown.request),
        "requester": shown.requester,
        "department": shown.department.name,
        "assignee": shown.assignee,
        "who": notice.who,
        "holder": shown.names.get(holder, holder),
        "by": _.when(datetime.fromisoformat(by), shown.now) if by else "",
    }


def _because(notice: Notice, text: Mrkdwn, *after: Mrkdwn) -> Body:
    """With the words somebody wrote with it."""
    more: list[Block] = [section(each) for each in after]
    said = notice.said
    if said is None or said.taken_back or not said.text:
        return body(text, section(text), *more)
    fallback = Mrkdwn(" ".join([text, *after]))
    return body(fallback, section(text), carried(said.text, notice.shown.names), *more)


def _next(_: Words, notice: Notice) -> Mrkdwn:
    due = due_by(notice.shown.request).get(ProgressDeadline.NEXT_UPDATE)
    if due is None:
        return Mrkdwn("")
    return _.mrkdwn("Next update by {by}.", by=_.when(due, notice.shown.now))


def _together(*sentences: Mrkdwn) -> Mrkdwn:
    return Mrkdwn(" ".join(each for each in sentences if each))


def _no_word(_: Words, notice: Notice) -> Body:
    given, due = _given(_, notice), str(notice.entry.data.get("due") or "")
    late = bool(due) and notice.entry.at - datetime.fromisoformat(due) > LATE
    sorry = (
        _.mrkdwn("Sorry, this comes late: you were to hear by {by}.", **given)
        if late
        else Mrkdwn("")
    )
    if given["assignee"]:
        text = _.mrkdwn("No news on {ref} yet. We've reminded {assignee}.", **given)
    else:
        text = _.mrkdwn(
            "No news on {ref} yet: no one at {department} has picked it up, so we've reminded them.",
            **given,
        )
    return body(_together(sorry, text, _next(_, notice)))


def _no_word_department(_: Words, notice: Notice) -> Body:
    given = _given(_, notice)
    return body(
        _.mrkdwn(
            "{requester} was promised an update on {ref} by now, and was told that no one has picked it up.",
            **given,
        )
    )


def _no_news(_: Words, notice: Notice) -> Body:
    given = _given(_, notice)
    text = _.mrkdwn("{who}: no news on {ref} yet, because", **given)
    return _because(notice, text, _.mrkdwn("Next update by {by}.", **given))


def _no_news_department(_: Words, notice: Notice) -> Body:
    given = _given(_, notice)
    text = _.mrkdwn("{who} told {requester} that there's no news yet:", **given)
    return _because(notice, text, _.mrkdwn("Next update by {by}.", **given))


def _often(_: Words, notice: Notice) -> str:
    rhythm = RHYTHMS.get(str(notice.entry.data.get("rhythm")))
    return rhythm.said(_) if rhythm else _("as often as usual")


def _agreed(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{who} will update you on {ref} {often}.",
        **_given(_, notice),
        often=_often(_, notice),
    )
    return body(_together(text, _next(_, notice)))


def _asked_for(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{requester} would like updates {often}.", **_given(_, notice), often=_often(_, notice)
    )
    return body(_together(text, _next(_, notice)))


def _any_news(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn("{requester} asks for news on {ref}.", **_given(_, notice))
    return body(_together(text, _next(_, notice)))


def _time_promised(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn("{who} promises to have {ref} done by {by}.", **_given(_, notice))
    return _because(notice, text)


def _time_moved(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn("{who} now expects to have {ref} done by {by}, because", **_given(_, notice))
    return _because(notice, text)


def _time_moved_department(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn("{who} told {requester} another time, {by}:", **_given(_, notice))
    return _because(notice, text)


def _time_passed(_: Words, notice: Notice) -> Body:
    given = _given(_, notice)
    if notice.entry.data.get("state") == State.WAITING:
        return body(
            _.mrkdwn(
                "{ref} was to be done by {by}. It's still waiting for your reply; then you'll get a new time.",
                **given,
            )
        )
    text = _.mrkdwn("{ref} was to be done by {by}, and isn't yet. Sorry.", **given)
    if given["assignee"]:
        reminded = _.mrkdwn("We've reminded {assignee}.", **given)
    else:
        reminded = _.mrkdwn("We've reminded {department}.", **given)
    return body(_together(text, reminded, _next(_, notice)))


def _time_passed_department(_: Words, notice: Notice) -> Body:
    return body(
        _.mrkdwn(
            "{requester} was promised that {ref} would be done by {by}, and no one is working on it.",
            **_given(_, notice),
        )
    )


def _lapsed(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{holder} couldn't get to {ref}, so it's back with {department}. You'll see here who picks it up.",
        **_given(_, notice),
    )
    return body(_together(text, _next(_, notice)))


def _released(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{holder} is no longer working on {ref}. {department} will pick it up; you'll see here who does.",
        **_given(_, notice),
    )
    return body(_together(text, _next(_, notice)))


def _free_again(_: Words, notice: Notice, text: Mrkdwn) -> Body:
    """With the way to the card, until someone has claimed it."""
    request, given = notice.shown.request, _given(_, notice)
    if request.state in (State.CLAIMED, State.WAITING):
        return body(_.mrkdwn("{assignee} has picked up {ref}.", **given))
    if request.state != State.OPEN:
        return body(_.mrkdwn("{ref} is done.", **given))
    if notice.card_at is None:
        return body(text)
    link = linked(permalink(notice.shown.workspace_url, *notice.card_at), _("Open card"))
    return body(text, section(text), context(link))


def _lapsed_department(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{ref} is unassigned again: {holder} claimed it, but {requester} had no word. Please claim it: “{summary}”",
        **_given(_, notice),
        summary=notice.shown.summary,
    )
    return _free_again(_, notice, text)


def _released_department(_: Words, notice: Notice) -> Body:
    text = _.mrkdwn(
        "{holder} released {ref}. Please claim it: “{summary}”",
        **_given(_, notice),
        summary=notice.shown.summary,
    )
    return _free_again(_, notice, text)


NOTICES: dict[tuple[str, str], NoticeView] = {
    (Party.REQUESTER, ProgressEvent.NO_WORD): _no_word,
    (Party.DEPARTMENT, ProgressEvent.NO_WORD): _no_word_department,
    (Party.REQUESTER, ProgressEvent.NO_NEWS): _no_news,
    (Party.DEPARTMENT, ProgressEvent.NO_NEWS): _no_news_department,
    (Party.REQUESTER, ProgressEvent.AGREED): _agreed,
    (Party.DEPARTMENT, ProgressEvent.ASKED_FOR): _asked_for,
    (Party.DEPARTMENT, ProgressEvent.ANY_NEWS): _any_news,
    (Party.REQUESTER, ProgressEvent.TIME_PROMISED): _time_promised,
    (Party.REQUESTER, ProgressEvent.TIME_MOVED): _time_moved,
    (Party.DEPARTMENT, ProgressEvent.TIME_MOVED): _time_moved_department,
    (Party.REQUESTER, ProgressEvent.TIME_PASSED): _time_passed,
    (Party.DEPARTMENT, ProgressEvent.TIME_PASSED): _time_passed_department,
    (Party.REQUESTER, ProgressEvent.CLAIM_LAPSED): _lapsed,
    (Party.DEPARTMENT, ProgressEvent.CLAIM_LAPSED): _lapsed_department,
    (Party.REQUESTER, ProgressEvent.CLAIM_RELEASED): _released,
    (Party.DEPARTMENT, ProgressEvent.CLAIM_RELEASED): _released_department,
}
