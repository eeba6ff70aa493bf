"""What Notify posts to your service."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from notify_sdk import models
from notify_sdk.callbacks import Callback

from .recipients import email_addresses, phone_numbers
from .texts import ids, lines, moments, texts

_VERSIONS = st.integers(1, 99)
_RECEIPT_STATUSES = ("delivered", "permanent-failure", "temporary-failure")


def delivery_receipts() -> SearchStrategy[models.DeliveryReceipt]:
    """Delivery receipts, with the statuses that Notify posts."""
    kinds = st.sampled_from((("sms", phone_numbers()), ("email", email_addresses())))
    return kinds.flatmap(
        lambda kind: st.builds(
            models.DeliveryReceipt,
            id=ids,
            reference=st.none() | texts,
            to=kind[1],
            status=st.sampled_from(_RECEIPT_STATUSES),
            created_at=moments,
            completed_at=moments,
            sent_at=st.none() | moments,
            notification_type=st.just(kind[0]),
            template_id=ids,
            template_version=_VERSIONS,
        )
    )


def received_texts() -> SearchStrategy[models.ReceivedTextCallback]:
    """Texts that people have sent to the service, as Notify posts them."""
    return st.builds(
        models.ReceivedTextCallback,
        id=ids,
        source_number=phone_numbers(),
        destination_number=st.just("07700900800"),
        message=texts,
        date_received=moments,
    )


def returned_letters() -> SearchStrategy[models.ReturnedLetterCallback]:
    """Letters that came back, as Notify posts them: made from a template, or sent as a PDF."""
    return st.booleans().flatmap(
        lambda template: st.builds(
            models.ReturnedLetterCallback,
            notification_id=ids,
            reference=st.none() | texts,
            date_sent=moments,
            sent_by=st.just("API") | email_addresses(),
            template_name=lines if template else st.none(),
            template_id=ids if template else st.none(),
            template_version=_VERSIONS if template else st.none(),
            spreadsheet_file_name=st.none() | st.just("people.csv"),
            spreadsheet_row_number=st.none() | st.integers(1, 1000),
            upload_letter_file_name=st.none() | st.just("letter.pdf"),
        )
    )


def complaints() -> SearchStrategy[models.ComplaintCallback]:
    """Complaints about emails, as Notify posts them."""
    return st.builds(
        models.ComplaintCallback,
        notification_id=ids,
        complaint_id=ids,
        reference=st.none() | texts,
        to=email_addresses(),
        complaint_date=moments,
    )


def callbacks() -> SearchStrategy[Callback]:
    """Anything that Notify posts."""
    return st.one_of(delivery_receipts(), received_texts(), returned_letters(), complaints())
