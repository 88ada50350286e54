"""The form of a poll, for what doesn't fit into a line: several choices, and when it closes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from config.catalogue import Words
from handlers.blocks import field, form, moment_input, option, radio, text_input
from handlers.errors import UserError
from handlers.packed import Packed
from handlers.pulse.filled import Given, lines, one
from handlers.pulse.ids import MakeField, PulseForm
from handlers.pulse.model import Plan, Scale
from handlers.pulse.polls import LONGEST, poll_plan

USUALLY, AT_MOST = timedelta(days=1), timedelta(days=31)


class PollValue(Packed):
    """In which channel."""

    channel: str


def poll_form(_: Words, channel: str, now: datetime) -> dict[str, Any]:
    """Raises `UserError` where nobody else is."""
    poll_plan(_, channel, "", ())
    how = [option(_("One of them"), Scale.ONE), option(_("Any of them"), Scale.SEVERAL)]
    names = [
        option(_("Named: everybody sees who voted for what"), "named"),
        option(_("Anonymous: bars only after it closes"), "anonymous"),
    ]
    closes = moment_input(MakeField.CLOSES, initial=now + USUALLY)
    blocks = [
        field(MakeField.TEXT, _("Question"), text_input(MakeField.TEXT, longest=LONGEST)),
        field(
            MakeField.CHOICES,
            _("Options"),
            text_input(MakeField.CHOICES, multiline=True),
            hint=_("One on each line."),
        ),
        field(
            MakeField.SCALE,
            _("How many can be chosen?"),
            radio(MakeField.SCALE, how, chosen=Scale.ONE),
        ),
        field(
            MakeField.NAMES,
            _("Anonymous or named?"),
            radio(MakeField.NAMES, names, chosen="named"),
            hint=_("It can't be changed later."),
        ),
        field(MakeField.CLOSES, _("Open until"), closes),
    ]
    metadata, submit, close = PollValue(channel=channel).pack(), _("Ask"), _("Cancel")
    return form(
        _("New poll"), PulseForm.POLL, blocks, submit=submit, close=close, metadata=metadata
    )


def plan_in(_: Words, said: Given, metadata: str, now: datetime) -> Plan:
    """What stands there. Raises `UserError`."""
    plan = poll_plan(
        _,
        PollValue.unpack(metadata).channel,
        one(said, MakeField.TEXT),
        lines(said, MakeField.CHOICES),
        scale=Scale(one(said, MakeField.SCALE) or Scale.ONE),
        anonymous=one(said, MakeField.NAMES) == "anonymous",
    )
    closes = datetime.fromtimestamp(int(one(said, MakeField.CLOSES) or 0), UTC)
    if not now < closes <= now + AT_MOST:
        raise UserError(
            _.mrkdwn("Choose a moment between now and a month from now."), field=MakeField.CLOSES
        )
    return plan.model_copy(update={"closes": closes})
