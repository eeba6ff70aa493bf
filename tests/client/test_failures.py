"""Refusals, and answers that are not Notify's: what each is taken for, whatever its status and its body."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify_sdk import (
    AuthError,
    BadRequestError,
    HTTPError,
    InvalidResponseError,
    NoResultFound,
    NotifyError,
    PDFNotReadyError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    TooManyRequestsError,
    ValidationError,
)
from notify_sdk._client.failures import MEANINGS, refusal
from notify_sdk._client.waiting import without_waiting
from notify_sdk._wire import Answer
from tests.conformance.data import rows
from tests.support.clients import ID, KEY, BlockingClient

REFUSED = [row for row in rows("exchanges") if row["response"]["status"] >= 300]
HEAD = [row for row in REFUSED if row["request"]["method"] == "HEAD"]
REDIRECTS = [row for row in REFUSED if row["response"]["status"] < 400]
RECORDED = [row for row in REFUSED if row not in HEAD and row not in REDIRECTS]


def content_of(row: dict[str, Any]) -> bytes:
    response = row["response"]
    return (json.dumps(response["body"]) if "body" in response else response.get("body_text", "")).encode()


def error_of(row: dict[str, Any]) -> NotifyError:
    return refusal(Answer(row["response"]["status"], row["response"]["headers"], content_of(row)))


CLASSES = {
    "BadRequestError": BadRequestError,
    "ValidationError": ValidationError,
    "AuthError": AuthError,
    "NoResultFound": NoResultFound,
    "RateLimitError": RateLimitError,
    "TooManyRequestsError": TooManyRequestsError,
    "PDFNotReadyError": PDFNotReadyError,
    # not documented: the status decides
    "DataError": NoResultFound,
    "InvalidPhoneError": BadRequestError,
}


def test_every_recorded_refusal_becomes_its_error_with_every_message_kept():
    seen = set()
    for row in RECORDED:
        status, body = row["response"]["status"], json.loads(content_of(row))
        error = error_of(row)
        assert isinstance(error, HTTPError)
        assert error.status_code == status, row["case"]
        assert json.loads(error.response.content) == body  # what else there is, such as the `data` of a QR code
        if "errors" in body:
            kept = [{name: entry[name] for name in ("error", "message")} for entry in body["errors"]]
            assert error.message == kept, row["case"]
            wanted = ServerError if status >= 500 else CLASSES[body["errors"][0]["error"]]
        else:
            wanted = {401: AuthError, 404: NoResultFound, 405: HTTPError}[status]
            said = body["message"]
            said = said if isinstance(said, str) else json.dumps(said)
            assert error.message == [{"error": f"HTTP{status}", "message": said}]
        assert type(error) is wanted, row["case"]
        seen.add(wanted)
    assert seen == {*CLASSES.values(), ServerError, HTTPError}
    assert len(RECORDED) > 780


def test_the_status_in_every_recorded_body_is_that_of_the_answer():
    bodies = [(row["response"]["status"], json.loads(content_of(row))) for row in RECORDED]
    assert all(body["status_code"] == status for status, body in bodies if "errors" in body)
    assert all(set(body) == {"message", "result"} for _, body in bodies if "errors" not in body)


def test_what_has_no_body_of_notifys_is_recorded_for_head_and_for_redirects_only():
    assert HEAD
    assert REDIRECTS
    assert all(type(error_of(row)) is InvalidResponseError for row in [*HEAD, *REDIRECTS])


QUOTED = re.compile(
    r"[0-9a-f-]{36}|(?<=personalisation: ).*|\d+|(?<=status ).*|(?<=file type ).*|sms_?\w*|email\w*", re.DOTALL
)
KNOWN = {
    (400, "BadRequestError", "Can only send a file by …"): None,
    (400, "BadRequestError", "Cannot decode letter content (invalid base… encoding)"): None,
    (400, "BadRequestError", "Cannot send to international mobile numbers"): "not_allowed",
    (400, "BadRequestError", "Can’t send to this recipient using a team-only API key"): "team_key",
    (
        400,
        "BadRequestError",
        "Can’t send to this recipient when service is in trial mode – see https://www.notifications.service.gov.uk/trial-mode",
    ): "trial_mode",
    (400, "BadRequestError", "Document is not base… encoded"): None,
    (400, "BadRequestError", "Document must not be empty"): None,
    (400, "BadRequestError", "File did not pass the virus scan"): None,
    (400, "BadRequestError", "Invalid JSON supplied in POST data"): None,
    (400, "BadRequestError", "Missing personalisation: …"): "missing_personalisation",
    (400, "BadRequestError", "Notification is not a letter"): "not_a_letter",
    (400, "BadRequestError", "PDF not available for letters in status …"): "no_pdf",
    (400, "BadRequestError", "Service is not allowed to send …"): "not_allowed",
    (400, "BadRequestError", "Service is not allowed to send letters"): "not_allowed",
    (400, "BadRequestError", "Service is not allowed to send text messages"): "not_allowed",
    (400, "BadRequestError", "Template has been deleted"): "template_deleted",
    (400, "BadRequestError", "Template not found"): "template_not_found",
    (400, "BadRequestError", "Unsupported file type …"): None,
    (400, "BadRequestError", "Uploaded file exceeds file size limit"): None,
    (400, "BadRequestError", "Your message is empty."): None,
    (
        400,
        "BadRequestError",
        "Your message is too long. Text messages cannot be longer than … characters. Your message is … characters long.",
    ): None,
    (400, "BadRequestError", "… template is not suitable for letter notification"): "template_type",
    (400, "BadRequestError", "… template is not suitable for … notification"): "template_type",
    (400, "BadRequestError", "… … does not exist in database for service id …"): "sender_not_found",
    (400, "InvalidPhoneError", "Not a UK mobile number"): None,
    (400, "PDFNotReadyError", "PDF not available yet, try again later"): "pdf_not_ready",
    (401, "AuthError", "Unauthorized: authentication bearer scheme must be used"): "token_not_read",
    (401, "AuthError", "Unauthorized: authentication token must be provided"): "token_not_read",
    (401, "HTTP401", '{"token": ["Unauthorized: not allowed to perform this action"]}'): None,
    (403, "AuthError", "Error: Your system clock must be accurate to within … seconds"): "wrong_clock",
    (403, "AuthError", "Invalid token: API key not found"): "key_not_found",
    (403, "AuthError", "Invalid token: API key revoked"): "key_revoked",
    (403, "AuthError", "Invalid token: algorithm used is not HS…"): None,
    (
        403,
        "AuthError",
        (
            "Invalid token: make sure your API token matches the example at"
            " https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"
        ),
    ): None,
    (403, "AuthError", "Invalid token: service has no API keys"): "key_not_found",
    (403, "AuthError", "Invalid token: service id is not the right data type"): "service_not_found",
    (403, "AuthError", "Invalid token: service is archived"): "service_archived",
    (403, "AuthError", "Invalid token: service not found"): "service_not_found",
    (403, "BadRequestError", "Cannot send letters when service is in trial mode"): "trial_mode",
    (403, "BadRequestError", "Cannot send letters with a team api key"): "team_key",
    (404, "DataError", "No result found"): "not_found",
    (404, "NoResultFound", "No result found"): "not_found",
    (
        404,
        "HTTP404",
        (
            "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try"
            " again."
        ),
    ): "no_such_address",
    (405, "HTTP405", "The method is not allowed for the requested URL."): "no_such_address",
    (429, "RateLimitError", "Exceeded rate limit for key type LIVE of … requests per … seconds"): "rate_limit",
    (429, "RateLimitError", "Exceeded rate limit for key type TEAM of … requests per … seconds"): "rate_limit",
    (429, "RateLimitError", "Exceeded rate limit for key type TEST of … requests per … seconds"): "rate_limit",
    (429, "TooManyRequestsError", "Exceeded send limits (…: …) for today"): "daily_limit",
    (429, "TooManyRequestsError", "Exceeded send limits (international_…: …) for today"): "daily_limit",
    (500, "InvalidTokenError", "Internal server error"): None,
    (500, "KeyError", "Internal server error"): None,
    (500, "TypeError", "Internal server error"): None,
    (500, "ValueError", "Internal server error"): None,
}
"""Every refusal that was recorded, less what it quotes, and its code. Of a `ValidationError` the local check knows more."""


def test_what_every_recorded_refusal_means():
    found = {}
    hints = {meaning.hint for meaning in MEANINGS}
    for row in RECORDED:
        error = error_of(row)
        for detail in error.errors:
            assert detail.hint is None or detail.hint in hints
            if detail.error == "ValidationError":
                assert (detail.hint, detail.code) == (None, None)
            else:
                found[error.status_code, detail.error, QUOTED.sub("…", detail.message)] = detail.code
        assert error.hint == error.errors[0].hint
    assert found == {known: code for known, code in KNOWN.items() if "revoked" not in known[2]}


@pytest.mark.parametrize("known", KNOWN, ids=str)
def test_the_text_is_only_a_help(known):
    """Another text changes neither class nor status, and a hint stays where name and status alone tell enough."""
    status, error, text = known
    same, other = (refused(status, envelope(status, error, message)) for message in (text, "Dies ist anders"))
    assert (type(same), same.status_code, same.code) == (type(other), other.status_code, other.code)
    certain = [each for each in MEANINGS if (each.error, each.status, each.text) == (error, status, None)]
    assert other.hint == (certain[0].hint if certain else None)


def test_no_meaning_is_out_of_reach():
    reached = {(code, status, error) for (status, error, _), code in KNOWN.items()}
    assert {(each.code, each.status, each.error) for each in MEANINGS} <= reached
    assert len({(each.error, each.status, each.text) for each in MEANINGS}) == len(MEANINGS)


def envelope(status: int, *names: str) -> bytes:
    """A refusal in Notify's shape: the name of the error and, if it is given, what it says."""
    name, message = (*names, "text")[:2]
    return json.dumps({"status_code": status, "errors": [{"error": name, "message": message}]}).encode()


