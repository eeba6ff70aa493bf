"""Whom a client sends to: those in `only_to` and nobody else, nobody in `never_to`, and `redirect_to` for everybody."""

import io
import logging
import re

import pytest
from hypothesis import given

from notify_sdk import Checks, NotificationsAPIClient, RequestValidationError, RetryPolicy
from notify_sdk._calls.guard import Redirect
from notify_sdk.sandbox import Fault, Sandbox
from notify_sdk.testing import without_waiting
from tests.support.clients import KEY, BlockingClient
from tests.support.recipients import people

REMINDER = Sandbox().templates["appointment reminder"]
VALUES = {"name": "Amala", "date": "3 March"}
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "sw14 6bh"}
ONLY_TO = ["amala@example.com", "@example.gov.uk", "example.org", "+44 7700 900 900", "SW14 6BH"]


def guarded(**options) -> NotificationsAPIClient:
    sandbox = Sandbox()
    return NotificationsAPIClient(
        sandbox.api_key, "http://localhost", transport=sandbox.transport, only_to=ONLY_TO, **options
    )


@pytest.mark.parametrize("number", ["07700 900 900", "+447700900900", "(07700) 900900"])
def test_text_messages_are_sent_to_allowed_numbers(number):
    assert guarded().send_sms_notification(number, REMINDER, VALUES).id


@pytest.mark.parametrize("number", ["07700 900 901", "+33 6 12 34 56 78", "nonsense"])
@pytest.mark.parametrize("check", ["error", "off", Checks("off")])
def test_text_messages_to_other_numbers_are_refused(number, check):
    with pytest.raises(RequestValidationError) as caught:
        guarded(check=check).send_sms_notification(number, REMINDER, VALUES)
    if number != "nonsense" or check != "error":
        assert str(caught.value) == (
            "ValidationError: phone_number is not in the allow-list only_to (this client may not send to anybody else)"
        )


@pytest.mark.parametrize("address", ["AMALA@example.com", "any.body@example.gov.uk", "x@EXAMPLE.org"])
def test_emails_are_sent_to_allowed_addresses_and_domains(address):
    document = Sandbox().templates["application received"]
    values = {"name": "Amala", "urgent": False, "items": "a"}
    assert guarded().send_email_notification(address, document, values).id


@pytest.mark.parametrize("address", ["bela@example.com", "x@sub.example.gov.uk", "x@example.gov.uk.example.net", "no"])
def test_emails_to_other_addresses_are_refused(address):
    with pytest.raises(RequestValidationError, match="email_address is not in the allow-list"):
        guarded(check="off").send_email_notification(address, REMINDER)


def test_letters_are_sent_to_allowed_postcodes():
    template = Sandbox().templates["change of address"]
    assert guarded().send_letter_notification(template, {**ADDRESS, "date": "1 May"}).id
    for elsewhere in ({**ADDRESS, "postcode": "SW1A 1AA"}, {"address_line_1": "nowhere"}):
        with pytest.raises(RequestValidationError, match="postcode is not in the allow-list"):
            guarded(check="off").send_letter_notification(template, {**elsewhere, "date": "1 May"})


def test_precompiled_letters_are_refused():
    with pytest.raises(RequestValidationError, match="the address inside the PDF is not in the allow-list"):
        guarded().send_precompiled_letter_notification("a", io.BytesIO(b"%PDF-"))


def test_reads_and_previews_are_not_restricted():
    client = guarded()
    assert client.get_all_templates().templates
    assert client.post_template_preview(REMINDER, VALUES).body


def test_an_empty_list_refuses_everybody():
    sandbox = Sandbox()
    client = NotificationsAPIClient(sandbox.api_key, "http://localhost", transport=sandbox.transport, only_to=[])
    with pytest.raises(RequestValidationError, match="phone_number is not in the allow-list"):
        client.send_sms_notification("07700 900 900", REMINDER, VALUES)


def test_a_restricted_client_logs_a_warning_and_no_recipient(caplog):
    client = guarded(check=Checks(landlines=False))
    assert [record.message for record in caplog.records] == ["This client sends only to the recipients in only_to"]
    assert not client._settings.checks.landlines
    assert "amala" not in repr(client._settings)


TEXT, EMAIL = "07700 900 123", "amala.unusual@example.com"
LETTER = {**ADDRESS, "date": "1 May"}
MESSAGES = {
    "sms": lambda client, to=TEXT: client.send_sms_notification(to, REMINDER, VALUES),
    "email": lambda client, to=EMAIL: client.send_email_notification(
        to, Sandbox().templates["application received"], {"name": "Amala", "urgent": False, "items": "a"}
    ),
    "letter": lambda client: client.send_letter_notification(Sandbox().templates["change of address"], LETTER),
    "precompiled": lambda client: client.send_precompiled_letter_notification("a", io.BytesIO(b"%PDF-1.4 a")),
}
"""A send of each kind."""


