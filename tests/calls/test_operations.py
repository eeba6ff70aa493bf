"""What each call sends, byte by byte."""

from __future__ import annotations

import base64
import json
import platform
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest

from notify_sdk import LetterAddress, NoResultFound, NotificationsAPIClient, RetryPolicy, models, prepare_upload
from notify_sdk._version import __version__
from tests.support.clients import ID, KEY, BlockingClient, Recorded, refused_by_notify

OTHER = "0BB7F3D4-6C0B-4F5B-9E0C-2B6A1D9C9A11"
other = OTHER.lower()
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
LETTER = b'"personalisation":{"address_line_1":"Amala Bird","address_line_2":"102 High Street","postcode":"SW14 6BH"'


class Colour(Enum):
    RED = "red"


class Urgency(StrEnum):
    HIGH = "high"


SNAPSHOTS: list[tuple[str, tuple[Any, ...], dict[str, Any], str, str, bytes | None]] = [
    (
        "send_sms_notification",
        ("07700 900 900", ID),
        {},
        "POST",
        "/v2/notifications/sms",
        b'{"phone_number":"07700 900 900","template_id":"' + ID.encode() + b'"}',
    ),
    (
        "send_sms_notification",
        ("+447700900900", UUID(ID), {"name": "Zoë 😀", "n": 1, "x": 1.5, "yes": True, "none": None}, "ref", OTHER),
        {},
        "POST",
        "/v2/notifications/sms",
        f'{{"reference":"ref","phone_number":"+447700900900","template_id":"{ID}","personalisation":'
        f'{{"name":"Zoë 😀","n":1,"x":1.5,"yes":true,"none":null}},"sms_sender_id":"{other}"}}'.encode(),
    ),
    (
        "send_sms_notification",
        ("07700900900", ID, {}),
        {},
        "POST",
        "/v2/notifications/sms",
        b'{"phone_number":"07700900900","template_id":"' + ID.encode() + b'","personalisation":{}}',
    ),
    (
        "send_email_notification",
        ("Amala@Example.COM", ID),
        {
            "personalisation": {"link": prepare_upload(b"a,b", "data.csv", False, "4 weeks")},
            "reference": "r",
            "email_reply_to_id": UUID(OTHER),
            "one_click_unsubscribe_url": "https://example.com/u?a=1",
            "sanitise_content_for": {"name", "body"},
        },
        "POST",
        "/v2/notifications/email",
        b'{"reference":"r","email_address":"Amala@Example.COM","template_id":"' + ID.encode() + b'",'
        b'"personalisation":{"link":{"file":"YSxi","filename":"data.csv","confirm_email_before_download":false,'
        b'"retention_period":"4 weeks"}},"email_reply_to_id":"' + other.encode() + b'",'
        b'"one_click_unsubscribe_url":"https://example.com/u?a=1","sanitise_content_for":["body","name"]}',
    ),
    (
        "send_letter_notification",
        (ID, ADDRESS, "ref"),
        {},
        "POST",
        "/v2/notifications/letter",
        b'{"reference":"ref","template_id":"' + ID.encode() + b'",' + LETTER + b"}}",
    ),
    (
        "send_letter_notification",
        (ID, LetterAddress(**ADDRESS)),
        {},
        "POST",
        "/v2/notifications/letter",
        b'{"template_id":"' + ID.encode() + b'",' + LETTER + b"}}",
    ),
    (
        "send_letter_notification",
        (ID, {**ADDRESS, "name": "Ada"}),
        {},
        "POST",
        "/v2/notifications/letter",
        b'{"template_id":"' + ID.encode() + b'",' + LETTER + b',"name":"Ada"}}',
    ),
    (
        "send_precompiled_letter_notification",
        ("ref", b"%PDF"),
        {},
        "POST",
        "/v2/notifications/letter",
        b'{"reference":"ref","content":"JVBERg=="}',
    ),
    (
        "send_precompiled_letter_notification",
        ("ref", b"%PDF", "economy"),
        {},
        "POST",
        "/v2/notifications/letter",
        b'{"reference":"ref","content":"JVBERg==","postage":"economy"}',
    ),
    ("get_notification_by_id", (OTHER,), {}, "GET", f"/v2/notifications/{other}", None),
    ("get_all_notifications", (), {}, "GET", "/v2/notifications", None),
    (
        "get_all_notifications",
        ("sms", "delivered", "a b&c/é", OTHER, True),
        {},
        "GET",
        f"/v2/notifications?reference=a+b%26c%2F%C3%A9&status=delivered&template_type=sms&include_jobs=true&older_than={other}",
        None,
    ),
    (
        "get_all_notifications",
        (["sms", "email"], ("failed", "created")),
        {"include_jobs": False},
        "GET",
        "/v2/notifications?status=failed&status=created&template_type=sms&template_type=email",
        None,
    ),
    ("get_pdf_for_letter", (UUID(OTHER),), {}, "GET", f"/v2/notifications/{other}/pdf", None),
    ("get_template", (ID,), {}, "GET", f"/v2/template/{ID}", None),
    ("get_template_version", (ID, 3), {}, "GET", f"/v2/template/{ID}/version/3", None),
    ("get_all_templates", (), {}, "GET", "/v2/templates", None),
    ("get_all_templates", ("letter",), {}, "GET", "/v2/templates?type=letter", None),
    ("post_template_preview", (ID,), {}, "POST", f"/v2/template/{ID}/preview", b'{"personalisation":{}}'),
    (
        "post_template_preview",
        (ID, {"name": "Ada"}),
        {},
        "POST",
        f"/v2/template/{ID}/preview",
        b'{"personalisation":{"name":"Ada"}}',
    ),
    (
        "post_template_preview",
        (ID, models.TemplatePreviewRequest(personalisation={"name": "Ada"})),
        {},
        "POST",
        f"/v2/template/{ID}/preview",
        b'{"personalisation":{"name":"Ada"}}',
    ),
    ("get_received_texts", (), {}, "GET", "/v2/received-text-messages", None),
    ("get_received_texts", (OTHER,), {}, "GET", f"/v2/received-text-messages?older_than={other}", None),
]


