"""Who stands in for whom, and who is on duty."""

from datetime import timedelta
from typing import Any

from handlers.cover import is_absent, stand_in
from handlers.duty import on_duty
from storage import absences, swaps
from storage.transaction import Transaction
from tests.office import Office
from tests.storage.test_absences import an_absence

DAY = timedelta(days=1)


def ids(office: Office) -> dict[str, str]:
    names = ("lena", "tom", "ines", "ann", "hana")
    return {name: office.person(name).id for name in names}


async def test_who_stands_in(office: Office) -> None:
    who, desk = ids(office), office.frontdesk.desk
    it = desk.organisation.department("it")
    assert it is not None
    now = office.clock.now()

    def away(tx: Transaction, name: str, cover: str | None = None, **more: Any) -> None:
        given = {"begins_at": now, "ends_at": now + DAY, "cover": who[cover] if cover else None}
        absences.add(tx, an_absence(who[name], **(given | more)))

    def story(tx: Transaction) -> None:
        assert on_duty(tx, desk, it) == who["ines"]
        assert on_duty(tx, desk, it, now + 7 * DAY) == who["lena"]
        assert stand_in(tx, desk, who["lena"]) == who["lena"]
        away(tx, "lena", "tom")
        assert is_absent(tx, desk, who["lena"], now)
        assert not is_absent(tx, desk, who["lena"], now + DAY)
        assert stand_in(tx, desk, who["lena"], it) == who["tom"]
        # A cover of another department can't work there: whoever is on duty can.
        away(tx, "hana", "tom")
        assert stand_in(tx, desk, who["hana"], desk.organisation.department("hr")) is None
        # The cover's cover, and no circle.
        away(tx, "tom", "lena")
        assert stand_in(tx, desk, who["lena"], it) == who["ines"]
        swaps.put(tx, "it", "2026-11-16", who["tom"])
        assert on_duty(tx, desk, it) == who["ines"]
        away(tx, "ines")
        assert on_duty(tx, desk, it) is None
        assert stand_in(tx, desk, who["lena"], it) is None
        assert stand_in(tx, desk, who["ann"]) == who["ann"]

    await office.frontdesk.database.write(desk.team, story)
