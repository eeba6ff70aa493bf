"""Strategies for Notify's answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from notify_sdk import models
from notify_sdk.testing.answers import EmailStatus, LetterStatus, SmsStatus

from .recipients import email_addresses, phone_numbers, postcodes
from .texts import ids, lines, moments, texts

_HOST = "https://api.notifications.service.gov.uk"


def _uri(kind: str) -> Callable[[UUID], str]:
    return lambda identifier: f"{_HOST}/{kind}/{identifier}"


def _sent_templates() -> SearchStrategy[models.SentTemplate]:
    return st.builds(models.SentTemplate, id=ids, version=st.integers(1, 99), uri=ids.map(_uri("v2/template")))


def send_sms_responses() -> SearchStrategy[models.SendSmsResponse]:
    """Answers to a request that sends a text message."""
    content = st.builds(models.SmsContent, body=texts, from_number=st.sampled_from(("GOVUK", "07700900800")))
    return st.builds(models.SendSmsResponse, content=content, **_answer())


def send_email_responses() -> SearchStrategy[models.SendEmailResponse]:
    """Answers to a request that sends an email."""
    content = st.builds(
        models.EmailContent,
        subject=texts,
        body=texts,
        from_email=st.just("service@notifications.service.gov.uk"),
        one_click_unsubscribe_url=st.none() | st.just("https://example.com/unsubscribe"),
    )
    changed = st.dictionaries(lines, st.builds(models.SanitisedValue, unsanitised=texts, sanitised=texts), max_size=2)
    return st.builds(models.SendEmailResponse, content=content, sanitised_content=changed, **_answer())


def send_letter_responses() -> SearchStrategy[models.SendLetterResponse]:
    """Answers to a request that sends a letter."""
    content = st.builds(models.LetterContent, subject=texts, body=texts)
    return st.builds(models.SendLetterResponse, content=content, **_answer())


def _answer() -> dict[str, SearchStrategy[object]]:
    return {
        "id": ids,
        "reference": st.none() | texts,
        "uri": ids.map(_uri("v2/notifications")),
        "template": _sent_templates(),
        "scheduled_for": st.none(),
    }


def notifications() -> SearchStrategy[models.Notification]:
    """Text messages, emails and letters as Notify returns them, in every status."""
    nothing = st.none()
    others = {f"line_{line}": nothing for line in range(1, 7)} | {"postcode": nothing, "postage": nothing}
    text = st.builds(
        models.SmsNotification,
        type=st.just("sms"),
        status=st.sampled_from(get_args(SmsStatus)),
        phone_number=phone_numbers(),
        cost_details=st.builds(
            models.SmsCostDetails,
            billable_sms_fragments=st.integers(1, 6),
            international_rate_multiplier=st.just(1.0),
            sms_rate=st.just(0.024),
        ),
        **(_sent() | others | dict.fromkeys(("email_address", "subject", "one_click_unsubscribe_url"), nothing)),
    )
    email = st.builds(
        models.EmailNotification,
        type=st.just("email"),
        status=st.sampled_from(get_args(EmailStatus)),
        email_address=email_addresses(),
        subject=texts,
        one_click_unsubscribe_url=nothing,
        cost_details=st.builds(models.EmailCostDetails),
        **(_sent() | others | {"phone_number": nothing}),
    )
    address = {
        "line_1": lines,
        "line_2": lines,
        "postcode": postcodes(),
        "postage": st.sampled_from(("first", "second", "economy")),
    }
    letter = st.builds(
        models.LetterNotification,
        type=st.just("letter"),
        status=st.sampled_from(get_args(LetterStatus)),
        subject=texts,
        estimated_delivery=moments,
        cost_details=st.builds(
            models.LetterCostDetails, billable_sheets_of_paper=st.integers(1, 5), postage=st.just("second")
        ),
        **(
            _sent()
            | others
            | address
            | dict.fromkeys(("email_address", "phone_number", "one_click_unsubscribe_url"), nothing)
        ),
    )
    return st.one_of(text, email, letter)


def _sent() -> dict[str, SearchStrategy[object]]:
    return {
        "id": ids,
        "reference": st.none() | texts,
        "body": texts,
        "template": _sent_templates(),
        "created_at": moments,
        "created_by_name": st.none(),
        "sent_at": st.none() | moments,
        "completed_at": st.none() | moments,
        "scheduled_for": st.none(),
        "is_cost_data_ready": st.booleans(),
        "cost_in_pounds": st.none() | st.sampled_from((0.0, 0.024, 0.68)),
    }