def refused(status: int, body: bytes) -> NotifyError:
    return refusal(Answer(status, {"content-type": "text/html"}, body))


@pytest.mark.parametrize(
    ("status", "names", "kind"),
    [
        (400, ["PDFNotReadyError"], PDFNotReadyError),
        (400, ["NoResultFound", "BadRequestError"], NoResultFound),
        (400, ["AnErrorOfTomorrow"], BadRequestError),
        (400, ["RateLimitError"], RateLimitError),
        (418, ["AnErrorOfTomorrow"], HTTPError),
        (429, ["AnErrorOfTomorrow"], RateLimitError),
        (429, ["TooManyRequestsError"], TooManyRequestsError),
        (503, ["BadRequestError"], ServerError),
        (503, ["RateLimitError"], ServerError),
    ],
)
def test_the_name_of_the_first_error_decides_then_the_status(status, names, kind):
    body = {"status_code": status, "errors": [{"error": name, "message": "text", "new": 1} for name in names], "new": 2}
    error = refused(status, json.dumps(body).encode())
    assert type(error) is kind
    assert error.status_code == status
    assert [detail.error for detail in error.errors] == names


STATUSES = range(300, 600)
PLAIN = {400, 401, 403, 404, 405, *range(500, 600)}
BODIES: dict[str, Callable[[int], bytes]] = {
    "HTML": lambda status: b"<html><h1>Blocked</h1></html>",
    "empty": lambda status: b"",
    "text": lambda status: b"Too Many Requests",
    "JSON of another shape": lambda status: json.dumps({"message": "Too Many Requests", "code": status}).encode(),
    "the status of another answer": lambda status: envelope(status + 1, "RateLimitError"),
    "v2": lambda status: envelope(status, "AnErrorOfTomorrow"),
    "outside v2": lambda status: b'{"message": "no", "result": "error"}',
}
BY_STATUS = {400: BadRequestError, 401: AuthError, 403: AuthError, 404: NoResultFound, 429: RateLimitError}
CALLS = {
    "send": ("send_sms_notification", ("07700900123", ID, None, "ref-1")),
    "read": ("get_notification_by_id", (ID,)),
    "list": ("get_all_notifications", ()),
    "preview": ("post_template_preview", (ID,)),
}


