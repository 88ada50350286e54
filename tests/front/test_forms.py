"""The form: its fields follow the department and the type, nothing typed is lost, nothing foreign is taken."""

import json

import pytest

from sandbox import Actor
from tests.office import Office, opened, organisation


async def opened_form(office: Office, words: str = "") -> Actor:
    ann = office.person("ann")
    assert (await ann.command("/ask", words)).ok
    assert ann.modal is not None
    return ann


async def chosen(office: Office, actor: Actor, **fields: object) -> list[str]:
    """Choose, and give the labels of the fields that there are then."""
    for block_id, value in fields.items():
        assert actor.modal is not None
        key = next(
            block["block_id"]
            for block in actor.modal.blocks
            if block["block_id"].partition(":")[0] == block_id
        )
        actor.fill({key: value})
        await office.slack.idle()
    assert actor.modal is not None
    return actor.modal.labels


async def test_the_form_opens_empty_or_with_its_department(office: Office) -> None:
    ann = await opened_form(office)
    assert ann.modal is not None
    assert ann.modal.labels == ["Which team is this for?", "What do you need?", "How urgent is it?"]
    ann = await opened_form(office, "personnel")
    assert ann.modal is not None
    assert ann.modal.labels == [
        "Which team is this for?",
        "What kind of request?",
        "What do you need?",
        "How urgent is it?",
    ]
    assert await ann.submit() is not None  # the text is missing
    assert ann.modal.errors == {"text": "Please complete this required field."}
    await office.submit("ann", text="How many days do I have left?")
    assert "Hana" not in office.channel("hr-help").messages[0].plain
    assert "Ann Berg · Sent straight to HR" in office.channel("hr-help").messages[0].plain


async def test_fields_follow_department_and_type_and_what_was_typed_stays(office: Office) -> None:
    ann = await opened_form(office)
    ann.fill({"text": "I cannot open the CRM", "urgency": "high"})
    labels = await chosen(office, ann, department="it", request_type="access")
    assert labels == [
        "Which team is this for?",
        "What kind of request?",
        "What do you need?",
        "Which system?",
        "What do you need to do there?",
        "Until when?",
        "How urgent is it?",
    ]
    assert not (await ann.submit()).ok  # which system is required
    assert ann.modal is not None
    assert list(ann.modal.errors) == ["field:it:access:system"]
    await office.submit("ann", **{"Which system?": "CRM", "Until when?": "2026-12-24"})
    [card] = office.channel("it-help").messages
    assert "I cannot open the CRM" in card.plain
    assert "Access to a system" in card.plain
    assert "Which system?: CRM" in card.plain
    assert "Until when?: 2026-12-24" in card.plain
    assert "What do you need to do there?" not in card.plain
    assert "Urgent" in card.plain
    assert "Urgent" in ann.dm[-1].plain


async def test_another_department_forgets_the_type_of_the_one_before(office: Office) -> None:
    ann = await opened_form(office)
    await chosen(office, ann, department="finance", request_type="invoice")
    labels = await chosen(office, ann, department="facilities")
    assert "Invoice number" not in labels
    assert await chosen(office, ann, request_type="visitor") == [
        "Which team is this for?",
        "What kind of request?",
        "What do you need?",
        "On which day?",
        "How many people?",
        "How urgent is it?",
    ]
    labels = await chosen(office, ann, department="triage")
    assert labels == ["Which team is this for?", "What do you need?", "How urgent is it?"]
    await office.submit("ann", text="the lamp above my desk flickers")
    [card] = office.channel("facilities-help").messages  # left to us, and the words are clear
    assert "Matched “lamp”, “desk”" in card.plain


async def test_two_quick_choices_are_both_followed(office: Office) -> None:
    ann = await opened_form(office)
    office.slack.faults.slow("views.update", 0.05)
    ann.fill({"department": "it"})
    ann.fill({"department": "hr"})
    await office.slack.idle()
    assert ann.modal is not None
    assert "request_type:hr" in [block["block_id"] for block in ann.modal.blocks]
    assert len(ann.modals) == 1


async def test_a_form_closed_while_it_changes_is_no_trouble(office: Office) -> None:
    ann = await opened_form(office)
    ann.fill({"department": "it"})
    await ann.close()
    await office.slack.idle()
    assert ann.modals == []
    assert not [call for call in office.slack.calls if call.method == "views.push"]


