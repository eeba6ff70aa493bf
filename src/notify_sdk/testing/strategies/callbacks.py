"""What Notify posts to your service."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from notify_sdk import models
from notify_sdk.callbacks import Callback

from .recipients import email_addresses, phone_numbers
from .texts import ids, lines, moments, texts

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
            template_version=st.integers(1, 99),
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
    """Letters that came back, as Notify posts them."""
    return st.builds(
        models.ReturnedLetterCallback,
        notification_id=ids,
        reference=st.none() | texts,
        date_sent=moments,
        sent_by=st.none() | lines,
        template_name=lines,
        template_id=ids,
        template_version=st.integers(1, 99),
        spreadsheet_file_name=st.none() | st.just("people.csv"),
        spreadsheet_row_number=st.none() | st.integers(1, 1000),
        upload_letter_file_name=st.none() | st.just("letter.pdf"),
    )


def callbacks() -> SearchStrategy[Callback]:
    """Anything that Notify posts."""
    return st.one_of(delivery_receipts(), received_texts(), returned_letters())
