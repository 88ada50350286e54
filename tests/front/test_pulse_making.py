"""Making a pulse step by step, trying it, copying it, changing it, and correcting a typo while it runs."""

from tests.front.test_pulse import (
    EVERYBODY,
    QUESTIONS,
    ballot_of,
    begin,
    enter,
    fill,
    make,
    run,
    steps,
)
from tests.office import Office

FAIR = {"name": "Check", "channel": "general"}
DRINKS = {
    "text": "Wich drinks do you want?",
    "scale": "Any of several options",
    "choices": "Tea\nCoffee\nMaté",
    "languages": "de: Welche Getränke möchtest du?",
}


def seen(office: Office, who: str = "ben") -> str:
    """What stands in somebody's window."""
    modal = office.person(who).modal
    assert modal is not None
    return modal.text


async def press(office: Office, button: str, who: str = "ben") -> None:
    modal = office.person(who).modal
    assert modal is not None
    result = await office.person(who).click(modal, button)
    assert result.ok, result


async def test_a_pulse_is_made_in_steps_and_tried_before_it_is_sent(office: Office) -> None:
    ben = office.person("ben")
    office.slack.update_person("lena", locale="de-DE")
    await office.settle()
    await begin(office)
    ben.fill({**FAIR, "channel": "sales"})
    assert "or make it named" in (await ben.submit()).errors["channel"]
    await fill(office, "ben", FAIR)
    await enter(office, "ben", DRINKS)
    await press(office, "Add another question")
    assert "Your own: Wich drinks do you want?" in seen(office)
    ben.fill({"text": "A slip", "languages": "Wie bitte?"})
    assert "a language and a colon" in (await ben.submit()).errors["languages"]
    ben.fill({"languages": None})
    await press(office, "Add another question")
    await office.person("ben").click(ben.modal, "Remove", value='{"pulse":1,"at":1}')  # type: ignore[arg-type]
    assert "A slip" not in seen(office)
    # Whoever closes the window finds it where they left it.
    await ben.close()
    await ben.command("/pulse")
    assert "Not sent yet" in seen(office)
    await press(office, "Continue")
    await fill(office, "ben", {})
    await fill(office, "ben", {"bank": QUESTIONS[:1]})
    await fill(office, "ben", {"cuts": ["Show departments side by side"], "teams": ["@it-team"]})
    text = seen(office)
    assert "Asks everybody in" in text
    assert "Now, open for 3 days" in text
    assert "Side by side: departments, @it-team" in text
    assert "Tea / Coffee / Maté" in text
    await press(office, "Send to myself")
    await office.settle()
    [trial] = [each for each in ben.dm if "Only you see this" in each.plain]
    await ben.click(trial, "4 · Agree")
    assert "Nothing that you press here is saved" in ben.ephemerals[-1].plain
    assert not any("would like" in each.plain for each in office.person("ann").dm)
    assert (await ben.submit()).ok
    await ben.close()
    await run(office)
    lena = office.person("lena")
    await lena.click(ballot_of(office, "lena"), "pulse_answer_all")
    assert "Welche Getränke möchtest du?" in seen(office, "lena")
    await lena.close()
    # A typo is corrected while it runs, and shown as corrected; what it means stays.
    await ben.command("/pulse")
    await press(office, "Correct a typo")
    modal = ben.modal
    assert modal is not None
    [field] = [block["block_id"] for block in modal.payload()["blocks"] if block["type"] == "input"]
    ben.fill({field: "Which drinks don't you want?"})
    assert "more than a typo" in (await ben.submit()).errors[field]
    ben.fill({field: "Which drinks do you want?"})
    assert (await ben.submit()).ok
    await ben.close()
    ann = office.person("ann")
    await ann.click(ballot_of(office, "ann"), "Answer all")
    assert "2 of 2 · Which drinks do you want?" in seen(office, "ann")
    assert "Corrected. Before: “Wich drinks do you want?”" in seen(office, "ann")
    await office.submit("ann", **{"answer:1": ["Tea", "Maté"]})
    await ann.click(ballot_of(office, "ann"), "See or change my answers")
    assert ann.modal is not None
    ticked = ann.modal.payload()["state"]["values"]["answer:1"]["answer:1"]["selected_options"]
    assert [each["value"] for each in ticked] == ["0", "2"]