def expected(status: int, body: str, call: str) -> tuple[type[NotifyError], int, bool]:
    """The class, the requests of a client that makes two attempts, and whether the message may have been sent."""
    own = status >= 400 and (body == "v2" or (body == "outside v2" and status in PLAIN))
    if not own or status >= 500:
        unknown = call == "send"
        return (ServerError if own else InvalidResponseError), (1 if unknown else 2), unknown
    return BY_STATUS.get(status, HTTPError), (2 if status == 429 else 1), False


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("body", BODIES)
def test_every_status_with_every_body(client_kind, body, call):
    method, arguments = CALLS[call]
    answers: list[httpx.Response] = []
    requests: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request.url.path)
        return answers[-1]

    found, wanted = {}, {}
    transport = httpx.MockTransport(answer)
    with (
        BlockingClient(client_kind, KEY, transport=transport, retry=RetryPolicy(attempts=2)) as client,
        without_waiting(),
    ):
        for status in STATUSES:
            requests.clear()
            headers = {"location": "https://elsewhere.example/v2"} if status < 400 else {}
            answers.append(httpx.Response(status, content=BODIES[body](status), headers=headers))
            with pytest.raises(NotifyError) as caught:
                getattr(client, method)(*arguments)
            error = caught.value
            assert error.status_code == status
            assert error.reference == ("ref-1" if error.outcome_unknown else None)
            assert len(set(requests)) == 1
            found[status] = (type(error), len(requests), error.outcome_unknown)
            wanted[status] = expected(status, body, call)
            if isinstance(error, InvalidResponseError):
                assert "this answer is not Notify's" in error.hint
                assert (error.body, error.message) == (BODIES[body](status), [])
    assert found == wanted


