"""A department promises in the hours of its calendar, and each person reads it in their own zone."""

from datetime import UTC, datetime

from tests.office import Office


async def test_what_is_asked_after_closing_is_promised_after_the_next_opening(
    office: Office,
) -> None:
    """Facilities closes at one on Fridays and opens at seven on Mondays."""
    office.clock.to(datetime(2026, 11, 20, 12, 30, tzinfo=UTC))
    await office.ask("ann", "facilities the lamp above my desk flickers")
    receipt = office.person("ann").dm[-1]
    assert "Mon 23 Nov, 07:30 CET" in receipt.plain
    office.clock.to(datetime(2026, 11, 23, 6, 29, tzinfo=UTC))
    await office.later()
    assert "No one has picked it up yet" not in receipt.plain
    await office.later(minutes=1)
    assert "No one has picked it up yet" in receipt.plain


async def test_a_public_holiday_counts_where_it_is_one(office: Office) -> None:
    """On Maundy Thursday Oslo is off and Berlin works; until Easter Monday, both are."""
    office.clock.to(datetime(2027, 3, 24, 15, 50, tzinfo=UTC))  # ten minutes before both close
    await office.ask("ann", "hr my payslip is wrong")
    await office.ask("ben", "it my VPN drops")
    in_oslo, in_berlin = (office.person(who).dm[-1].plain for who in ("ann", "ben"))
    assert "If no one has by Tue 30 Mar, 10:50 CEST, we'll remind HR" in in_oslo
    # Ben reads it in London.
    assert "If no one has by Thu 25 Mar, 08:20 GMT, we'll remind IT" in in_berlin
