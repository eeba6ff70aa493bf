"""The inbox as web pages: messages as their readers see them, with their recipients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from jinja2 import Environment, PackageLoader, StrictUndefined

from notify_sdk.rendering import TextMessage, email_html
from notify_sdk.sandbox.inbox import Message, view
from notify_sdk.sandbox.wire import NO_STORE, Request, Response
from notify_sdk.sandbox.world.state import NotificationRecord
from notify_sdk.sandbox.world.statuses import FINAL, OUTCOMES, shown_status

if TYPE_CHECKING:
    from notify_sdk.sandbox.sandbox import Sandbox

_PAGE_SIZE = 50
_DIGITS = 10
_MESSAGES = "/_sandbox/messages/"
_SECURITY = {
    "cache-control": NO_STORE,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self';"
    " frame-src 'self'; object-src 'self'; img-src data:; form-action 'self'; base-uri 'none'",
}
_EMAIL_SECURITY = {**_SECURITY, "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'"}


def pages(sandbox: Sandbox, request: Request) -> Response:
    """Answers a browser: a page, or a redirect after a form was posted."""
    names = request.path.removeprefix(_MESSAGES).split("/")
    match request.method, request.path, names:
        case "GET", "/", _:
            return _inbox_page(sandbox, request)
        case "GET", "/_sandbox/live.js", _:
            return _text(_environment().get_template("live.js").render(), "text/javascript")
        case "POST", "/_sandbox/clear", _:
            if sandbox.store and "sure" not in _form(request):
                values = {"file": str(sandbox.store.path), "count": len(sandbox.inbox)}
                return _page("clear.html", values=values)
            sandbox.reset()
            return _redirect("/")
        case "POST", "/_sandbox/forward", _:
            sandbox.advance()
            return _redirect("/")
        case method, _, [identifier, *rest] if request.path.startswith(_MESSAGES):
            message = _find(sandbox, identifier)
            if message:
                return _message_route(sandbox, request, message, method, rest)
        case _:
            pass
    return _error_page(404, "There is no such page.")


def _message_route(
    sandbox: Sandbox, request: Request, message: NotificationRecord, method: str, rest: list[str]
) -> Response:
    shown = view(sandbox.state.services[message.service_id], message)
    match method, rest:
        case "GET", []:
            return _message_page(sandbox, message, shown)
        case "GET", ["html"] if message.type == "email":
            return _text(email_html(shown.body), "text/html; charset=utf-8", _EMAIL_SECURITY)
        case "GET", ["pdf"] if message.type == "letter":
            return Response(200, {"content-type": "application/pdf", "cache-control": NO_STORE}, sandbox.pdf(message))
        case "POST", ["status"]:
            status = _form(request).get("status", [""])[0]
            with suppress(ValueError):
                sandbox.finish(message.id, status)
            return _redirect(f"{_MESSAGES}{message.id}")
        case _:
            return _error_page(404, "There is no such page.")


def _inbox_page(sandbox: Sandbox, request: Request) -> Response:
    version = sandbox.state.version
    filters = {name: values[0].strip() for name, values in parse_qs(request.query).items()}
    matching = [message for message in reversed(list(sandbox.inbox)) if _matches(message, filters)]
    page = filters.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < _DIGITS else 1
    start = max(number - 1, 0) * _PAGE_SIZE
    newer = _link(filters, number - 1) if start else None
    older = _link(filters, number + 1) if start + _PAGE_SIZE < len(matching) else None
    statuses = sorted({shown_status(message) for message in sandbox.state.notifications.values()})
    shown = matching[start : start + _PAGE_SIZE]
    more = {"newer": newer, "older": older, "statuses": statuses, "version": version, "found": len(matching)}
    return _page("inbox.html", values={"filters": filters, "messages": shown, **more})


def _matches(message: Message, filters: dict[str, str]) -> bool:
    if filters.get("type") not in {None, "", message.type} or filters.get("status") not in {None, "", message.status}:
        return False
    searched = (message.to, message.subject or "", message.body, message.reference or "", message.template)
    wanted = filters.get("search", "").casefold()
    return any(wanted in text.casefold() for text in (*searched, str(message.id)))


def _link(filters: dict[str, str], page: int) -> str:
    return "/?" + urlencode({**filters, "page": str(page)})


def _message_page(sandbox: Sandbox, message: NotificationRecord, shown: Message) -> Response:
    callbacks = [delivery for delivery in sandbox.callbacks.deliveries if delivery.message_id == message.id]
    values = {
        "message": shown,
        "text": TextMessage.of(shown.body) if shown.type == "sms" else None,
        "outcomes": OUTCOMES[shown.type],
        "final": message.status in FINAL,
        "returned": message.status == "returned-letter",
        "personalisation": {name: _pretty(value) for name, value in shown.personalisation.items()},
        "callbacks": [(each, _pretty(dict(each.payload))) for each in callbacks],
        "request": message.request,
        "request_body": _pretty_json(shown.request),
    }
    return _page("message.html", values=values)


def _pretty(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _pretty_json(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body.decode(errors="replace")


def _find(sandbox: Sandbox, identifier: str) -> NotificationRecord | None:
    try:
        return sandbox.state.notifications.get(UUID(identifier))
    except ValueError:
        return None


def _form(request: Request) -> dict[str, list[str]]:
    return parse_qs(request.body.decode(errors="replace"))


def _redirect(where: str) -> Response:
    return Response(303, {**_SECURITY, "location": where})


def _text(text: str, kind: str, headers: dict[str, str] = _SECURITY) -> Response:
    return Response(200, {**headers, "content-type": kind}, text.encode(errors="replace"))


def _error_page(status: int, what: str) -> Response:
    return _page("problem.html", status, values={"what": what})


def _page(name: str, status: int = 200, *, values: Mapping[str, object]) -> Response:
    page = _environment().get_template(name).render(values)
    return Response(status, {**_SECURITY, "content-type": "text/html; charset=utf-8"}, page.encode(errors="replace"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("notify_sdk.sandbox.web", "html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["when"] = _readable_time
    return environment


def _readable_time(time: datetime) -> str:
    return f"{time.day} {time:%B %Y} at {time:%H:%M:%S}"
