"""How strictly a client checks a request before it sends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from notify_sdk import Checks, CheckWarning, NoResultFound, RequestValidationError, models
from notify_sdk._calls import operations
from notify_sdk._validation.checks import CheckContext
from tests.support.clients import ID, BlockingClient, Recorded, recording, refused_by_notify
from tests.support.refusals import refused


def sends(client_kind, level: str) -> tuple[BlockingClient, Recorded]:
    return recording(client_kind, refused_by_notify(404), check=level)


def test_off_sends_what_notify_would_refuse(client_kind):
    client, recorded = sends(client_kind, "off")
    with client:
        for call in (
            lambda: client.send_sms_notification("1", ID),
            lambda: client.send_email_notification("no address", ID, {"link": {"file": 7}}),
            lambda: client.send_email_notification("a", ID, one_click_unsubscribe_url="http://x"),
            lambda: client.send_letter_notification(ID, {"address_line_1": "A"}),
        ):
            with pytest.raises(NoResultFound):
                call()
        assert refused(client.send_email_notification, "a", ID, one_click_unsubscribe_url=7) == [
            "one_click_unsubscribe_url is not a valid https url"
        ]
    assert len(recorded.requests) == 4


def test_warn_sends_what_notify_would_refuse_with_a_warning(client_kind):
    client, recorded = sends(client_kind, "warn")
    with client:
        for call, said in [
            (lambda: client.send_sms_notification("1", ID), "phone_number Number is not valid"),
            (lambda: client.send_email_notification("no address", ID), "email_address Not a valid email address"),
            (
                lambda: client.send_email_notification("a@example.com", ID, one_click_unsubscribe_url="http://x"),
                "one_click_unsubscribe_url is not a valid https url",
            ),
            (
                lambda: client.send_email_notification("a@example.com", ID, {"link": {"file": 7}}),
                "file 7 is not of type string",
            ),
            (lambda: client.send_letter_notification(ID, {"address_line_1": "A"}), "Address must be at least 3 lines"),
        ]:
            with pytest.warns(CheckWarning, match=said), pytest.raises(NoResultFound):
                call()
    assert len(recorded.requests) == 5


ABROAD = {"address_line_1": "A", "address_line_2": "1 Rue", "address_line_3": "France"}
SETTINGS: dict[str, tuple[str, Callable[[Checks], object]]] = {
    "international_numbers": (
        "Cannot send to international mobile numbers",
        lambda checks: operations.send_sms_notification(checks, "+33 6 12 34 56 78", ID),
    ),
    "landlines": (
        "Not a UK mobile number",
        lambda checks: operations.send_sms_notification(checks, "0117 496 0123", ID),
    ),
    "international_addresses": (
        "Must be a real UK postcode",
        lambda checks: operations.send_letter_notification(checks, ID, ABROAD),
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_of_the_service_refuses_only_what_it_names(name):
    said, call = SETTINGS[name]
    call(Checks(**dict.fromkeys(set(SETTINGS) - {name}, False)))
    with pytest.raises(RequestValidationError, match=said):
        call(Checks(**{name: False}))
    with pytest.warns(CheckWarning, match=said):
        call(Checks("warn", **{name: False}))
    call(Checks("off", **{name: False}))


SHAPE = {"template_id": ID, "personalisation": {"address_line_1": "A"}}


def test_shape_only_leaves_out_what_notify_checks_later():
    """A letter's address and an email's files."""
    upload = {"email_address": "a@example.com", "template_id": ID, "personalisation": {"link": {"file": 7}}}
    for model, body in ((models.SendLetterRequest, SHAPE), (models.SendEmailRequest, upload)):
        with pytest.raises(ValidationError):
            model.model_validate(body)
        assert model.model_validate(body, context=CheckContext(shape_only=True))
    with pytest.raises(ValidationError):
        models.SendLetterRequest.model_validate({**SHAPE, "reference": 7}, context=CheckContext(shape_only=True))


def test_a_time_to_send_is_compared_with_the_moment_of_the_context():
    then = datetime(2020, 1, 1, tzinfo=UTC)
    body = {"email_address": "a@example.com", "template_id": ID, "scheduled_for": "2020-01-01 12:00"}
    assert models.SendEmailRequest.model_validate(body, context=CheckContext(now=then))
    for now in (None, then - timedelta(days=1), then + timedelta(days=1)):
        with pytest.raises(ValidationError, match="datetime can "):
            models.SendEmailRequest.model_validate(body, context=CheckContext(now=now))


def test_without_a_context_the_default_is_used():
    body = {"phone_number": "1", "template_id": ID}
    for context in (None, {"checks": "off"}, CheckContext()):
        with pytest.raises(ValidationError, match="phone_number"):
            models.SendSmsRequest.model_validate(body, context=context)
    assert models.SendSmsRequest.model_validate(body, context=CheckContext(Checks("off")))
