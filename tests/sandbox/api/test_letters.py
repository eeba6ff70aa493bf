"""Letters, made from a template or precompiled."""

import base64
from uuid import UUID

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.api.letters import is_precompiled
from notify_sdk.sandbox.wire import Refusal
from tests.sandbox.api.sends import ADDRESS, NOW, letter, message, read, send
from tests.sandbox.signed_requests import send_request


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


def test_a_letter_is_accepted_and_has_no_pdf_yet(sandbox):
    sent = letter(sandbox)
    found = read(sandbox, sent).json()
    assert (found["status"], found["line_1"], found["postage"]) == ("accepted", "Amala Bird", "second")
    assert message(read(sandbox, sent, "/pdf")) == "PDF not available yet, try again later"


def test_the_pdf_of_a_precompiled_letter_can_be_read(sandbox):
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
def test_a_letter_in_some_statuses_has_no_pdf(sandbox, status, said):
    sent = letter(sandbox)
    sandbox.state.notifications[UUID(sent.json()["id"])].status = status
    assert message(read(sandbox, sent, "/pdf")) == said


def test_a_test_keys_letter_may_be_delivered_at_once(sandbox):
    assert read(sandbox, letter(sandbox, key=sandbox.test_api_key)).json()["status"] == "accepted"
    sandbox.state.settings.fake_letter_delivery = False
    found = read(sandbox, letter(sandbox, key=sandbox.test_api_key)).json()
    assert (found["status"], found["completed_at"]) == ("received", "2026-11-23T12:00:00.000000Z")


def test_letters_abroad_need_permission(sandbox):
    abroad = {
        "personalisation": {"address_line_1": "A", "address_line_2": "B", "address_line_3": "France", "date": "x"}
    }
    assert read(sandbox, letter(sandbox, **abroad)).json()["postage"] == "europe"
    sandbox.service.permissions -= {"international_letters"}
    assert message(letter(sandbox, **abroad)) == "Must be a real UK postcode"


@pytest.mark.parametrize("data", [5, True, 1.5])
def test_a_body_that_is_no_object_crashes_the_service(data):
    with pytest.raises(Refusal):
        is_precompiled(data)