def test_there_is_a_message_for_each_send():
    names = [name for name in dir(NotificationsAPIClient) if name.startswith("send_")]
    assert len(names) == len(MESSAGES)


def client_of(client_kind, sandbox, **options) -> BlockingClient:
    return BlockingClient(client_kind, sandbox.api_key, "http://localhost", transport=sandbox.transport, **options)


LEVELS = ("error", "warn", "off", Checks("off"))
OTHERS = ["bela@example.com", "@example.org", "07700 900 999", "LS28 5TF"]
LISTS = {
    "sms": ["+44 7700 900123"],
    "email": ["Amala.Unusual@EXAMPLE.com"],
    "email, by its domain": ["@example.com"],
    "letter": ["sw146bh"],
    "precompiled": ["LS28 5TF"],
}
"""Each kind of message, and an entry of `never_to` for its recipient, written in another way."""


@pytest.mark.parametrize("check", LEVELS)
@pytest.mark.parametrize("kind", LISTS)
def test_never_to_refuses_its_recipients(client_kind, kind, check):
    sandbox = Sandbox()
    with client_of(client_kind, sandbox, never_to=[*LISTS[kind], "07700 900 999"], check=check) as client:
        with pytest.raises(RequestValidationError, match="never_to") as caught:
            MESSAGES[kind.partition(",")[0]](client)
        assert [detail.code for detail in caught.value.errors] == ["in_never_to"]
        assert "nusual" not in str(caught.value)
    assert list(sandbox.inbox) == []


@pytest.mark.parametrize("kind", MESSAGES)
def test_never_to_refuses_nobody_else(client_kind, kind):
    sandbox = Sandbox()
    others = OTHERS[:3] if kind == "precompiled" else OTHERS
    with client_of(client_kind, sandbox, never_to=others) as client:
        MESSAGES[kind](client)
    assert len(sandbox.inbox) == 1


def test_never_to_outweighs_only_to():
    sandbox = Sandbox()
    options = {"only_to": ["@example.com"], "never_to": [EMAIL]}
    with client_of("sync", sandbox, **options) as client:
        MESSAGES["email"](client, "bela@example.com")
        with pytest.raises(RequestValidationError, match="never_to"):
            MESSAGES["email"](client)
    assert [message.to for message in sandbox.inbox] == ["bela@example.com"]


NUMBER, ADDRESS_OF_TEAM = "07700 900 777", "team@digital.example.gov.uk"
TARGETS = {
    "email": ADDRESS_OF_TEAM,
    "number": NUMBER,
    "email in a list": [ADDRESS_OF_TEAM],
    "both": [NUMBER, ADDRESS_OF_TEAM],
}


@pytest.mark.parametrize("check", LEVELS)
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("kind", MESSAGES)
def test_each_message_is_redirected_or_refused(client_kind, kind, target, check, caplog):
    sandbox = Sandbox()
    caplog.set_level(logging.INFO, "notify_sdk")
    with client_of(client_kind, sandbox, redirect_to=TARGETS[target], check=check) as client:
        possible = {"sms": target in ("number", "both"), "email": target != "number"}.get(kind, False)
        if possible:
            MESSAGES[kind](client)
            assert [message.to for message in sandbox.inbox] == [NUMBER if kind == "sms" else ADDRESS_OF_TEAM]
            assert [record.message for record in caplog.records if record.message.endswith(", redirected")]
            assert [record.redirected for record in caplog.records if hasattr(record, "redirected")] == [True]
        else:
            with pytest.raises(RequestValidationError, match="no counterpart in redirect_to") as caught:
                MESSAGES[kind](client)
            assert [detail.code for detail in caught.value.errors] == ["not_redirected"]
            assert list(sandbox.inbox) == []
    assert caplog.messages[0] == "This client sends every message to redirect_to, not to its recipient"
    for personal in ("900", "nusual", "team", "digital"):
        assert personal not in re.sub("notify_sdk|request [0-9a-f]{32}", "", caplog.text)


def test_a_recipient_that_notify_refuses_is_refused_as_ever_though_it_is_redirected(client_kind):
    sandbox = Sandbox()
    with client_of(client_kind, sandbox, redirect_to=[NUMBER, ADDRESS_OF_TEAM]) as client:
        with pytest.raises(RequestValidationError, match="phone_number"):
            MESSAGES["sms"](client, "07700 900 9x")
        with pytest.raises(RequestValidationError, match="email_address"):
            MESSAGES["email"](client, "amala@")
    assert list(sandbox.inbox) == []


@given(people("number", "email"))
def test_nobody_gets_a_redirected_message(person):
    (kind, _), written = person
    sandbox = Sandbox()
    with client_of("sync", sandbox, redirect_to=[NUMBER, ADDRESS_OF_TEAM]) as client:
        MESSAGES["sms" if kind == "number" else "email"](client, written)
    assert [message.to for message in sandbox.inbox] == [NUMBER if kind == "number" else ADDRESS_OF_TEAM]


