import json
import uuid
from email.message import Message
from typing import get_args

import pytest
from django.http import HttpHeaders
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers as StarletteHeaders
from werkzeug.datastructures import Headers as WerkzeugHeaders

from notify_sdk import InvalidResponseError, callbacks
from notify_sdk.callbacks import (
    LAST_STATUSES,
    STATUS_ORDER,
    CallbackError,
    ComplaintCallback,
    DeliveryReceipt,
    ReceivedTextCallback,
    ReturnedLetterCallback,
    parse,
    supersedes,
    verify,
)
from notify_sdk.models import NotificationStatus
from tests.callbacks.payloads import COMPLAINT, RECEIPT, RECEIVED, RETURNED, RETURNED_PDF
from tests.validation.test_response import DOCUMENTED, behaves, drifting, expected, raises_when_read, written

TOKEN = "a-bearer-token-of-ours"
GOOD = f"Bearer {TOKEN}"


def message(value: str) -> Message:
    headers = Message()
    headers["AUTHORIZATION"] = value
    return headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": GOOD},
        {"authorization": GOOD},
        {"AUTHORIZATION": f"bearer  {TOKEN} ", "Accept": "*/*"},
        WerkzeugHeaders({"Authorization": GOOD}),
        StarletteHeaders({"Authorization": GOOD}),
        HttpHeaders({"HTTP_AUTHORIZATION": GOOD}),
        message(GOOD),
    ],
    ids=lambda headers: type(headers).__module__,
)
def test_the_right_token_is_taken_whatever_the_framework_and_the_case(headers):
    assert verify(headers, TOKEN)


@pytest.mark.parametrize(
    "value",
    ["", TOKEN, f"Basic {TOKEN}", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer é\ud800"],
)
def test_another_token_is_refused(value):
    assert not verify({"Authorization": value}, TOKEN)


def test_no_header_is_refused():
    assert not verify({}, TOKEN)


def test_two_headers_are_refused():
    assert not verify(WerkzeugHeaders([("Authorization", GOOD), ("Authorization", "Bearer other")]), TOKEN)


def test_during_a_rotation_each_of_the_tokens_is_taken():
    for token in ("old-token", "new-token"):
        assert verify({"Authorization": f"Bearer {token}"}, (name for name in ("old-token", "new-token")))
    assert not verify({"Authorization": "Bearer even-older"}, ["old-token", "new-token"])


@pytest.mark.parametrize("token", ["", [], ["token", ""]])
def test_an_empty_token_lets_nobody_in(token):
    with pytest.raises(ValueError, match="token is empty"):
        verify({"Authorization": "Bearer "}, token)


def test_every_token_is_compared_with_all_of_its_digest(monkeypatch):
    """What is compared has one length and goes through `hmac.compare_digest`, for each token."""
    compared = []

    def compare(left: bytes, right: bytes) -> bool:
        compared.append((len(left), len(right)))
        return left == right

    monkeypatch.setattr(callbacks.hmac, "compare_digest", compare)
    assert verify({"Authorization": "Bearer a"}, ["a", "much-longer", "b"])
    assert compared == [(32, 32)] * 3


@given(st.text(), st.text(min_size=1))
def test_only_the_token_itself_is_taken(given_token, token):
    assert verify({"Authorization": f"Bearer {given_token}"}, token) == (given_token.strip() == token)


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (RECEIPT, DeliveryReceipt),
        (RECEIVED, ReceivedTextCallback),
        (RETURNED, ReturnedLetterCallback),
        (COMPLAINT, ComplaintCallback),
    ],
)
def test_each_callback_is_read_as_its_own_type(payload, kind):
    for body in (json.dumps(payload), json.dumps(payload).encode()):
        callback = parse(body)
        assert type(callback) is kind
        assert callback.model_dump(mode="json") == payload


def test_a_receipt_is_read_with_types():
    receipt = parse(json.dumps(RECEIPT))
    assert isinstance(receipt, DeliveryReceipt)
    assert receipt.id == uuid.UUID(RECEIPT["id"])
    assert receipt.completed_at is not None
    assert receipt.completed_at.tzinfo is not None


def test_a_letter_that_was_sent_as_a_pdf_comes_back_without_a_template():
    letter = parse(json.dumps(RETURNED_PDF))
    assert isinstance(letter, ReturnedLetterCallback)
    assert (letter.template_name, letter.template_id, letter.template_version) == (None, None, None)
    assert letter.reference == "pre-delivered"
    assert letter.model_dump(mode="json") == {**RETURNED_PDF, "template_id": None}


