"""Django's mail through the sandbox."""

from __future__ import annotations

from base64 import b64decode
from email.message import Message, MIMEPart
from email.mime.image import MIMEImage
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.core.mail.message import EmailAttachment
from django.test import override_settings
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import AuthError, NotifyError, RequestValidationError
from notify_sdk.django import EmailBackend, TemplateEmail, outcomes
from notify_sdk.sandbox import Fault, Sandbox
from notify_sdk.sandbox.api.permissions import as_stored
from notify_sdk.testing import NotifyInbox
from tests.django.conftest import TEMPLATE
from tests.django.project import BACKEND, MAILERS, with_options
from tests.support.recipients import Place, people

DOCUMENT = "e3a11000-0000-4000-8000-000000000002"
REPLY_TO = "2e917200-0000-4000-8000-000000000001"


def message(*to: str, **options: Any) -> EmailMessage:
    return EmailMessage("Hello", "How are you?", to=to or ["amala@example.com"], **options)


def test_send_mail(inbox: NotifyInbox) -> None:
    assert send_mail(gettext_lazy("Your\napplication"), "We have it.", "me@example.com", ["amala@example.com"]) == 1
    (sent,) = inbox.emails
    assert (sent.to, sent.subject, sent.body.strip()) == ("amala@example.com", "Your application", "We have it.")


def test_each_recipient_gets_a_message_once(inbox: NotifyInbox) -> None:
    mail = message(
        "Amala <amala@example.com>", "b@example.com", cc=["c@example.com"], bcc=["d@example.com", "b@example.com"]
    )
    assert mail.send() == 1
    assert [sent.to for sent in inbox.emails] == [
        "amala@example.com",
        "b@example.com",
        "c@example.com",
        "d@example.com",
    ]
    assert [outcome.sent.id for outcome in outcomes(mail) if outcome.sent] == [UUID(int=n) for n in (1, 2, 3, 4)]


def test_an_address_in_other_letters_is_no_other_recipient(inbox: NotifyInbox) -> None:
    mail = message(
        "Q <q@example.com>", cc=["Q@Example.com"], bcc=["q@example.com ", "q@\u200bexample.com", "r@example.com"]
    )
    assert mail.send() == 1
    assert [sent.to for sent in inbox.emails] == ["q@example.com", "r@example.com"]
    assert [outcome.recipient for outcome in outcomes(mail)] == ["q@example.com", "r@example.com"]


@given(st.lists(people("email"), min_size=1, max_size=8))
def test_each_place_is_written_to_once_by_the_first_way_it_is_written(recipients: list[tuple[Place, str]]) -> None:
    sandbox = Sandbox()
    first: dict[Place, str] = {}
    for place, written in recipients:
        first.setdefault(place, written)
    with with_options(template_id=DOCUMENT, subject_placeholder="", body_placeholder="name"):
        backend = EmailBackend()
        backend._client = sandbox.client()
        values = {"name": "A", "form_enclosed": "no", "link_to_file": "-"}
        mail = TemplateEmail(DOCUMENT, [written for _, written in recipients], values)
        with backend:
            assert backend.send_messages([mail]) == 1
    assert [sent.to for sent in sandbox.inbox.emails] == list(map(as_stored, first.values()))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Bird, Amala <amala@example.com> ", "amala@example.com"),
        ('"<A>" <amala@example.com>', "amala@example.com"),
        ("a@example.com, b@example.com", None),
        ("amala@example.com (work)", None),
        ("Amala amala@example.com", None),
    ],
)
def test_an_address_is_taken_whole_or_refused(inbox: NotifyInbox, written: str, address: str | None) -> None:
    EmailBackend(fail_silently=True).send_messages([message(written)])
    assert [sent.to for sent in inbox.emails] == ([address] if address else [])


def test_several_mails_share_a_client_and_ask_for_the_template_once(inbox: NotifyInbox) -> None:
    with with_options(template_id=TEMPLATE, file_placeholders=["file"]), EmailBackend() as backend:
        client = backend._client
        assert backend.send_messages([message(), message(), EmailMessage("to nobody")]) == 2
        assert backend._client is client
        assert not backend.open()
    assert backend._client is None
    assert len(inbox.emails) == 2


def test_one_refusal_does_not_stop_the_others_and_is_raised(inbox: NotifyInbox) -> None:
    mail = message("a@example.com", "no address", "c@example.com")
    with pytest.raises(RequestValidationError) as caught:
        mail.send()
    assert caught.value.__notes__ == [
        "2 of 3 recipients were sent this email: notify_sdk.django.outcomes(message) shows which"
    ]
    assert "no address" not in str(caught.value)
    assert [bool(outcome.sent) for outcome in outcomes(mail)] == [True, False, True]
    assert outcomes(mail)[1].recipient == "no address"
    assert "no address" not in repr(outcomes(mail))
    assert len(inbox.emails) == 2