@pytest.mark.parametrize("work", ["undone", "done"])
@pytest.mark.parametrize("kind", ["sms", "email"])
def test_a_redirected_message_is_found_after_a_lost_answer(client_kind, kind, work):
    sandbox = Sandbox()
    sandbox.faults.add(Fault("reset", work=work, times=1, method="POST"))
    options = {"redirect_to": [NUMBER, ADDRESS_OF_TEAM], "retry": RetryPolicy(reconcile=True)}
    with without_waiting(), client_of(client_kind, sandbox, **options) as client:
        sent = MESSAGES[kind](client)
    assert [message.id for message in sandbox.inbox] == [sent.id]
    assert [message.to for message in sandbox.inbox] == [NUMBER if kind == "sms" else ADDRESS_OF_TEAM]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"redirect_to": ""}, "redirect_to is not an email address or a phone number, or one of each"),
        ({"redirect_to": []}, "redirect_to is empty"),
        ({"redirect_to": "nonsense-of-amala"}, "redirect_to is not an email address"),
        ({"redirect_to": "@example.com"}, "redirect_to is not an email address"),
        ({"redirect_to": "SW1A 1AA"}, "redirect_to is not an email address"),
        ({"redirect_to": [EMAIL, 7]}, "redirect_to is not an email address"),
        ({"redirect_to": [EMAIL, EMAIL]}, "redirect_to has more than one email address"),
        ({"redirect_to": [TEXT, EMAIL, NUMBER]}, "redirect_to has more than one phone number"),
        ({"redirect_to": EMAIL, "only_to": ["@example.org"]}, "redirect_to is not in the allow-list only_to"),
        ({"redirect_to": [TEXT, EMAIL], "only_to": ["@example.com"]}, "redirect_to is not in the allow-list only_to"),
        ({"redirect_to": TEXT, "only_to": []}, "redirect_to is not in the allow-list only_to"),
        ({"redirect_to": EMAIL, "never_to": ["@example.com"]}, "redirect_to is in never_to"),
        ({"redirect_to": [EMAIL, TEXT], "never_to": [TEXT]}, "redirect_to is in never_to"),
    ],
)
def test_a_redirect_that_is_none_is_refused_with_the_client(client_kind, options, message):
    with pytest.raises(RequestValidationError) as caught:
        BlockingClient(client_kind, KEY, **options)
    assert message in str(caught.value)
    assert caught.value.errors[0].field == "redirect_to"
    assert "mala" not in str(caught.value)
    with BlockingClient(client_kind, KEY) as client, pytest.raises(RequestValidationError, match="redirect_to"):
        client.client.with_options(**options)


def test_the_lists_apply_to_where_a_message_goes():
    sandbox = Sandbox()
    options = {"only_to": ["@digital.example.gov.uk"], "never_to": [EMAIL], "redirect_to": ADDRESS_OF_TEAM}
    with client_of("sync", sandbox, **options) as client:
        MESSAGES["email"](client)
    assert [message.to for message in sandbox.inbox] == [ADDRESS_OF_TEAM]


def test_each_option_is_changed_alone(client_kind, caplog):
    sandbox = Sandbox()
    with client_of(client_kind, sandbox, never_to=[EMAIL]) as client:
        first = client.client
        redirecting = first.with_options(redirect_to=ADDRESS_OF_TEAM)
        assert len(caplog.records) == 1
        client.client = redirecting.with_options(timeout=7, check="off")
        assert len(caplog.records) == 1  # it was said before
        MESSAGES["email"](client)
        client.client = redirecting.with_options(redirect_to=None)
        with pytest.raises(RequestValidationError, match="never_to"):
            MESSAGES["email"](client)
        client.client = redirecting.with_options(redirect_to=None, never_to=None)
        assert client.client._settings.checks.guard is None
        MESSAGES["email"](client)
        client.client = first.with_options(never_to=[TEXT])
        MESSAGES["email"](client)
        with pytest.raises(RequestValidationError, match="in never_to"):
            MESSAGES["sms"](client)
        with pytest.raises(RequestValidationError, match="only_to"):
            redirecting.with_options(only_to=["@example.org"])
    assert [message.to for message in sandbox.inbox] == [ADDRESS_OF_TEAM, EMAIL, EMAIL]


def test_a_client_without_these_options_has_no_guard():
    with BlockingClient("sync", KEY) as client:
        assert client.client._settings.checks.guard is None


def test_their_reprs_show_no_recipient():
    with BlockingClient("sync", KEY, never_to=[TEXT], redirect_to=[EMAIL, NUMBER]) as client:
        assert "900" not in repr(client.client._settings.checks)
    assert repr(Redirect.parse(EMAIL)) == "Redirect()"
