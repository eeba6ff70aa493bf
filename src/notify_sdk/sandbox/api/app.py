"""From a request to Notify's answer: one function, without an HTTP library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from uuid import UUID

from notify_sdk.sandbox.wire import Refusal, Request, Response, json_response
from notify_sdk.sandbox.world.state import NotificationRecord, State

from .auth import authenticate
from .bodies import parse_query
from .context import RequestContext
from .hints import hint, with_hint
from .limits import Limits
from .routes import find, not_allowed, not_found, options

_RELEASE = {
    "status": "ok",
    "build_time": "2026-08-20:14:50:45",
    "git_commit": "8ea236603c43fe96df83459e9b37e0a7c45769a2",
    "db_version": "0560_add_nhs_notify_org",
    "db_bulk_version": "0560_add_nhs_notify_org",
}
"""The answer of `/_status`: the release of Notify that this sandbox imitates."""

_STATUS_METHODS = {"": ("OPTIONS", "HEAD", "GET"), "_status": ("POST", "OPTIONS", "HEAD", "GET")}


def respond(
    request: Request,
    *,
    state: State,
    limits: Limits,
    now: datetime,
    real_time: float | None,
    new_id: Callable[[], UUID],
    pdf: Callable[[NotificationRecord], bytes],
) -> Response:
    """Answers one request.

    Args:
        request: The request.
        state: The services and messages. A send adds a message.
        limits: The counters of the rate limit and the daily limits.
        now: The present time in the sandbox.
        real_time: The real time in seconds, if a token may be of either time.
        new_id: Makes the id of a new message.
        pdf: Makes the PDF of a letter.
    """
    if request.path.lstrip("/") in _STATUS_METHODS:
        return _status(request)
    handlers = find(request.path)
    if not handlers:
        return not_found(request)
    handler = handlers.get("GET" if request.method == "HEAD" else request.method)
    if handler is None and request.method != "OPTIONS":
        return not_allowed(handlers)
    service = None
    try:
        service, key = authenticate(state, request.headers, now, real_time)
        if handler is None:
            return options(handlers)
        response = handler(RequestContext(request, service, key, now, state, limits, new_id, pdf))
    except Refusal as refusal:
        response = with_hint(refusal.response, hint(refusal.response, request.path, state, service))
    # clients with a wrong clock learn the time from it, and see which messages are newer than their request
    return replace(response, headers={**response.headers, "date": _http_date(int(now.timestamp()))})


@lru_cache(maxsize=16)
def _http_date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


def _status(request: Request) -> Response:
    methods = _STATUS_METHODS[request.path.lstrip("/")]
    if request.method not in methods:
        return not_allowed(methods)
    if request.method == "OPTIONS":
        return options(methods)
    return json_response({"status": "ok"} if "simple" in parse_query(request.query) else _RELEASE)