def test_silence_hides_what_notify_refuses_and_no_more(inbox: NotifyInbox) -> None:
    backend = EmailBackend(fail_silently=True)
    refused, html = message("no address"), message()
    html.content_subtype = "html"
    assert backend.send_messages([refused, html, message()]) == 1
    assert outcomes(refused)[0].error
    inbox.sandbox.faults.add(Fault("answer", status=500))
    assert backend.send_messages([message()]) == 0
    with pytest.raises(ImproperlyConfigured):
        backend.send_messages([message(reply_to=["somebody@example.com"])])


def test_what_notify_refuses_is_raised_as_the_client_raises_it(inbox: NotifyInbox) -> None:
    send_mail("Hello", "How are you?", None, ["amala@example.com"])
    inbox.sandbox.service.api_keys.clear()
    with pytest.raises(AuthError):
        send_mail("Hello", "How are you?", None, ["amala@example.com"])


def part() -> Message:
    """A ready-made part, of the class that this Django takes."""
    if not MAILERS:
        return MIMEImage(b"\x89PNG\xff", "png")
    made = MIMEPart()
    made.set_content(b"\x89PNG\xff", "image", "png")
    return made


@pytest.mark.parametrize(
    ("attachment", "filename", "content"),
    [
        (("form.csv", b"a,b\n", "text/csv"), "form.csv", b"a,b\n"),
        (("form.csv", "ä,b\n"), "form.csv", "ä,b\n".encode()),
        (("photo.png", b"\x89PNG\xff"), "photo.png", b"\x89PNG\xff"),
        (part(), None, b"\x89PNG\xff"),
        (("mail.txt", EmailMessage("S", "B", "a@example.com", ["b@example.com"]), "message/rfc822"), "mail.txt", None),
        (
            ("mail.txt", EmailMessage("S", "B", "a@example.com", ["b@example.com"]).message(), "message/rfc822"),
            "mail.txt",
            None,
        ),
    ],
    ids=["bytes", "text", "guessed", "mime", "mail", "message"],
)
def test_an_attachment_becomes_a_link(
    inbox: NotifyInbox, attachment: Any, filename: str | None, content: bytes | None
) -> None:
    mail = message(attachments=[attachment])
    mail.send()
    assert "https://documents.service.gov.uk/" in inbox.emails[0].body
    (upload,) = EmailBackend()._uploads(mail).values()
    assert upload.filename == filename
    assert content in {None, b64decode(upload.file)}


def test_how_files_are_downloaded(inbox: NotifyInbox) -> None:
    with with_options(
        template_id=TEMPLATE,
        file_placeholders=["file"],
        confirm_email_before_download=False,
        retention_period="4 weeks",
    ):
        mail = message(attachments=[("form.csv", b"a", "text/csv")])
        (upload,) = EmailBackend()._uploads(mail).values()
    assert (upload.confirm_email_before_download, upload.retention_period) == (False, "4 weeks")


def test_too_many_or_too_large_files_are_refused(inbox: NotifyInbox) -> None:
    two = [("a.csv", b"a", "text/csv"), ("b.csv", b"b", "text/csv")]
    with pytest.raises(ImproperlyConfigured, match="2 attachments, and file_placeholders names 1 placeholders"):
        message(attachments=two).send()
    with pytest.raises(RequestValidationError, match="larger than 2MB"):
        message(attachments=[EmailAttachment("a.csv", b"a" * 3_000_000, "text/csv")]).send()
    assert inbox.emails == []


def test_html_alone_is_refused_and_html_beside_text_is_left_out(inbox: NotifyInbox) -> None:
    mail = EmailMultiAlternatives("Hello", "How are you?", to=["a@example.com"])
    mail.attach_alternative("<p>How are you?</p>", "text/html")
    mail.send()
    assert "<p>" not in inbox.emails[0].body
    html = message()
    html.content_subtype = "html"
    with pytest.raises(RequestValidationError, match="is html, not plain text"):
        html.send()


def test_reply_to_goes_by_its_id(inbox: NotifyInbox) -> None:
    known = {"Help@example.gov.uk": REPLY_TO}
    with with_options(template_id=TEMPLATE, file_placeholders=["file"], reply_to=known):
        assert message(reply_to=["The Helpers <help@example.gov.uk>"]).send() == 1
        for reply_to in (["somebody@example.com"], ["help@example.gov.uk", "b@example.com"]):
            with pytest.raises(ImproperlyConfigured, match="reply_to must give its id") as caught:
                message(reply_to=reply_to).send()
            assert "example" not in str(caught.value)
    assert inbox.sandbox.service.notifications[0].reply_to_text == "reply@sandbox.example.gov.uk"


