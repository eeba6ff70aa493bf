"""Paths and methods that lead somewhere, and those that do not."""

import pytest

from notify_sdk.sandbox import Request, Sandbox
from tests.sandbox.signed_requests import send_request

ID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def sandbox():
    return Sandbox()


@pytest.mark.parametrize(
    "path",
    [
        "/v2", "/v2/", "/v2/notifications/", "/v2/template", "/v2/template/", f"/v2/template/{ID}/version",
        f"/v2/template/{ID}/version/-1", f"/v2/template/{ID}/version/1%2F", f"/v2/notifications/{ID}/pdf/", "/service/",
        "/v2/nothing//here",
    ],
)  # fmt: skip
def test_there_is_nothing_at_other_paths(sandbox, path):
    response = sandbox.handle(Request("GET", path))
    assert response.status == 404
    assert response.json()["result"] == "error"


def test_a_doubled_slash_is_sent_to_the_single_one(sandbox):
    response = sandbox.handle(Request("GET", "/v2//templates", "type=sms", {"host": "notify.test"}))
    assert (response.status, response.headers["location"]) == (308, "http://notify.test/v2/templates?type=sms")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v2/notifications", "OPTIONS, HEAD, GET"),
        ("/v2/notifications/sms", "POST, OPTIONS, HEAD, GET"),
        (f"/v2/template/{ID}/preview", "POST, OPTIONS"),
    ],
)
def test_options_and_wrong_methods_say_what_is_allowed(sandbox, path, allowed):
    assert send_request(sandbox, "OPTIONS", path).headers["allow"] == allowed
    refused = sandbox.handle(Request("TRACE", path))
    assert (refused.status, refused.headers["allow"]) == (405, allowed)


def test_options_needs_a_token_but_a_wrong_method_does_not(sandbox):
    assert sandbox.handle(Request("OPTIONS", "/v2/templates")).status == 401
    assert sandbox.handle(Request("DELETE", "/v2/templates")).status == 405


def test_head_answers_as_get_without_a_body(sandbox):
    given = {"x-b3-traceid": "0" * 32}  # a request without an id gets one of its own
    head, get = (send_request(sandbox, method, "/v2/templates", headers=given) for method in ("HEAD", "GET"))
    assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


@pytest.mark.parametrize("path", ["/", "/_status"])
def test_the_status_needs_no_token(sandbox, path):
    assert sandbox.handle(Request("GET", path)).json()["status"] == "ok"


def test_the_status_can_be_short(sandbox):
    assert sandbox.handle(Request("GET", "/_status", "simple=true")).json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/service", f"/service/{ID}", "/user"])
def test_the_websites_own_routes_are_closed(sandbox, path):
    assert sandbox.handle(Request("GET", path)).status == 401


def test_links_lead_back_the_way_the_request_came(sandbox):
    request = Request("GET", "/", "", {"host": "localhost:8080", "x-forwarded-proto": "https"})
    assert request.root == "https://localhost:8080"
    assert Request("GET", "/").root == "http://localhost"
