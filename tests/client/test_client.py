"""Every call with both clients, in this process and over a real socket, against a sandbox."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from notify_sdk import (
    AuthError,
    BadRequestError,
    HTTPError,
    NoResultFound,
    RateLimitError,
    RetryPolicy,
    TooManyRequestsError,
    ValidationError,
    models,
    prepare_upload,
)
from notify_sdk.sandbox import Sandbox
from tests.support.clients import BlockingClient
from tests.support.http_server import listening

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
PDF = b"%PDF-1.4\n" + bytes(range(256))
NOBODY = UUID("00000000-0000-4000-8000-000000000000")


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(page_size=2)


@pytest.fixture(params=["in this process", "over a socket"])
def caller(request: pytest.FixtureRequest, client_kind, sandbox: Sandbox) -> Iterator[BlockingClient]:
    with connected(request.param, client_kind, sandbox) as client:
        yield client


@contextmanager
def connected(way: str, client_kind, sandbox: Sandbox, key: str | None = None) -> Iterator[BlockingClient]:
    key = key or sandbox.api_key
    if way == "in this process":
        with BlockingClient(
            client_kind, key, "http://localhost", transport=sandbox.transport, retry=RetryPolicy.none()
        ) as client:
            yield client
    else:
        with listening(sandbox) as url, BlockingClient(client_kind, key, url, retry=RetryPolicy.none()) as client:
            yield client


def test_a_text_is_sent_and_read_back(caller, sandbox):
    template = sandbox.templates["appointment reminder"]
    sent = caller.send_sms_notification("07700 900123", template, {"name": "Zoë", "date": "3 March"}, "ref-1")
    assert type(sent) is models.SendSmsResponse
    assert sent.content.body == "Hello Zoë, your appointment is on 3 March."
    assert (sent.reference, str(sent.template.id), sent.template.version) == ("ref-1", template, 1)
    found = caller.get_notification_by_id(sent.id)
    assert type(found) is models.SmsNotification
    assert (found.id, found.body, found.phone_number) == (sent.id, sent.content.body, "07700 900123")
    assert found.created_at.utcoffset() is not None


def test_an_email_with_a_file_is_sent_and_read_back(caller, sandbox):
    values = {"name": "Ada", "link_to_file": prepare_upload(b"a,b", "data.csv"), "form_enclosed": True}
    sent = caller.send_email_notification("ada@example.com", sandbox.templates["document"], values)
    assert type(sent) is models.SendEmailResponse
    assert "Please fill in the form." in sent.content.body
    assert "https://" in sent.content.body
    assert sent.reference is None
    found = caller.get_notification_by_id(str(sent.id))
    assert type(found) is models.EmailNotification
    assert (found.email_address, found.subject) == ("ada@example.com", "Your document")


def test_a_letter_is_sent_and_read_back(caller, sandbox):
    template = sandbox.templates["change of address"]
    sent = caller.send_letter_notification(template, {**ADDRESS, "date": "1 May"}, "ref-1")
    assert type(sent) is models.SendLetterResponse
    assert sent.content.body.startswith("Dear Amala Bird,")
    found = caller.get_notification_by_id(sent.id)
    assert type(found) is models.LetterNotification
    assert (found.line_1, found.postcode, found.postage) == ("Amala Bird", "SW14 6BH", "second")


def test_a_letter_of_ones_own_comes_back_as_it_went(caller):
    sent = caller.send_precompiled_letter_notification("ref-1", io.BytesIO(PDF), "first")
    assert type(sent) is models.SendPrecompiledLetterResponse
    assert (sent.reference, sent.postage) == ("ref-1", "first")


def test_the_pdf_of_a_letter_is_a_file_to_read(caller, sandbox):
    sent = caller.send_precompiled_letter_notification("ref-1", PDF)
    sandbox.advance()
    pdf = caller.get_pdf_for_letter(sent.id)
    assert isinstance(pdf, io.BytesIO)
    assert pdf.tell() == 0
    assert pdf.read() == PDF


def test_lists_know_their_next_page_and_iterators_follow_it(caller, sandbox):
    template = sandbox.templates["security code"]
    ids = [
        caller.send_sms_notification("07700900123", template, {"code": n, "app": False}, "a" if n % 2 else "b").id
        for n in range(5)
    ][::-1]
    page = caller.get_all_notifications()
    assert type(page) is models.NotificationList
    assert [found.id for found in page.notifications] == ids[:2]
    assert page.links.next
    assert [found.id for found in caller.get_all_notifications(older_than=ids[1]).notifications] == ids[2:4]
    assert [found.id for found in caller.get_all_notifications_iterator()] == ids
    assert [found.id for found in caller.get_all_notifications_iterator(reference="b")] == ids[::2]
    assert list(caller.get_all_notifications_iterator(status="failed")) == []


def test_filters_are_the_services(caller, sandbox):
    text = caller.send_sms_notification("07700900123", sandbox.templates["security code"], {"code": 1, "app": "no"})
    letter = caller.send_precompiled_letter_notification("ref-1", PDF)
    found = caller.get_all_notifications(template_type=["letter", "email"])
    assert [item.id for item in found.notifications] == [letter.id]
    found = caller.get_all_notifications("sms", ["created", "sending"], include_jobs=True)
    assert [item.id for item in found.notifications] == [text.id]


def test_received_texts(caller, sandbox):
    for number in range(5):
        sandbox.receive_text("07700900111", f"text {number}")
    page = caller.get_received_texts()
    assert type(page) is models.ReceivedTextList
    assert [text.content for text in page.received_text_messages] == ["text 4", "text 3"]
    assert [text.content for text in caller.get_received_texts_iterator()] == [f"text {n}" for n in range(5)][::-1]
    older = caller.get_received_texts_iterator(older_than=page.received_text_messages[1].id)
    assert [text.content for text in older] == ["text 2", "text 1", "text 0"]


def test_templates(caller, sandbox):
    identifier = sandbox.templates["application received"]
    template = caller.get_template(identifier)
    assert type(template) is models.EmailTemplate
    assert template == caller.get_template_version(UUID(identifier), template.version)
    names = {found.name for found in caller.get_all_templates().templates}
    assert names == sandbox.templates.keys()
    letters = caller.get_all_templates("letter").templates
    assert {type(found) for found in letters} == {models.LetterTemplate}


def test_a_preview_is_filled_in_and_not_sent(caller, sandbox):
    preview = caller.post_template_preview(sandbox.templates["appointment reminder"], {"name": "Ada", "date": ["1", 2]})
    assert type(preview) is models.SmsTemplatePreview
    assert preview.body == "Hello Ada, your appointment is on 1 and 2."
    assert not sandbox.state.notifications


def test_what_the_service_refuses_is_raised_by_its_name(caller, sandbox):
    code = sandbox.templates["security code"]
    with pytest.raises(BadRequestError, match="Missing personalisation: code") as caught:
        caller.send_sms_notification("07700900123", code, {"app": True})
    assert caught.value.status_code == 400
    assert caught.value.message == [{"error": "BadRequestError", "message": "Missing personalisation: code"}]
    assert caught.value.response.status_code == 400
    assert not caught.value.outcome_unknown
    with pytest.raises(NoResultFound) as caught:
        caller.get_notification_by_id(NOBODY)
    assert caught.value.status_code == 404
    with pytest.raises(NoResultFound):
        caller.get_template_version(code, 99)
    with pytest.raises(HTTPError):
        caller.get_pdf_for_letter(NOBODY)
    with pytest.raises(BadRequestError):
        caller.send_email_notification("ada@example.com", code)


@pytest.mark.parametrize("way", ["in this process", "over a socket"])
def test_a_key_of_another_service_is_refused(way, client_kind, sandbox):
    other = sandbox.api_key[:-1] + ("0" if sandbox.api_key[-1] != "0" else "1")
    with connected(way, client_kind, sandbox, other) as client, pytest.raises(AuthError) as caught:
        client.get_all_templates()
    assert caught.value.status_code == 403


@pytest.mark.parametrize("way", ["in this process", "over a socket"])
def test_limits_are_two_errors(way, client_kind, sandbox):
    code = sandbox.templates["security code"]
    with connected(way, client_kind, sandbox) as client:
        sandbox.service.daily_limits = {**sandbox.service.daily_limits, "sms": 0}
        with pytest.raises(TooManyRequestsError) as day:
            client.send_sms_notification("07700900123", code, {"code": 1, "app": True})
        sandbox.service.rate_limit_per_minute = 0
        with pytest.raises(RateLimitError) as minute:
            client.send_sms_notification("07700900123", code, {"code": 1, "app": True})
    assert (day.value.status_code, minute.value.status_code) == (429, 429)


def test_checks_that_are_off_leave_the_refusal_to_the_service(client_kind, sandbox):
    options = {"transport": sandbox.transport, "retry": RetryPolicy.none(), "check": "off"}
    with BlockingClient(client_kind, sandbox.api_key, "http://localhost", **options) as client:
        with pytest.raises(ValidationError, match="phone_number"):
            client.send_sms_notification("1", sandbox.templates["security code"])
        values = {"address_line_1": "Ada", "date": "today"}
        with pytest.raises(ValidationError, match="Address"):
            client.send_letter_notification(sandbox.templates["change of address"], values)


def test_what_goes_over_the_wire_is_what_was_given(caller, sandbox):
    odd = "\u202e \x00 \U0001f600 é \r\n '\" </script> ((name))"
    sent = caller.send_email_notification(
        "ada@example.com",
        sandbox.templates["application received"],
        {"name": odd, "urgent": True, "items": [1, "b"]},
        "x" * 1000,
    )
    kept = sandbox.state.notifications[sent.id]
    assert kept.personalisation["name"] == odd
    assert kept.reference == "x" * 1000
    large = base64.b64encode(PDF * 20_000)
    assert len(large) > 2**22
    letter = caller.send_precompiled_letter_notification("ref-1", base64.b64decode(large))
    assert sandbox.state.notifications[letter.id].pdf == base64.b64decode(large)