def test_markdown_of_strangers_can_be_shown_as_it_is(inbox: NotifyInbox) -> None:
    with with_options(template_id=TEMPLATE, file_placeholders=["file"], sanitise_content_for=["body"]):
        EmailMessage("Hello", "[click](https://evil.example)", to=["a@example.com"]).send()
    assert "[click](https://evil.example)" not in inbox.emails[0].body


def test_never_to_and_redirect_to_are_the_clients(inbox: NotifyInbox) -> None:
    fixed: dict[str, Any] = {"template_id": TEMPLATE, "file_placeholders": ["file"]}
    with with_options(**fixed, never_to=["@example.com"]):
        with pytest.raises(RequestValidationError, match="never_to"):
            message().send()
        message("a@example.gov.uk").send()
    with with_options(**fixed, redirect_to="team@example.gov.uk"):
        message("a@example.com").send()
    assert [email.to for email in inbox.emails] == ["a@example.gov.uk", "team@example.gov.uk"]


def test_only_to_and_the_sandbox_are_the_clients(inbox: NotifyInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with with_options(template_id=TEMPLATE, file_placeholders=["file"], only_to=["@example.gov.uk"]):
        with pytest.raises(RequestValidationError, match="only_to"):
            message().send()
        message("a@example.gov.uk").send()
    monkeypatch.setenv("NOTIFY_API_KEY", "sandbox")
    monkeypatch.delenv("NOTIFY_BASE_URL")
    with (
        with_options(template_id=DOCUMENT, subject_placeholder="", body_placeholder="name", sandbox="if-asked"),
        pytest.warns(UserWarning, match="This client sends nothing"),
        pytest.raises(NotifyError, match="Missing"),
    ):
        message().send()


@pytest.mark.skipif(MAILERS, reason="Django 6.1 has mailers instead")
def test_a_connection_of_its_own(inbox: NotifyInbox) -> None:
    from django.core.mail import get_connection

    connection = get_connection(
        BACKEND, template_id=DOCUMENT, subject_placeholder="", body_placeholder="name", file_placeholders=[]
    )
    with pytest.raises(NotifyError, match="Missing personalisation: "):
        message(connection=connection).send()
    assert send_mail("Hello", "How?", None, ["a@example.com"], auth_user="me", auth_password="secret") == 1
    assert send_mail("Hello", "How?", None, ["no address"], fail_silently=True) == 0


@pytest.mark.skipif(not MAILERS, reason="needs Django 6.1")
def test_mailers_with_options(inbox: NotifyInbox) -> None:
    options = {"template_id": TEMPLATE, "file_placeholders": ["file"]}
    quiet = {"BACKEND": BACKEND, "OPTIONS": {**options, "fail_silently": True}}
    with override_settings(MAILERS={"default": {"BACKEND": BACKEND, "OPTIONS": options}, "quiet": quiet}):
        assert send_mail("Hello", "How are you?", None, ["a@example.com"]) == 1
        assert message("no address").send(using="quiet") == 0
    wrong = {"default": {"BACKEND": BACKEND, "OPTIONS": {"template": "x"}}}
    with override_settings(MAILERS=wrong), pytest.raises(ImproperlyConfigured, match="template: Extra inputs"):
        message().send()


def test_a_wrong_key_or_address_is_a_wrong_setting(inbox: NotifyInbox) -> None:
    with (
        with_options(template_id=TEMPLATE, api_key="secret"),
        pytest.raises(ImproperlyConfigured, match="too short") as caught,
    ):
        message().send()
    assert "secret" not in str(caught.value)
    with (
        with_options(template_id=TEMPLATE, base_url="http://example.com"),
        pytest.raises(ImproperlyConfigured, match="https"),
    ):
        message().send()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"template_id": "f33517ff-2a88-4f6e-b855-c550268ce08b"}, "the service has no template f33517ff"),
        ({"template_id": "7e870000-0000-4000-8000-000000000002"}, "is of type sms, not email"),
        ({"template_id": "e3a11000-0000-4000-8000-000000000001"}, r"has no placeholder \(\(subject\)\), \(\(body\)\)"),
        ({"template_id": TEMPLATE, "file_placeholders": ["File", "form"]}, r"has no placeholder \(\(form\)\)"),
        ({"template_id": TEMPLATE, "body_placeholder": "text"}, r"has no placeholder \(\(text\)\)"),
    ],
    ids=["none", "sms", "texts", "files", "body"],
)
def test_no_mail_is_sent_by_a_template_that_has_no_place_for_it(
    inbox: NotifyInbox, options: dict[str, Any], problem: str
) -> None:
    with with_options(**options), pytest.raises(ImproperlyConfigured, match=problem):
        message().send()
    assert inbox.emails == []


def test_the_backend_is_found_by_its_documented_name() -> None:
    assert f"{EmailBackend.__module__}.{EmailBackend.__name__}" == BACKEND