def sent(client_kind: str, name: str, *args: Any, **kwargs: Any) -> httpx.Request:
    """The one request of a call. Its answer is an error, since that is one answer for all calls."""
    recorded = Recorded(lambda request: refused_by_notify(404))
    caller = BlockingClient(client_kind, KEY, transport=recorded.transport, retry=RetryPolicy.none())
    with caller as client, pytest.raises(NoResultFound):
        getattr(client, name)(*args, **kwargs)
    (request,) = recorded.requests
    return request


@pytest.mark.parametrize(("name", "args", "kwargs", "method", "target", "body"), SNAPSHOTS)
def test_each_call_sends_exactly_this(client_kind, name, args, kwargs, method, target, body):
    request = sent(client_kind, name, *args, **kwargs)
    assert (request.method, request.url.raw_path.decode()) == (method, target)
    assert request.content == (body or b"")
    headers = dict(request.headers)
    token = headers.pop("authorization")
    claims = jwt.decode(token.removeprefix("Bearer "), KEY[-36:], ["HS256"], options={"verify_iat": False})
    assert claims.keys() == {"iss", "iat"}
    assert claims["iss"] == KEY[-73:-37]
    assert isinstance(claims["iat"], int)
    expected = {
        "host": "api.notifications.service.gov.uk",
        "accept": "*/*",
        "user-agent": f"notify-sdk/{__version__} python/{platform.python_version()}",
    }
    if body is not None:
        expected |= {"content-type": "application/json", "content-length": str(len(body))}
    assert headers == expected


def test_every_documented_call_has_a_snapshot():
    methods = {name for name in vars(NotificationsAPIClient) if name.startswith(("send_", "get_", "post_"))}
    assert {name for name in methods if not name.endswith("_iterator")} == {snapshot[0] for snapshot in SNAPSHOTS}


def test_numbers_and_booleans_stay_numbers_and_booleans():
    body = sent("sync", "send_sms_notification", "07700900900", ID, {"n": 1, "f": 1.0, "t": True}).content
    assert b'{"n":1,"f":1.0,"t":true}' in body


def test_a_pdf_is_sent_unchanged():
    content = bytes(range(256)) * 4000
    body = json.loads(sent("async", "send_precompiled_letter_notification", "ref", content).content)
    assert base64.b64decode(body["content"]) == content
