"""The checks that come before those of the recipient, in Notify's order."""

from uuid import UUID, uuid4

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.service_parts import EmailFile
from tests.sandbox.api.sends import FILE, NOW, email, errors, letter, message, read, send, text, unlimited_sandbox
from tests.sandbox.signed_requests import send_request

SANDBOX = unlimited_sandbox()
EMAIL = SANDBOX.templates["document"]


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


@pytest.mark.parametrize("kind", ["sms", "email", "letter"])
def test_a_channel_without_permission_is_refused(sandbox, kind):
    sandbox.service.permissions -= {kind}
    sent = {"sms": text, "email": email, "letter": letter}[kind](sandbox)
    assert message(sent).startswith("Service is not allowed to send ")


def test_files_can_be_sent_by_email_only(sandbox):
    values = {"name": FILE, "date": "x"}
    assert message(text(sandbox, personalisation=values)) == "Can only send a file by email"


def test_a_template_of_another_type_and_an_archived_one_are_refused(sandbox):
    wrong = send(sandbox, "email", "security code", email_address="a@example.com")
    assert message(wrong) == "sms template is not suitable for email notification"
    archived = sandbox.service.templates[0]
    archived.archived = True
    body = {"phone_number": "07700900123", "template_id": str(archived.id)}
    assert message(send(sandbox, "sms", **body)) == "Template has been deleted"


@pytest.mark.parametrize("given_for_file", [{}, {"leaflet.pdf": "mine"}, {"Leaflet.PDF": 5}, {"leaflet.pdf": None}])
@pytest.mark.parametrize("link_text", ["your leaflet", None])
def test_values_for_files_of_the_template_are_replaced_by_links(given_for_file, link_text):
    sandbox = Sandbox(clock=lambda: NOW)
    template = sandbox.service.template(UUID(EMAIL))
    template.current.body = "Here: ((leaflet.pdf)) for ((name))"
    template.email_files.append(EmailFile(id=uuid4(), filename="leaflet.pdf", link_text=link_text))
    body = {"email_address": "a@b.com", "template_id": EMAIL}
    sent = send(sandbox, "email", **body, personalisation={"name": "Ada", **given_for_file})
    link = sent.json()["content"]["body"].removeprefix("Here: ").removesuffix(" for Ada")
    assert link.startswith("[your leaflet](https://documents." if link_text else "https://documents.")
    assert read(sandbox, sent).json()["body"] == sent.json()["content"]["body"]
    missing = send(sandbox, "email", **body, personalisation=given_for_file)
    assert errors(missing) == [("BadRequestError", "Missing personalisation: name")]
    preview = send_request(sandbox, "POST", f"/v2/template/{EMAIL}/preview", body={"personalisation": {"name": "Ada"}})
    assert errors(preview) == [("BadRequestError", "Missing personalisation: leaflet.pdf")]
