"""Sending to the default sandbox and reading back."""

import base64
import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.api.letters import is_precompiled
from notify_sdk.sandbox.wire import Refusal
from tests.sandbox.signed_requests import send_request

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "address_line_3": "SW14 6BH"}
FILE = {"file": base64.b64encode(b"a,b\n").decode(), "filename": "a.csv"}


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


def send(sandbox, kind, template=None, key=None, **body):
    if template:
        body["template_id"] = sandbox.templates[template]
    return send_request(sandbox, "POST", f"/v2/notifications/{kind}", body=body, key=key)


def message(response):
    return response.json()["errors"][0]["message"]


def read(sandbox, sent, what=""):
    return send_request(sandbox, "GET", f"/v2/notifications/{sent.json()['id']}{what}")


def text(sandbox, **body):
    values = {"name": "Ada", "date": "3 May"}
    return send(
        sandbox, "sms", "appointment reminder", **{"phone_number": "07700 900123", "personalisation": values, **body}
    )


def letter(sandbox, **body):
    values = {**ADDRESS, "date": "3 May"}
    return send(sandbox, "letter", "change of address", **{"personalisation": values, **body})


def email(sandbox, **body):
    values = {"name": "Ada", "link_to_file": FILE, "form_enclosed": "yes"}
    return send(sandbox, "email", "document", **{"email_address": "ada@example.com", "personalisation": values, **body})


def test_a_text_is_sent_and_read_back(sandbox):
    sent = text(sandbox, reference="r")
    assert (sent.status, sent.json()["content"]["body"]) == (201, "Hello Ada, your appointment is on 3 May.")
    found = read(sandbox, sent).json()
    assert (found["status"], found["phone_number"], found["reference"]) == ("created", "07700 900123", "r")
    assert found["created_at"] == "2026-11-23T12:00:00.000000Z"


def test_an_email_with_a_file_shows_its_link(sandbox):
    sent = email(sandbox)
    body = sent.json()["content"]["body"]
    assert "https://documents.service.gov.uk/d/" in body
    assert body.endswith("Please fill in the form.")
    assert read(sandbox, sent).json()["body"] == body


def test_a_letter_is_accepted_and_has_no_pdf_yet(sandbox):
    sent = letter(sandbox)
    found = read(sandbox, sent).json()
    assert (found["status"], found["line_1"], found["postage"]) == ("accepted", "Amala Bird", "second")
    assert message(read(sandbox, sent, "/pdf")) == "PDF not available yet, try again later"


def test_a_precompiled_letter_gives_its_pdf_back(sandbox):
    sent = send(sandbox, "letter", reference="r", content=base64.b64encode(b"%PDF-1.7").decode(), postage="first")
    assert sent.json() == {"id": sent.json()["id"], "reference": "r", "postage": "first"}
    kept = sandbox.state.notifications[UUID(sent.json()["id"])]
    kept.status, kept.pdf_available = "created", True
    assert read(sandbox, sent, "/pdf").body == b"%PDF-1.7"
    assert read(sandbox, sent).json()["subject"] == "Pre-compiled PDF"


def test_the_hidden_template_of_precompiled_letters_is_made_once_and_stays_hidden(sandbox):
    for _ in range(2):
        send(sandbox, "letter", reference="r", content="")
    hidden = [template for template in sandbox.service.templates if template.hidden]
    assert len(hidden) == 1
    assert send_request(sandbox, "GET", f"/v2/template/{hidden[0].id}").status == 404
    refused = send(sandbox, "letter", template_id=str(hidden[0].id), personalisation=ADDRESS)
    assert message(refused) == "Template not found"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("virus-scan-failed", "File did not pass the virus scan"),
        ("technical-failure", "PDF not available for letters in status technical-failure"),
        ("pending-virus-check", "PDF not available yet, try again later"),
    ],
)
def test_some_letters_have_no_pdf(sandbox, status, said):
    sent = letter(sandbox)
    sandbox.state.notifications[UUID(sent.json()["id"])].status = status
    assert message(read(sandbox, sent, "/pdf")) == said


