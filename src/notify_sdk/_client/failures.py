"""The errors for unsuccessful answers, and what Notify's refusals mean. Pure: no I/O, no clock.

Only Notify's own answers say anything about a message. These are bodies in one of its two formats:

    {"status_code": 400, "errors": [{"error": "BadRequestError", "message": "..."}, ...]}
    {"result": "error", "message": ...}

The `status_code` of the first has to be that of the answer, as it is in every recorded one: where they differ,
somebody in between has changed one of them. The second is what the service answers outside its documented
addresses, where it counts nothing: a 429 in that format is not Notify's.
Whatever else comes back, a redirect included, says nothing: a proxy, a gateway or a firewall may have made it,
before or after the message was.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import unquote

from notify_sdk import errors
from notify_sdk._wire import Answer
from notify_sdk.errors import ErrorDetail, HTTPError, InvalidResponseError, NotifyError

if TYPE_CHECKING:
    import httpx

_BY_NAME: dict[str, type[HTTPError]] = {
    "BadRequestError": errors.BadRequestError,
    "ValidationError": errors.ValidationError,
    "AuthError": errors.AuthError,
    "NoResultFound": errors.NoResultFound,
    "RateLimitError": errors.RateLimitError,
    "TooManyRequestsError": errors.TooManyRequestsError,
    "PDFNotReadyError": errors.PDFNotReadyError,
}
_BY_STATUS: dict[int, type[HTTPError]] = {
    400: errors.BadRequestError,
    401: errors.AuthError,
    403: errors.AuthError,
    404: errors.NoResultFound,
    429: errors.RateLimitError,
}
_OUTSIDE_V2 = frozenset({400, 401, 403, 404, 405})

_SANDBOX_HINT = "notify-sandbox-hint"
"""The header in which a sandbox says what would work there."""

_MAX_HINT = 2000

_NOT_NOTIFY = (
    "this answer is not Notify's: a proxy, a gateway or a firewall in between may have made it; check base_url and"
    " the network in between"
)


class Meaning(NamedTuple):
    """What a refusal means.

    Attributes:
        error: The name that Notify gives it.
        status: The status that it comes with.
        text: A pattern that distinguishes it from others of that name and status; None for all the rest.
        code: The code of the refusal; None if name and status alone do not determine it.
        hint: What to do about it.
    """

    error: str
    status: int
    text: str | None
    code: str | None
    hint: str


_TEAM = (
    "a team key reaches only the service's team and guest list: use a live key, or add the recipient to the guest list"
)
_TRIAL = (
    "a service in trial mode reaches only its team and guest list: request to go live on the service's settings page"
)
_NOT_FOUND = (
    "the service that the key belongs to has nothing of this id, or Notify has deleted it after its retention period"
)
_PATH = "Notify has nothing at this address: check base_url"

MEANINGS = (
    Meaning("AuthError", 401, None, "token_not_read", "the Authorization header was lost or changed on the way"),
    Meaning(
        "AuthError",
        403,
        "clock",
        "wrong_clock",
        "set the clock of this machine, or make the client with clock='server'",
    ),
    Meaning(
        "AuthError",
        403,
        "service not found|service id",
        "service_not_found",
        "the API key is of a service that is not at this address: check the key and base_url",
    ),
    Meaning(
        "AuthError",
        403,
        "key not found|no API keys",
        "key_not_found",
        "the service has no such API key: it was mistyped, or revoked some time ago",
    ),
    Meaning(
        "AuthError", 403, "revoked", "key_revoked", "the API key was revoked: make another on the API integration page"
    ),
    Meaning("AuthError", 403, "archived", "service_archived", "the service was deleted: use the key of another one"),
    Meaning("AuthError", 403, None, None, "the API key was not accepted: check the key and base_url"),
    Meaning("BadRequestError", 400, "team-only", "team_key", _TEAM),
    Meaning("BadRequestError", 400, "trial mode", "trial_mode", _TRIAL),
    Meaning("BadRequestError", 403, "team", "team_key", "a team key sends no letters: use a live or a test key"),
    Meaning("BadRequestError", 403, "trial mode", "trial_mode", "request to go live on the service's settings page"),
    Meaning(
        "BadRequestError",
        400,
        "Template not found",
        "template_not_found",
        "the service that the key belongs to has no template of this id",
    ),
    Meaning(
        "BadRequestError", 400, "Template has been deleted", "template_deleted", "the template was deleted: use another"
    ),
    Meaning(
        "BadRequestError",
        400,
        "template is not suitable",
        "template_type",
        "the template is of another type: call the method for its type",
    ),
    Meaning(
        "BadRequestError",
        400,
        "Missing personalisation",
        "missing_personalisation",
        "each placeholder of the template needs a value that is not None",
    ),
    Meaning("BadRequestError", 400, "not a letter", "not_a_letter", "only a letter has a PDF"),
    Meaning("BadRequestError", 400, "PDF not available", "no_pdf", "a letter of this status has no PDF, now or later"),
    Meaning(
        "BadRequestError",
        400,
        "international",
        "not_allowed",
        "turn on international text messages on the service's settings page",
    ),
    Meaning(
        "BadRequestError", 400, "Service is not allowed", "not_allowed", "turn it on on the service's settings page"
    ),
    Meaning(
        "BadRequestError",
        400,
        "does not exist in database",
        "sender_not_found",
        "the service that the key belongs to has no sender or reply-to address of this id",
    ),
    Meaning("PDFNotReadyError", 400, None, "pdf_not_ready", "get the PDF later, or with wait=60"),
    Meaning("NoResultFound", 404, None, "not_found", _NOT_FOUND),
    Meaning("DataError", 404, None, "not_found", _NOT_FOUND),
    Meaning(
        "RateLimitError",
        429,
        None,
        "rate_limit",
        "send more slowly, for example with rate_limit=RateLimit(); the call can be repeated",
    ),
    Meaning(
        "TooManyRequestsError",
        429,
        None,
        "daily_limit",
        "wait until after midnight, or ask Notify for a higher daily limit",
    ),
    Meaning("HTTP404", 404, None, "no_such_address", _PATH),
    Meaning("HTTP405", 405, None, "no_such_address", _PATH),
)
"""The refusals that we know to mean something, the first that fits. Name and status decide; the text only helps."""


def refusal(answer: Answer) -> NotifyError:
    """The error for an answer other than 2xx.

    The class of a refusal is decided by the documented name of its first error, else by the status. An answer that
    is not Notify's is an `InvalidResponseError`, whatever its status.
    """
    __tracebackhide__ = True
    status = answer.status_code
    if 300 <= status < 400:
        text = f"the answer has status {status}, a redirect, which is not followed"
        return InvalidResponseError(text, status, answer.content, _NOT_NOTIFY)
    details = _notify_errors(answer)
    if details is None:
        text = f"the answer has status {status} and {_body_kind(answer.content)}"
        return InvalidResponseError(text, status, answer.content, _NOT_NOTIFY)
    if said := answer.headers.get(_SANDBOX_HINT):
        details[0] = replace(details[0], hint=unquote(said[:_MAX_HINT]))
    kind = _BY_NAME.get(details[0].error) or _BY_STATUS.get(status, HTTPError)
    if status >= 500:
        kind = errors.ServerError
    return kind(status, details, httpx_response(answer))


def _notify_errors(answer: Answer) -> list[ErrorDetail] | None:
    """The errors in Notify's answer; None if the body is in neither of its formats."""
    __tracebackhide__ = True
    status = answer.status_code
    try:
        body: object = json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    facts = cast("dict[str, object]", body)
    if facts.keys() == {"result", "message"} and facts["result"] == "error":
        if status not in _OUTSIDE_V2 and status < 500:
            return None
        message = facts["message"]
        return [_with_meaning(f"HTTP{status}", message if isinstance(message, str) else json.dumps(message), status)]
    entries = facts.get("errors")
    if type(facts.get("status_code")) is not int or facts["status_code"] != status:
        return None
    if not isinstance(entries, list) or not entries:
        return None
    details: list[ErrorDetail] = []
    for entry in cast("list[object]", entries):
        named = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
        error, message = named.get("error"), named.get("message")
        if not isinstance(error, str) or not isinstance(message, str):
            return None
        details.append(_with_meaning(error, message, status))
    return details


def _with_meaning(error: str, message: str, status: int) -> ErrorDetail:
    __tracebackhide__ = True
    for each in MEANINGS:
        if (each.error, each.status) == (error, status) and (
            each.text is None or re.search(each.text, message, re.IGNORECASE)
        ):
            return ErrorDetail(error, message, each.hint, each.code)
    return ErrorDetail(error, message)


def _body_kind(content: bytes) -> str:
    """Describes a body that is not Notify's without quoting it."""
    __tracebackhide__ = True
    if not content.strip():
        return "no body"
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return "a body that is not JSON"
    return "JSON that is not in Notify's format"


def httpx_response(answer: Answer) -> httpx.Response:
    """The answer as httpx shows it, without the request, which holds the token and the recipient."""
    __tracebackhide__ = True
    import httpx

    # the content is decoded and whole already
    encoded = {"content-encoding", "content-length", "transfer-encoding"}
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in encoded}
    return httpx.Response(answer.status_code, headers=headers, content=answer.content)
