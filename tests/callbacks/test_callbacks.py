import json
import uuid
from email.message import Message
from typing import get_args

import pytest
from django.http import HttpHeaders
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.datastructures import Headers as StarletteHeaders
from werkzeug.datastructures import Headers as WerkzeugHeaders

from notify_sdk import InvalidResponseError, callbacks
from notify_sdk.callbacks import (
    LAST_STATUSES,
    STATUS_ORDER,
    CallbackError,
    CallbackTokenError,
    ComplaintCallback,
    DeliveryReceipt,
    ReceivedTextCallback,
    ReturnedLetterCallback,
    parse,
    supersedes,
    unwrap,
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


NO_TOKENS = ["", " ", "\n", "\t \r\n", None, 0, True, b"token", bytearray(b"t"), 1.5]


@pytest.mark.parametrize("call", [verify, lambda headers, token: unwrap(headers, b"", token)], ids=["verify", "unwrap"])
@pytest.mark.parametrize(
    "token", [*NO_TOKENS, [[]], *([each] for each in NO_TOKENS), *(["good", each] for each in NO_TOKENS)]
)
def test_a_token_that_is_none_is_an_error_of_configuration(token, call):
    """Never a check that everybody passes, nor one that nobody can."""
    with pytest.raises(ValueError, match=r"^token is (empty: anybody could post|not a text)") as caught:
        call({"Authorization": "Bearer "}, token)
    assert not isinstance(caught.value, CallbackError)


@pytest.mark.parametrize("none", [[], (), {}, iter(())])
def test_no_tokens_are_an_error_too(none):
    with pytest.raises(ValueError, match="token is empty"):
        verify({"Authorization": "Bearer "}, none)


@pytest.mark.parametrize("around", ["{}\n", "{}\r\n", " {} ", "\n{}", "\t{}"])
def test_what_is_around_a_configured_token_does_not_count(around):
    """As at the end of a file with a secret."""
    for token in (around.format(TOKEN), [around.format(TOKEN)], ["other\n", around.format(TOKEN)]):
        assert verify({"Authorization": GOOD}, token)
        assert not verify({"Authorization": "Bearer"}, token)
        assert not verify({"Authorization": f"{GOOD}x"}, token)


class Broken:
    """Headers that raise wherever they are looked at."""

    def __init__(self, error=ValueError):
        self.error = error

    def items(self):
        raise self.error("of the framework")

    __iter__ = __getitem__ = items


texts = st.text() | st.sampled_from(
    ["Authorization", "AUTHORIZATION", "authorization", GOOD, "Bearer", "Bearer ", TOKEN]
)
atoms = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), texts, texts.map(lambda text: text.encode("utf-8", "replace")),
    st.binary(), st.builds(object), st.sampled_from([Broken(), Broken(TypeError), Broken(KeyError), dict, len, Broken]),
)  # fmt: skip
values = st.recursive(
    atoms,
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(values)
@example([("Authorization", [GOOD])])
@example({"Authorization": [GOOD]})
@example({"Authorization": None})
@example({"Authorization": "Bearer \udcff"})
@example({b"Authorization": b"Bearer \xff"})
@example("Authorization")
@example([["Authorization"]])
@example([("Authorization", GOOD, "more")])
@example(dict)
def test_whatever_the_headers_are_the_answer_is_yes_or_no(headers):
    """It is yes only for one header with the token, as text or as bytes."""
    found = verify(headers, TOKEN)
    assert found in (True, False)
    if found:
        pairs = headers.items() if isinstance(headers, dict) else headers
        spelt = [(each.decode("latin-1") if isinstance(each, bytes) else each) for pair in pairs for each in pair]
        assert GOOD in spelt
    for body in (b"", "", None, headers):
        if found:
            with pytest.raises(CallbackError, match=r"^the body is"):
                unwrap(headers, body, TOKEN)
        else:
            with pytest.raises(CallbackTokenError):
                unwrap(headers, body, TOKEN)


@given(values)
def test_whatever_the_header_is_it_is_not_the_token(value):
    good = {GOOD, GOOD.encode()}
    hashable = isinstance(value, (str, bytes))
    assert verify({"Authorization": value}, TOKEN) is (hashable and value in good)
    assert verify([("accept", "*/*"), (b"authorization", value)], TOKEN) is (hashable and value in good)


@pytest.mark.parametrize(
    "pairs",
    [
        [("Authorization", GOOD)],
        [(b"host", b"x"), (b"authorization", GOOD.encode())],
        (("accept", "a"), ("accept", "b"), ("AUTHORIZATION", GOOD)),
        iter([("Authorization", GOOD)]),
    ],
    ids=["list", "ASGI", "tuple", "iterator"],
)
def test_pairs_are_headers(pairs):
    assert verify(pairs, TOKEN)


def test_a_token_beyond_ascii_is_compared_as_servers_read_headers():
    assert verify([(b"authorization", "Bearer café".encode("latin-1"))], "café")
    assert verify({"Authorization": "Bearer café"}, "café")
    assert not verify({"Authorization": "Bearer cafe"}, "café")


@pytest.mark.parametrize("payload", [RECEIPT, RECEIVED, RETURNED, RETURNED_PDF, COMPLAINT])
def test_unwrap_is_verify_and_parse(payload):
    body = json.dumps(payload)
    for given_body in (body, body.encode()):
        assert unwrap({"Authorization": GOOD}, given_body, ["old", TOKEN]) == parse(body)
        with pytest.raises(CallbackTokenError) as caught:
            unwrap({"Authorization": f"{GOOD}x"}, given_body, TOKEN)
        assert (caught.value.status_code, caught.value.__cause__, caught.value.__context__) == (401, None, None)
        assert TOKEN not in str(caught.value)


def test_without_the_token_the_body_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(callbacks, "parse", None)
    with pytest.raises(CallbackTokenError):
        unwrap({}, json.dumps(RECEIPT), TOKEN)


def test_the_status_to_answer_is_that_of_the_error():
    with pytest.raises(CallbackError) as caught:
        unwrap({"Authorization": GOOD}, b"{}", TOKEN)
    assert (type(caught.value), caught.value.status_code) == (CallbackError, 400)
    assert issubclass(CallbackTokenError, CallbackError)


def test_every_token_is_compared_with_all_of_its_digest(monkeypatch):
    """What is compared has one length and goes through `hmac.compare_digest`, for each token."""
    compared = []

    def compare(left: bytes, right: bytes) -> bool:
        compared.append((len(left), len(right)))
        return left == right

    monkeypatch.setattr(callbacks.hmac, "compare_digest", compare)
    assert verify({"Authorization": "Bearer a"}, ["a", "much-longer", "b"])
    assert compared == [(32, 32)] * 3


@given(st.text(), st.text().filter(str.strip))
def test_only_the_token_itself_is_taken(given_token, token):
    assert verify({"Authorization": f"Bearer {given_token}"}, token) == (given_token.strip() == token.strip())


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