def test_a_test_keys_letter_may_be_delivered_at_once(sandbox):
    assert read(sandbox, letter(sandbox, key=sandbox.test_api_key)).json()["status"] == "accepted"
    sandbox.state.settings.fake_letter_delivery = False
    found = read(sandbox, letter(sandbox, key=sandbox.test_api_key)).json()
    assert (found["status"], found["completed_at"]) == ("received", "2026-11-23T12:00:00.000000Z")


def test_simulated_recipients_are_answered_but_not_kept(sandbox):
    for sent in (
        text(sandbox, phone_number="+447700900222"),
        email(sandbox, email_address="Simulate-Delivered-2@notifications.service.gov.uk"),
    ):
        assert sent.status == 201
        assert read(sandbox, sent).status == 404


def test_a_team_key_knows_the_team_and_the_guests(sandbox):
    key = sandbox.team_api_key
    sandbox.service.guest_list.append("Guest <not an address>")
    assert text(sandbox, key=key, phone_number="07700900999").status == 201
    assert email(sandbox, key=key, email_address="SOMEBODY@sandbox.example.gov.uk").status == 201
    assert message(text(sandbox, key=key)) == "Can’t send to this recipient using a team-only API key"
    assert message(letter(sandbox, key=key)) == "Cannot send letters with a team api key"


def test_trial_mode_refuses_strangers(sandbox):
    sandbox.service.restricted = True
    assert message(text(sandbox)).startswith("Can’t send to this recipient when service is in trial mode")
    assert (letter(sandbox).status, message(letter(sandbox))) == (
        403,
        "Cannot send letters when service is in trial mode",
    )
    assert text(sandbox, key=sandbox.test_api_key).status == 201


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
def test_a_channel_without_permission_is_refused(sandbox, kind):
    sandbox.service.permissions -= {kind}
    sent = {"sms": text, "email": email, "letter": letter}[kind](sandbox)
    assert message(sent).startswith("Service is not allowed to send ")


def test_numbers_abroad_and_landlines_need_permission(sandbox):
    sandbox.service.permissions -= {"international_sms", "sms_to_uk_landlines"}
    assert message(text(sandbox, phone_number="+33612345678")) == "Cannot send to international mobile numbers"
    refused = text(sandbox, phone_number="0117 496 0123").json()["errors"][0]
    assert refused == {"error": "InvalidPhoneError", "message": "Not a UK mobile number"}


def test_letters_abroad_need_permission(sandbox):
    abroad = {
        "personalisation": {"address_line_1": "A", "address_line_2": "B", "address_line_3": "France", "date": "x"}
    }
    assert read(sandbox, letter(sandbox, **abroad)).json()["postage"] == "europe"
    sandbox.service.permissions -= {"international_letters"}
    assert message(letter(sandbox, **abroad)) == "Must be a real UK postcode"


def test_files_need_a_contact_link(sandbox):
    sandbox.service.contact_link = None
    assert message(email(sandbox)).startswith("Send files by email has not been set up")


def test_files_go_by_email_only(sandbox):
    values = {"name": FILE, "date": "x"}
    assert message(text(sandbox, personalisation=values)) == "Can only send a file by email"


def test_the_options_of_files_are_checked_late_and_the_first_bad_file_is_named(sandbox):
    bad = {"a": {"file": "x", "is_csv": 5, "filename": 5}, "b": {"file": 5}}
    unknown = {"email_address": "a@b.com", "template_id": "00000000-0000-4000-8000-000000000000"}
    nowhere = send(sandbox, "email", **unknown, personalisation=bad)
    assert message(nowhere) == "Template not found"
    assert message(email(sandbox, personalisation=bad)).startswith("Missing personalisation: ")
    values = {"name": "x", "link_to_file": "x", "form_enclosed": "", **bad}
    sandbox.service.contact_link = None
    errors = [error["message"] for error in email(sandbox, personalisation=values).json()["errors"]]
    assert errors == [
        "is_csv Unsupported value for is_csv: 5. Use a boolean true or false value.",
        "filename `filename` must end with a file extension. For example, filename.csv",
        "Do not set a value for `is_csv` if `filename` is set.",
    ]
    assert message(text(sandbox, personalisation={"name": "x", "date": "x", **bad})) == "Can only send a file by email"


