"""The request that is made for one attempt."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import NotificationsAPIClient
from notify_sdk._calls import operations
from notify_sdk._client.requests import Signed, signed
from notify_sdk._validation.checks import Checks
from notify_sdk._version import __version__
from tests.support.clients import ID, KEY, BlockingClient, Recorded


def test_a_base_url_with_a_path_keeps_it(client_kind):
    recorded = Recorded(lambda request: httpx.Response(200, content=b"{}"))
    with BlockingClient(client_kind, KEY, "https://proxy.example/notify/", transport=recorded.transport) as client:
        client.get_pdf_for_letter(ID)
    assert str(recorded.requests[0].url) == f"https://proxy.example/notify/v2/notifications/{ID}/pdf"


SECRET = "MALLORY"
SETTINGS = NotificationsAPIClient(KEY, "https://example.com:8443/notify")._settings
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
calls = st.one_of(
    words.map(lambda text: operations.get_all_notifications(reference=SECRET + text)),
    st.lists(st.sampled_from(["sent", "delivered", "failed"]), max_size=3).map(
        lambda statuses: operations.get_all_notifications(status=statuses, older_than=ID)
    ),
    words.map(
        lambda text: operations.send_email_notification(Checks(), f"{SECRET}@example.com", ID, {"a": SECRET + text})
    ),
    st.just(operations.get_template(ID)),
    st.just(operations.get_all_templates()),
)


@given(calls)
def test_the_address_is_that_of_the_operation_below_the_base_url(operation):
    request = signed(SETTINGS, operation)
    url = urlsplit(request.url)
    assert (request.method, request.path, request.body) == (operation.method, operation.path, operation.body)
    assert request.url.partition("?")[0] == f"https://example.com:8443/notify{operation.path}"
    assert tuple(parse_qsl(url.query, keep_blank_values=True, errors="surrogatepass")) == operation.query
    assert request.url.isascii()
    assert httpx.URL(request.url).raw_path.decode() == request.url.removeprefix("https://example.com:8443")


@given(calls)
def test_a_body_has_its_type_and_its_length_and_nothing_else_has(operation):
    headers = dict(signed(SETTINGS, operation).headers)
    assert headers[b"Host"] == b"example.com:8443"
    assert headers[b"User-Agent"].startswith(f"notify-sdk/{__version__} python/3.".encode())
    content = {name: value for name, value in headers.items() if name.startswith(b"Content-")}
    if operation.body is None:
        assert content == {}
    else:
        assert content == {b"Content-Type": b"application/json", b"Content-Length": b"%d" % len(operation.body)}
        assert json.loads(operation.body)


@given(calls)
def test_a_signed_request_shows_no_personal_value_and_no_token(operation):
    made = Signed(signed(SETTINGS, operation), 0.0)
    token = dict(made.request.headers)[b"Authorization"].decode().removeprefix("Bearer ")
    assert jwt.decode(token, KEY[-36:], ["HS256"])["iss"] == KEY[-73:-37]
    shown = f"{made!r} {made} {made.request}"
    assert not [secret for secret in (SECRET, token, KEY[-36:], "reference=") if secret in shown]