async def test_a_pulse_is_copied_changed_from_its_next_round_on_and_skipped(office: Office) -> None:
    weekly = {"every": "Every week", "first": "2026-11-23", "open_for": "3 days"}
    await make(office, **weekly)
    ben = office.person("ben")
    await ben.command("/pulse")
    text = seen(office)
    assert text.index("Planned") < text.index("Next round: Mon")
    await ben.click(ben.modal, "pulse_more", option="Skip the next round")  # type: ignore[arg-type]
    assert "is skipped" in seen(office)
    await ben.click(ben.modal, "pulse_more", option="Don't skip the next round")  # type: ignore[arg-type]
    await press(office, "Change")
    assert "Anonymous: no one learns who answered what. That can never be changed." in seen(office)
    await fill(office, "ben", {"name": "Team check, shorter"})
    await fill(office, "ben", {"bank": QUESTIONS[1:]})
    await fill(office, "ben", {"first": "2026-11-30"})
    assert "Change pulse, 4/4" in repr(ben.modal.payload())  # type: ignore[union-attr]
    assert (await ben.submit()).ok
    await ben.close()
    await office.later(days=6)
    assert not any("would like to know" in each.plain for each in office.person("ann").dm)
    await office.later(days=6, hours=4)
    asked = ballot_of(office, "ann").plain
    assert "Team check, shorter" in asked
    assert "1 question, open" in asked
    await ben.command("/pulse")
    await ben.click(ben.modal, "pulse_more", option="Copy")  # type: ignore[arg-type]
    assert "New pulse, 1/4" in repr(ben.modal.payload())  # type: ignore[union-attr]
    for step in steps({"name": "Another", "bank": ["workload-focus"], "every": "Once"}):
        await fill(office, "ben", step)
    assert "Another" in seen(office)
    # Meanwhile most have left the channel.
    for who in EVERYBODY[:8]:
        office.channel("general").remove(who)
    assert (await ben.submit()).ok
    assert "That's 4 people, too few for answers to be anonymous" in seen(office)
    await ben.close()
    await ben.command("/pulse")
    assert "Not sent yet" in seen(office)
    await ben.click(ben.modal, "Delete", option="Delete")  # type: ignore[arg-type]
    assert "Not sent yet" not in seen(office)
    await ben.click(ben.modal, "pulse_more", option="Stop for good")  # type: ignore[arg-type]
    await office.later(days=4)
    await ben.close()
    await ben.command("/pulse")
    assert "Ended" in seen(office)
    assert "Next round" not in seen(office)


async def test_a_poll_by_its_form_with_several_choices_and_its_own_end(office: Office) -> None:
    ann = office.person("ann")
    await ann.command("/pulse", "poll", channel="general")
    until = int(office.clock.now().timestamp()) + 3 * 86_400
    ann.fill({"text": "Which days?", "choices": "Mon\nTue\nWed", "closes": until + 10**7})
    assert "a month from now" in (await ann.submit()).errors["closes"]
    ann.fill({"scale": "Any of them", "closes": until})
    assert (await ann.submit()).ok
    await run(office)
    asked = office.channel("general").messages[-1]
    for who, days in (("ann", ["Mon", "Tue"]), ("ben", ["Tue"])):
        await office.person(who).click(asked, "Vote")
        await office.submit(who, **{"answer:0": days})
        await office.settle()
    assert "Tue: 2 (100 %)" in asked.plain
    assert "Mon: 1 (50 %)" in asked.plain
    await office.later(days=2)
    assert "Press Vote again to change" in asked.plain
    await office.later(days=1, minutes=1)
    assert "Press Vote" not in asked.plain
    assert "Tue: 2 (100 %) ▇▇▇▇▇▇▇▇▇▇▇▇ – Ann Berg, Ben Okafor" in asked.plain
