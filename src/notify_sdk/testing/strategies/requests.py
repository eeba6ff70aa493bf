"""Strategies for requests to Notify, valid and invalid."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from notify_sdk import models
from notify_sdk.payloads import PayloadKind, check_payload

from .recipients import (
    email_addresses,
    invalid_email_addresses,
    invalid_phone_numbers,
    phone_numbers,
    postal_addresses,
)
from .texts import ids, lines, texts

Payload: TypeAlias = dict[str, object]
"""The body of a request as a dict."""

_Sendable: TypeAlias = (
    models.SendSmsRequest | models.SendEmailRequest | models.SendLetterRequest | models.SendPrecompiledLetterRequest
)


def personalisations() -> SearchStrategy[Payload]:
    """Values for placeholders: texts, integers, booleans and lists of texts."""
    value = st.one_of(texts, st.integers(-(10**9), 10**9), st.booleans(), st.lists(texts, max_size=3))
    return st.dictionaries(lines, value, max_size=4)


def send_sms_requests() -> SearchStrategy[models.SendSmsRequest]:
    """Requests for a text message that Notify accepts if the template exists."""
    return st.builds(
        models.SendSmsRequest,
        phone_number=phone_numbers(),
        template_id=ids,
        personalisation=st.none() | personalisations(),
        reference=st.none() | texts,
        sms_sender_id=st.none() | ids,
    )


def send_email_requests() -> SearchStrategy[models.SendEmailRequest]:
    """Requests for an email that Notify accepts if the template exists."""
    return st.builds(
        models.SendEmailRequest,
        email_address=email_addresses(),
        template_id=ids,
        personalisation=st.none() | personalisations(),
        reference=st.none() | texts,
        email_reply_to_id=st.none() | ids,
        one_click_unsubscribe_url=st.none() | st.just("https://example.com/unsubscribe"),
    )


def send_letter_requests() -> SearchStrategy[models.SendLetterRequest]:
    """Requests for a letter that Notify accepts if the template exists."""
    return st.builds(
        models.SendLetterRequest,
        template_id=ids,
        personalisation=st.builds(_merged, personalisations(), postal_addresses()),
        reference=st.none() | texts,
    )


def send_precompiled_letter_requests() -> SearchStrategy[models.SendPrecompiledLetterRequest]:
    """Requests for a letter from your own PDF. The content has the first bytes of a PDF, but is not one."""
    return st.builds(
        models.SendPrecompiledLetterRequest,
        reference=texts,
        content=st.binary(max_size=100).map(lambda more: b64encode(b"%PDF-1.7\n" + more).decode()),
        postage=st.sampled_from((None, "first", "second", "economy")),
    )


def payloads(kind: PayloadKind) -> SearchStrategy[Payload]:
    """Request bodies, as dicts, that Notify accepts if the template exists.

    Args:
        kind: Where they are posted to, as in `check_payload`.

    Returns:
        A strategy of dicts.
    """
    requests: dict[PayloadKind, SearchStrategy[Payload]] = {
        "sms": send_sms_requests().map(_dumped),
        "email": send_email_requests().map(_dumped),
        "letter": (send_letter_requests() | send_precompiled_letter_requests()).map(_dumped),
        "preview": personalisations().map(lambda values: {"personalisation": values}),
    }
    return requests[kind]


def _dumped(
    request: _Sendable,
) -> Payload:
    return request.model_dump(mode="json", exclude_unset=True)


def invalid_payloads(kind: PayloadKind) -> SearchStrategy[Payload]:
    """Request bodies, as dicts, that Notify refuses because of one or two wrong properties.

    Args:
        kind: Where they are posted to, as in `check_payload`.

    Returns:
        A strategy of dicts.
    """
    wrong_values: SearchStrategy[object] = st.sampled_from((None, 7, [], "x" * 1001))

    def broken(payload: Payload) -> SearchStrategy[Payload]:
        names = st.sampled_from(sorted(payload))
        return st.one_of(
            names.map(lambda name: {other: value for other, value in payload.items() if other != name}),
            st.dictionaries(names, wrong_values, min_size=1, max_size=2).map(lambda wrong: _merged(payload, wrong)),
            wrong_values.map(lambda value: _merged(payload, {"colour": value})),
            invalid_phone_numbers().map(lambda number: _merged(payload, {"phone_number": number})),
            invalid_email_addresses().map(lambda address: _merged(payload, {"email_address": address})),
        )

    return payloads(kind).flatmap(broken).filter(lambda payload: bool(check_payload(payload, kind)))


def _merged(payload: Payload, more: Mapping[str, object]) -> Payload:
    return {**payload, **more}
