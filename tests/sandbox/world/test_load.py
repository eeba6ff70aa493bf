"""World files: read, refused with clear messages, written and read again."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from notify_sdk.sandbox import Sandbox, WorldError
from notify_sdk.sandbox.world.dump import world_of
from notify_sdk.sandbox.world.load import state_of
from tests.conformance.data import world

NOW = datetime(2026, 11, 23, 4, 27, tzinfo=UTC)

TEN_LINES = """\
services:
  passports:
    restricted: false
    templates:
      - {name: reminder, type: sms, body: "Hello ((name))"}
      - name: receipt
        type: email
        subject: Your receipt
        body: Thank you, ((name)).
"""


def test_the_recorded_world_is_written_as_it_was_read():
    written = world_of(state_of(world(), "world.json", NOW))
    for slug, recorded in world()["services"].items():
        service = dict(written["services"][slug])
        service["permissions"] = sorted(service["permissions"])
        expected = {**recorded, "permissions": sorted(recorded["permissions"])}
        expected["notifications"] = sorted(recorded["notifications"], key=lambda row: row["created_at"])
        for template in expected["templates"]:
            template.setdefault("has_unsubscribe_link", False)
        expected["templates"] = [_without_made_up(template) for template in expected["templates"]]
        service["templates"] = [_without_made_up(template) for template in service["templates"]]
        assert service == expected
    assert written["users"] == world()["users"]


def _without_made_up(template):
    # the recorded world has only some fields of a hidden template
    if not template["hidden"]:
        return template
    return {**template, "versions": [{**version, **_UNSAID} for version in template["versions"]]}


_UNSAID = dict.fromkeys(
    [
        "archived",
        "created_at",
        "updated_at",
        "created_by",
        "letter_contact_block_id",
        "letter_contact_block",
        "letter_languages",
        "letter_welsh_subject",
        "letter_welsh_content",
    ]
)


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".yml"])
def test_what_is_dumped_can_be_loaded_again(tmp_path, suffix):
    sandbox = Sandbox(clock=lambda: NOW)
    send(
        sandbox,
        phone_number="07700900123",
        template_id=sandbox.templates["security code"],
        personalisation={"code": 1, "app": "no"},
    )
    first, second = tmp_path / f"first{suffix}", tmp_path / f"second{suffix}"
    sandbox.dump(first)
    Sandbox.load(first, clock=lambda: NOW).dump(second)
    assert first.read_text() == second.read_text()
    assert "07700900123" in second.read_text()


def test_ten_lines_are_enough(tmp_path):
    path = tmp_path / "world.yaml"
    path.write_text(TEN_LINES)
    sandbox = Sandbox.load(path)
    answered = send(
        sandbox, phone_number="07700900123", template_id=sandbox.templates["reminder"], personalisation={"name": "Ada"}
    )
    assert answered["content"] == {"body": "Hello Ada", "from_number": "GOVUK"}


def test_ids_that_are_left_out_are_made_up_the_same_each_time(tmp_path):
    path = tmp_path / "world.yaml"
    path.write_text(TEN_LINES)
    first, second = Sandbox.load(path), Sandbox.load(path)
    assert first.api_key == second.api_key
    assert first.templates == second.templates
    UUID(first.templates["receipt"])


@pytest.mark.parametrize(
    ("world", "message"),
    [
        ("{}", "services: Field required"),
        ('{"services": {}}', "services: Dictionary should have at least 1 item after validation, not 0"),
        ('{"services": {"a": {"name": 5}}}', "services.a.name: Input should be a valid string"),
        ('{"services": {"a": {"nmae": "x"}}}', "services.a.nmae: Extra inputs are not permitted"),
        (
            '{"services": {"a": {"templates": [{"name": "x", "body": "y"}]}}}',
            "services.a.templates.0.type: Field required",
        ),
        (
            '{"services": {"a": {"templates": [{"type": "sms", "body": "y"}]}}}',
            "a template needs a name, a slug or an id",
        ),
        ('{"services": {"a": {"templates": [{"type": "sms", "name": "n"}]}}}', "n needs a body or versions"),
        (
            '{"services": {"a": {"notifications": [{"to": "x", "template_id": "00000000-0000-4000-8000-000000000000"}]}}}',
            "services.a.notifications.0.template_id: the service has no template 00000000-0000-4000-8000-000000000000",
        ),
        ("[", "is not JSON"),
        ("[]", "the whole file: Input should be"),
    ],
)
def test_an_error_names_the_file_and_the_place(tmp_path, world, message):
    path = tmp_path / "world.json"
    path.write_text(world)
    with pytest.raises(WorldError) as caught:
        Sandbox.load(path)
    assert message in str(caught.value)
    assert "world.json" in str(caught.value)


def test_a_pdf_that_is_not_base64_is_refused():
    template = {"type": "letter", "name": "n", "body": "b", "id": "00000000-0000-4000-8000-000000000000"}
    letter = {"to": "x", "template_id": template["id"], "pdf": "?"}
    with pytest.raises(WorldError, match=r"notifications\.0\.pdf: not base64"):
        state_of({"services": {"a": {"templates": [template], "notifications": [letter]}}}, "w", NOW)


def test_every_optional_part_of_a_world_is_read():
    callback = {"url": "https://example.gov.uk/receipts", "bearer_token": "secret"}
    text = {"user_number": "447700900123", "content": "Hi"}
    data = {
        "config": {"API_PAGE_SIZE": 3, "TEST_LETTERS_FAKE_DELIVERY": False, "anything": "else"},
        "users": [{"email_address": "a@example.gov.uk"}],
        "services": {
            "a": {
                "contact_link": None,
                "receiving_number": "07700900800",
                "callbacks": {"delivery_receipt": callback},
                "email_reply_tos": [{"email_address": "r@example.gov.uk"}],
                "letter_contacts": [{"contact_block": "London"}],
                "sms_senders": [{"sms_sender": "ME", "is_default": True}],
                "api_keys": {"only": {"key_type": "normal"}},
                "templates": [
                    {
                        "type": "email",
                        "id": str(UUID(int=1)),
                        "email_files": [{"filename": "a.pdf"}],
                        "versions": [{"subject": "s", "body": "b"}],
                    }
                ],
                "received_text_messages": [text],
            }
        },
    }
    state = state_of(data, "w", NOW)
    (service,) = state
    assert (state.settings.page_size, state.settings.fake_letter_delivery) == (3, False)
    assert service.callbacks["delivery_receipt"].url == callback["url"]
    assert "secret" not in repr(service)
    assert service.received_text_messages[0].notify_number == "07700900800"
    again = state_of(json.loads(json.dumps(world_of(state))), "w", NOW)
    assert world_of(again) == world_of(state)


def send(sandbox, kind="sms", **body):
    from tests.sandbox.signed_requests import send_request

    return send_request(sandbox, "POST", f"/v2/notifications/{kind}", body=body).json()