# as a schema, which is another way to say it than the code's
SHAPES = {
    "anyOf": [
        {
            "type": "object",
            "required": ["status_code", "errors"],
            "properties": {
                "status_code": {"type": "integer"},
                "errors": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["error", "message"],
                        "properties": {"error": {"type": "string"}, "message": {"type": "string"}},
                    },
                },
            },
        },
        {
            "type": "object",
            "required": ["message", "result"],
            "properties": {"message": True, "result": {"const": "error"}},
            "additionalProperties": False,
        },
    ]
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def nearly(draw: st.DrawFn) -> Any:
    """One of Notify's shapes with one thing in it left out, put in or changed; or not."""
    body: Any = draw(
        st.sampled_from(
            [
                {"status_code": 400, "errors": [{"error": "BadRequestError", "message": "no"}]},
                {"status_code": 400, "errors": [{"error": "E", "message": "a"}, {"error": "E", "message": "b"}]},
                {"message": "no", "result": "error"},
            ]
        )
    )
    body = json.loads(json.dumps(body))
    parts = [body, *([body["errors"], *body["errors"]] if "errors" in body else [])]
    part = draw(st.sampled_from(parts))
    place = draw(st.sampled_from([*part] if isinstance(part, dict) else range(len(part))))
    match draw(st.sampled_from(["nothing", "left out", "put in", "changed"])):
        case "left out":
            del part[place]
        case "put in" if isinstance(part, dict):
            part["new"] = draw(JSON)
        case "changed":
            part[place] = draw(JSON)
    return body


@settings(deadline=None)
@given(nearly() | JSON)
def test_only_a_body_of_notifys_shape_is_notifys_word(body):
    valid = jsonschema.Draft202012Validator(SHAPES).is_valid(body)
    own = valid and ("errors" not in body or body["status_code"] == 400)
    error = refused(400, json.dumps(body).encode())
    assert type(error) is InvalidResponseError if not own else isinstance(error, HTTPError)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b"1" * 5_000,
        b"NaN",
        b'{"status_code": true}',
    ],
    ids=range(7),
)
def test_what_is_hard_to_parse_is_not_notifys(body):
    for status in (400, 429, 500):
        assert type(refused(status, body)) is InvalidResponseError


def test_an_answer_that_is_not_notifys_is_not_quoted():
    error = refused(403, b"<html>ada@example.com is blocked</html>")
    assert "ada" not in f"{error} {error!r} {error.args}"
    assert "status 403" in str(error)
    assert "not JSON" in str(error)
    assert "redirect" in str(refused(307, b""))
