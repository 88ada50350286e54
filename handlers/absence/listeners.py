"""`/frontdesk absent`, its form and its list."""

from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from config.calendars import local_date
from config.catalogue import Mrkdwn
from handlers.absence.checks import may_say_for, people_of
from handlers.absence.feeds import Connect, connect
from handlers.absence.home import said
from handlers.absence.ids import AbsenceAction, AbsenceField, AbsenceForm, AbsenceValue
from handlers.absence.service import NEW, Away, OnAbsence, end, say
from handlers.absence.views import (
    AbsenceLine,
    Filled,
    calendar_form,
    change_form,
    list_view,
    new_form,
)
from handlers.absence.words import days_of, first_day, why_not
from handlers.answers import renew_window
from handlers.cover import last_day, zone_of
from handlers.desk import Desk
from handlers.directory.rules import is_stranger, name_of
from handlers.errors import UserError
from handlers.offers import Subcommand
from handlers.payloads import Click, Command, Form
from handlers.requests.forms import typed
from handlers.text import unescape
from storage import absences, feeds
from storage.absences import Absence
from storage.transaction import Transaction

LISTED = 20


async def absent(desk: Desk, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """The form, with what is entered already."""
    command = Command.parse(body)
    view = await desk.read(form_for, command.user)
    await client.views_open(trigger_id=command.trigger, view=view)
    await ack()


def form_for(tx: Transaction, desk: Desk, user: str) -> dict[str, Any]:
    """A new absence, from today; heads may choose whose."""
    if is_stranger(tx, user):
        _ = desk.words_for(tx, user)
        raise UserError(
            _.mrkdwn("Only people of {company} can do this.", company=desk.organisation.name)
        )
    _ = desk.words_for(tx, user)
    today = local_date(desk.clock.now(), zone_of(tx, desk, user))
    who = user if people_of(tx, desk, user) else None
    filled = Filled(first=today, last=today, who=who)
    return new_form(_, filled, _lines(tx, desk, user), _calendar(tx, desk, user))


def list_for(tx: Transaction, desk: Desk, user: str) -> dict[str, Any]:
    """Somebody's own, and those of the people they head."""
    _ = desk.words_for(tx, user)
    return list_view(_, _lines(tx, desk, user), _calendar(tx, desk, user))


def _calendar(tx: Transaction, desk: Desk, user: str) -> Mrkdwn:
    """How somebody's calendar is."""
    _, feed = desk.words_for(tx, user), feeds.of(tx, user)
    if feed is None:
        return _.mrkdwn("Absences can also come from your calendar.")
    if feed.trouble is not None:
        return _.mrkdwn(":warning: I can't read your calendar: {why}", why=why_not(_, feed.trouble))
    if feed.read_at is None:
        return _.mrkdwn("I'm about to read your calendar for the first time.")
    at = _.when(feed.read_at, desk.clock.now())
    return _.mrkdwn("Absences also come from your calendar, read {at}.", at=at)


def calendar_for(tx: Transaction, desk: Desk, user: str) -> dict[str, Any]:
    """The form for its address."""
    feed = feeds.of(tx, user)
    return calendar_form(desk.words_for(tx, user), feed.url if feed else "")


def _lines(tx: Transaction, desk: Desk, user: str) -> list[AbsenceLine]:
    _, now = desk.words_for(tx, user), desk.clock.now()
    others = [each for each in people_of(tx, desk, user) if each != user]
    found = [each for whose in (user, *others) for each in absences.to_come(tx, whose, now)][
        :LISTED
    ]
    return [
        AbsenceLine(each.id, _line(tx, desk, user, each), each.begins_at <= now) for each in found
    ]


def _line(tx: Transaction, desk: Desk, user: str, absence: Absence) -> Any:
    _ = desk.words_for(tx, user)
    if absence.user == user:
        return said(tx, desk, _, absence)
    return _.mrkdwn(
        ":palm_tree: {who} is away {days}.",
        who=name_of(tx, absence.user),
        days=days_of(tx, desk, _, absence),
    )


def changing(tx: Transaction, desk: Desk, user: str, number: int) -> dict[str, Any]:
    """The form of one that is entered."""
    absence = absences.get(tx, number)
    _ = desk.words_for(tx, user)
    if absence is None or absence.over or absence.ends_at <= desk.clock.now():
        raise UserError(_.mrkdwn("This absence is over. Enter a new one."))
    may_say_for(tx, desk, user, absence.user)
    filled = Filled(
        first=first_day(tx, desk, absence),
        last=last_day(tx, desk, absence),
        cover=absence.cover,
        note=unescape(absence.note),
        absence=absence.id,
        has_begun=absence.begins_at <= desk.clock.now(),
    )
    return change_form(_, filled)


class AbsenceListeners:
    """Buttons and forms of absences."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def opened(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """From Home."""
        click = Click.parse(body)
        view = await self.desk.read(form_for, click.user)
        await client.views_open(trigger_id=click.trigger, view=view)
        await ack()

    async def change(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """The form of one that is entered."""
        click = Click.parse(body)
        number = AbsenceValue.unpack(click.value).absence
        view = await self.desk.read(changing, click.user, number)
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()

    async def end(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Back already, or cancelled; the list is shown as it is now."""
        click = Click.parse(body)
        number = AbsenceValue.unpack(click.value).absence
        act = OnAbsence(team=self.desk.team, actor=click.user, key=click.key, absence=number)
        await self.desk.transact(end, act)
        view = await self.desk.read(list_for, click.user)
        await renew_window(client, view, view_id=click.view_id)
        await ack()

    async def calendar(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Ask for the address of a calendar."""
        click = Click.parse(body)
        view = await self.desk.read(calendar_for, click.user)
        await client.views_push(trigger_id=click.trigger, view=view)
        await ack()

    async def connected(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """An address, or none."""
        form = Form.parse(body)
        url = form.values.get(AbsenceField.ADDRESS, "")
        act = Connect(team=self.desk.team, actor=form.user, key=form.key, url=url)
        await self.desk.transact(connect, act)
        view = await self.desk.read(list_for, form.user)
        await ack(response_action="update", view=view)

    async def saved(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The form, new or changed; in its place stands the list."""
        form = Form.parse(body)
        number = AbsenceValue.unpack(form.metadata).absence if form.metadata else NEW
        await self.desk.transact(say, self._given(form, number))
        view = await self.desk.read(list_for, form.user)
        await ack(response_action="update", view=view)

    def _given(self, form: Form, number: int) -> Away:
        last = date.fromisoformat(form.values[AbsenceField.LAST])
        first = form.values.get(AbsenceField.FIRST)
        return Away(
            team=self.desk.team,
            actor=form.user,
            key=form.key,
            user=form.values.get(AbsenceField.WHO) or form.user,
            first=date.fromisoformat(first) if first else last,
            last=last,
            cover=form.values.get(AbsenceField.COVER),
            note=typed(form, AbsenceField.NOTE),
            absence=number,
        )


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to them."""
    listeners = AbsenceListeners(desk)
    app.action(AbsenceAction.OPEN)(listeners.opened)
    app.action(AbsenceAction.CHANGE)(listeners.change)
    app.action(AbsenceAction.END)(listeners.end)
    app.action(AbsenceAction.CALENDAR)(listeners.calendar)
    app.view(AbsenceForm.CALENDAR)(listeners.connected)
    app.view(AbsenceForm.NEW)(listeners.saved)
    app.view(AbsenceForm.CHANGE)(listeners.saved)


ABSENT = Subcommand(
    run=absent,
    help=lambda _: _.mrkdwn("• `/frontdesk absent` says when you're away and who covers"),
)
