"""The official client, unchanged, against the sandbox over HTTP: every one of its calls."""

import io

import pytest
from notifications_python_client import errors, prepare_upload
from notifications_python_client.notifications import NotificationsAPIClient

from tests.sandbox.manual_clock import ADDRESS


@pytest.fixture
def client(sandbox, url):
    client = NotificationsAPIClient(sandbox.api_key, base_url=url)
    with client.request_session:
        yield client


def test_sends(sandbox, client):
    templates = sandbox.templates
    text = client.send_sms_notification(
        phone_number="+447700900123",
        template_id=templates["security code"],
        personalisation={"code": 1, "app": True},
        reference="mine",
    )
    assert text["content"]["body"] == "1 is your security code. Do not give it to anyone."
    email = client.send_email_notification(
        email_address="ada@example.com",
        template_id=templates["document"],
        personalisation={"name": "Ada", "form_enclosed": False, "link_to_file": prepare_upload(io.BytesIO(b"a,b\n"))},
        one_click_unsubscribe_url="https://example.com/unsubscribe",
    )
    assert "https://documents.service.gov.uk/d/" in email["content"]["body"]
    letter = client.send_letter_notification(
        template_id=templates["decision letter"],
        personalisation={**ADDRESS, "name": "Ms Bird", "reference": "1", "decision": ["yes"]},
    )
    assert letter["content"]["subject"] == "Your application 1"
    pdf = client.send_precompiled_letter_notification("mine", io.BytesIO(b"%PDF-1.4 own"), postage="first")
    assert pdf["postage"] == "first"
    assert [message.type for message in sandbox.inbox] == ["sms", "email", "letter", "letter"]


def test_reads(sandbox, client):
    template = sandbox.templates["security code"]
    sent = [
        client.send_sms_notification("07700900123", template, {"code": code, "app": False}, reference="r")["id"]
        for code in range(3)
    ]
    assert client.get_notification_by_id(sent[0])["body"] == "0 is your security code."
    listed = client.get_all_notifications(status="created", template_type="sms", reference="r")
    assert [each["id"] for each in listed["notifications"]] == sent[::-1]
    assert client.get_all_notifications(older_than=sent[1])["notifications"][0]["id"] == sent[0]
    sandbox.state.settings.page_size = 2
    assert [each["id"] for each in client.get_all_notifications_iterator()] == sent[::-1]
    for number in range(3):
        sandbox.receive_text("07700900111", str(number))
    assert len(client.get_received_texts()["received_text_messages"]) == 2
    assert [text["content"] for text in client.get_received_texts_iterator()] == ["2", "1", "0"]


def test_templates(sandbox, client):
    template = sandbox.templates["appointment reminder"]
    assert client.get_template(template)["name"] == "appointment reminder"
    assert client.get_template_version(template, 1)["version"] == 1
    assert len(client.get_all_templates("letter")["templates"]) == 2
    preview = client.post_template_preview(template, {"name": "Ada", "date": "Monday"})
    assert preview["body"] == "Hello Ada, your appointment is on Monday."


def test_a_letters_pdf(sandbox, client):
    sent = client.send_precompiled_letter_notification("mine", io.BytesIO(b"%PDF-1.4 own"))
    with pytest.raises(errors.HTTPError) as caught:
        client.get_pdf_for_letter(sent["id"])
    assert caught.value.message[0]["error"] == "PDFNotReadyError"
    sandbox.advance()
    assert client.get_pdf_for_letter(sent["id"]).read() == b"%PDF-1.4 own"


def test_refusals(sandbox, client):
    with pytest.raises(errors.HTTPError) as caught:
        client.send_sms_notification("07700900123", sandbox.templates["security code"])
    assert caught.value.status_code == 400
    assert caught.value.message == [{"error": "BadRequestError", "message": "Missing personalisation: code, app"}]
    with pytest.raises(errors.HTTPError) as caught:
        client.get_template("7e870000-0000-4000-8000-00000000dead")
    assert caught.value.status_code == 404