async def test_a_number_is_a_number(office: Office) -> None:
    ann = await opened_form(office, "finance")
    await chosen(office, ann, request_type="expenses")
    ann.fill({"text": "my taxi", "Amount": "a lot"})
    assert not (await ann.submit()).ok
    ann.fill({"Amount": "12.50"})
    assert (await ann.submit()).ok
    await office.settle()
    assert "Amount: 12.50" in office.channel("finance-help").messages[0].plain


@pytest.mark.parametrize(
    ("block", "forged", "error"),
    [
        ("department", "navy", "That department no longer exists"),
        ("request_type:it", "magic", "That kind of request no longer exists"),
        ("field:it:access:system", "Mainframe", "That option no longer exists"),
        ("urgency", "yesterday", "Please pick one of these"),
    ],
)
async def test_what_is_not_offered_any_more_is_not_taken(
    office: Office, block: str, forged: str, error: str
) -> None:
    ann = await opened_form(office)
    await chosen(office, ann, department="it", request_type="access")
    ann.fill({"text": "I need the CRM", "Which system?": "CRM"})
    _forge(
        ann,
        block,
        {"selected_option": {"value": forged, "text": {"type": "plain_text", "text": "x"}}},
    )
    result = await ann.submit()
    assert not result.ok
    assert error in result.errors[block]
    await office.settle()
    assert office.channel("it-help").messages == []
    # Nothing typed is lost: chosen again, it is sent.
    assert ann.modal is not None
    assert "I need the CRM" in ann.modal.text


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("field:hr:leave:from", {"selected_date": "soon"}, "Please pick a date"),
        ("field:hr:leave:days", {"value": "NaN"}, "Please enter a number"),
        ("field:hr:leave:days", {"value": "many"}, "Please enter a number"),
    ],
)
async def test_what_no_client_sends_is_not_taken(
    office: Office, field: str, value: dict[str, str], error: str
) -> None:
    ann = await opened_form(office, "hr")
    await chosen(office, ann, request_type="leave")
    ann.fill({"text": "Two weeks in August"})
    view = ann.modal
    assert view is not None
    for block in view.blocks:
        if block["block_id"] == field:
            block["element"]["type"] = "plain_text_input"
    _forge(ann, field, {"type": "plain_text_input", **value})
    result = await ann.submit()
    assert not result.ok
    assert error in result.errors[field]


async def test_only_emoji_in_the_form_is_asked_again_beside_its_field(office: Office) -> None:
    ann = await opened_form(office, "it")
    ann.fill({"text": ":tada: :tada:"})
    result = await ann.submit()
    assert "Please describe what you need in a few words" in result.errors["text"]
    await office.submit("ann", text="my VPN drops")
    assert len(office.channel("it-help").messages) == 1


async def test_a_form_sent_twice_is_one_request(office: Office) -> None:
    await opened_form(office, "it")
    await office.submit("ann", text="my VPN drops")
    await office.slack.redeliver_last("view_submission")
    await office.settle()
    assert len(office.channel("it-help").messages) == 1


async def test_a_form_of_an_older_version_says_so(office: Office) -> None:
    ann = await opened_form(office, "it")
    ann.fill({"text": "my VPN drops"})
    assert ann.modal is not None
    ann.modal.definition["private_metadata"] = json.dumps({"v": 99})
    result = await ann.submit()
    assert "This button is out of date" in next(iter(result.errors.values()))


async def test_a_department_whose_general_question_has_fields_asks_them(database_url: str) -> None:
    organised = organisation()
    data = organised.model_dump()
    [it, *others] = data["departments"]
    fields = [
        {"key": f"f{at}", "label": f"Question {at}", "kind": "long", "required": at == 0}
        for at in range(20)
    ]
    it |= {"request_types": [{"key": "general", "name": "Anything", "fields": fields}]}
    changed = type(organised).model_validate(data | {"departments": [it, *others]})
    async with opened(database_url, organised=changed) as office:
        ann = await opened_form(office, "it")
        assert ann.modal is not None
        assert len(ann.modal.labels) == 23
        given = {f"Question {at}": f"{at}: " + "<!here> *_`" * 8 for at in range(20)}
        await office.submit("ann", text="help " * 500, **given)
        [card] = office.channel("it-help").messages
        for answer in given.values():
            assert answer in card.plain
        assert card.notified == frozenset()


def _forge(actor: Actor, block_id: str, state: dict[str, object]) -> None:
    """What is sent for a field, whatever the form offers."""
    assert actor.modal is not None
    [action_id] = actor.modal.values[block_id]
    actor.modal.values[block_id][action_id] |= state
