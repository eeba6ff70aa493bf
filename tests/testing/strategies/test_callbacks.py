"""Callbacks can be written as JSON and read back, with the statuses that Notify posts."""

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from notify_sdk import callbacks, models
from notify_sdk._statuses import POSTED
from notify_sdk.testing import strategies
from tests.testing.strategies.quick import quick, until_found


@quick
@given(strategies.callbacks())
def test_callbacks_can_be_read_back(callback):
    assert callbacks.parse(callback.model_dump_json()) == callback


KINDS = {
    "delivery_receipts": models.DeliveryReceipt,
    "received_texts": models.ReceivedTextCallback,
    "returned_letters": models.ReturnedLetterCallback,
    "complaints": models.ComplaintCallback,
}


@pytest.mark.parametrize("name", KINDS)
@quick
@given(data=st.data())
def test_each_kind_is_read_back_as_itself(name, data):
    callback = data.draw(getattr(strategies, name)())
    assert type(callbacks.parse(callback.model_dump_json())) is KINDS[name]


@pytest.mark.parametrize("name", KINDS)
def test_callbacks_are_of_every_kind(name):
    assert find(strategies.callbacks(), lambda callback: type(callback) is KINDS[name], settings=until_found)


@pytest.mark.parametrize("status", sorted(POSTED))
@pytest.mark.parametrize("kind", ["sms", "email"])
def test_receipts_have_every_status_that_is_posted(kind, status):
    assert find(
        strategies.delivery_receipts(),
        lambda receipt: (receipt.notification_type, receipt.status) == (kind, status),
        settings=until_found,
    )


@quick
@given(strategies.delivery_receipts())
def test_receipts_have_no_status_that_is_not_posted(receipt):
    assert receipt.status in POSTED


@quick
@given(strategies.returned_letters())
def test_a_returned_letter_was_made_from_a_template_or_sent_as_a_pdf(letter):
    from_template = letter.template_id is not None
    assert (letter.template_name is not None, letter.template_version is not None) == (from_template, from_template)