def test_a_receipt_of_2017_is_read():
    receipt = parse(json.dumps(DOCUMENTED["receipt"]))
    assert isinstance(receipt, DeliveryReceipt)
    assert (receipt.status, receipt.reference) == ("delivered", "12345678")
    with pytest.raises(InvalidResponseError, match=r"^template_id: expected a UUID, got nothing$"):
        _ = receipt.template_id


@pytest.mark.parametrize(
    "payload",
    [RECEIPT, RECEIVED, RETURNED, RETURNED_PDF, COMPLAINT, DOCUMENTED["receipt"], DOCUMENTED["received_text"]],
)
def test_one_thing_that_drifts_loses_nobody_the_callback(payload):
    whole = parse(json.dumps(payload))
    behaves(whole)
    for place, new, drifted in drifting(payload):
        if place[0] in {"id", "notification_id"}:
            with pytest.raises(CallbackError):
                parse(json.dumps(drifted))
            continue
        found = parse(json.dumps(drifted))
        left, raising = expected(whole, place, new)
        assert type(found) is type(whole)
        assert (place, new, written(found)) == (place, new, left)
        behaves(found)
        if raising:
            raises_when_read(found, raising)


@pytest.mark.parametrize("payload", [RECEIPT, RECEIVED, RETURNED, COMPLAINT])
def test_the_kind_is_told_from_any_half_of_the_keys(payload):
    """Keys that several kinds share identify none of them."""
    identity = "notification_id" if "notification_id" in payload else "id"
    own = [name for name in payload if name not in {identity, "reference"}]
    for start in range(len(own)):
        kept = {identity, *[*own, *own][start : start + (len(own) + 1) // 2]}
        found = parse(json.dumps({name: value for name, value in payload.items() if name in kept}))
        assert type(found) is type(parse(json.dumps(payload)))
    for shared in ({identity}, {identity, "reference"} if identity == "notification_id" else {identity}):
        with pytest.raises(CallbackError, match="not one of Notify's callbacks"):
            parse(json.dumps({name: payload[name] for name in shared}))


def test_what_notify_adds_later_is_kept():
    receipt = parse(json.dumps({**RECEIPT, "status": "lost-at-sea", "carrier": "dove"}))
    assert isinstance(receipt, DeliveryReceipt)
    assert (receipt.status, receipt.model_extra) == ("lost-at-sea", {"carrier": "dove"})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "the body is not JSON"),
        (b"\xff", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        (b"[]", "the body is not a JSON object"),
        (b"{}", "the body is not one of Notify's callbacks"),
        (b'{"source_number": "447700900123"}', "callbacks: id: expected a UUID, got nothing"),
        (json.dumps({**RECEIPT, "id": "hello@example.com"}), "id: expected a UUID, got a text"),
        (json.dumps({**RETURNED, "notification_id": None}), "notification_id: expected a UUID, got null"),
    ],
    ids=range(8),
)
def test_anything_else_is_refused_without_being_quoted(body, message):
    with pytest.raises(CallbackError) as caught:
        parse(body)
    assert message in str(caught.value)
    assert "example.com" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("known", "status", "expected"),
    [
        (None, "delivered", True),
        (None, "something-new", True),
        ("created", "sending", True),
        ("sending", "created", False),
        ("delivered", "created", False),
        ("delivered", "delivered", False),
        ("sending", "sent", True),
        ("sent", "delivered", True),
        ("temporary-failure", "delivered", False),
        ("accepted", "received", True),
        ("received", "returned-letter", True),
        ("returned-letter", "received", False),
        ("sending", "something-new", True),
        ("something-new", "delivered", True),
        ("delivered", "something-new", False),
    ],
)
def test_the_order_of_statuses(known, status, expected):
    assert supersedes(status, known) is expected


statuses = st.sampled_from([*STATUS_ORDER, "something-new"])


@given(st.lists(statuses, min_size=1), st.randoms())
def test_however_callbacks_come_the_record_ends_as_far_along_as_any(learnt, random):
    def ends(order):
        known = None
        for status in order:
            known = status if supersedes(status, known) else known
        return STATUS_ORDER.get(known, STATUS_ORDER["sent"] + 1)

    shuffled = [*learnt, *learnt]
    random.shuffle(shuffled)
    assert ends(learnt) == ends(shuffled)


def test_every_status_that_notify_documents_has_its_place():
    assert set(get_args(NotificationStatus)) == set(STATUS_ORDER)


def test_what_can_still_become_something_else_is_no_last_status():
    furthest = {status for status, place in STATUS_ORDER.items() if place > STATUS_ORDER["sent"]}
    assert furthest | {"sent"} == LAST_STATUSES