def test_senders_and_reply_addresses_are_the_services_own(sandbox):
    sender, reply_to = sandbox.service.sms_senders[1], sandbox.service.email_reply_tos[0]
    assert text(sandbox, sms_sender_id=str(sender.id)).json()["content"]["from_number"] == "SANDBOX"
    assert email(sandbox, email_reply_to_id=str(reply_to.id)).status == 201
    reply_to.archived = sender.archived = True
    assert message(text(sandbox, sms_sender_id=str(sender.id))).startswith(f"sms_sender_id {sender.id} does not exist")
    assert message(email(sandbox, email_reply_to_id=str(reply_to.id))).startswith("email_reply_to_id ")


def test_a_template_must_be_there_of_the_right_kind_and_in_use(sandbox):
    wrong = send(sandbox, "email", "security code", email_address="a@example.com")
    assert message(wrong) == "sms template is not suitable for email notification"
    archived = sandbox.service.templates[0]
    archived.archived = True
    body = {"phone_number": "07700900123", "template_id": str(archived.id)}
    assert message(send(sandbox, "sms", **body)) == "Template has been deleted"


@pytest.mark.parametrize(
    ("wanted", "changed"),
    [
        (["Name"], {"name": {"sanitised": "a\\*b", "unsanitised": "a*b"}}),
        (["name", "name"], {"name": {"sanitised": "a\\*b", "unsanitised": "a*b"}}),
        (["other", None], {}),
        (None, {}),
    ],
)
def test_values_of_strangers_are_made_safe_on_request(sandbox, wanted, changed):
    values = {"name": "a*b", "link_to_file": "x", "form_enclosed": ""}
    sent = email(sandbox, personalisation=values, sanitise_content_for=wanted)
    assert sent.json()["sanitised_content"] == changed


def test_what_cannot_be_made_safe_crashes_the_service(sandbox):
    assert email(sandbox, sanitise_content_for=["link_to_file"]).status == 500


@pytest.mark.parametrize("size", [504, 505])
def test_a_qr_code_that_holds_too_much_is_shown_in_the_answer(sandbox, size):
    version = sandbox.service.template(UUID(sandbox.templates["change of address"])).current
    version.body = "Scan:\n\nqr: ((date))"
    sent = letter(sandbox, personalisation={**ADDRESS, "date": "&" + "x" * (size - 5)})
    assert sent.status == (201 if size == 504 else 400)
    if size == 505:
        assert sent.json()["errors"][0] == {
            "error": "ValidationError",
            "message": "Cannot create a usable QR code - the link is too long",
            "data": "&amp;" + "x" * 500,
            "num_bytes": 505,
            "max_bytes": 504,
        }


@pytest.mark.parametrize("kind", ["sms", "letter"])
def test_a_nul_in_the_reference_crashes_the_service(sandbox, kind):
    sent = {"sms": text, "letter": letter}[kind](sandbox, reference="a\0b")
    assert sent.status == 500


@pytest.mark.parametrize("data", [5, True, 1.5])
def test_a_letter_that_is_no_object_crashes_the_service(data):
    with pytest.raises(Refusal):
        is_precompiled(data)


def test_ids_and_clock_can_be_given():
    ids = iter(UUID(int=number) for number in range(1, 100))
    sandbox = Sandbox(clock=lambda: NOW, ids=lambda: next(ids))
    assert text(sandbox).json()["id"] == str(UUID(int=1))


def test_watchers_hear_of_every_message(sandbox):
    heard = []
    sandbox.state.watchers.append(heard.append)
    text(sandbox)
    letter(sandbox)
    assert [notification.type for notification in heard] == ["sms", "letter"]


def test_many_threads_lose_nothing(sandbox):
    sandbox.service.rate_limit_per_minute = 60_000
    threads = [threading.Thread(target=lambda: [text(sandbox) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sandbox.state.notifications) == len(sandbox.service.notifications) == 200


def test_no_repr_shows_a_recipient(sandbox):
    sent = text(sandbox)
    shown = repr(sandbox.state.notifications[UUID(sent.json()["id"])]) + repr(sandbox.service) + repr(sent)
    assert "900123" not in shown
    assert "Ada" not in shown
