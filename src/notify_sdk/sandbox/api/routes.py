"""Routes: from a path and a method to the handler, and Notify's answers where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias
from urllib.parse import unquote

from notify_sdk.sandbox.wire import Request, Response, html_response, plain_error

from .context import RequestContext
from .previews import post_preview
from .read import get_notification, get_notifications, get_pdf, get_received_texts, get_template, get_templates
from .send import post_notification

Handler: TypeAlias = Callable[[RequestContext], Response]

_NOT_FOUND = (
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling "
    "and try again."
)
_NOT_ALLOWED = '{"message":"The method is not allowed for the requested URL.","result":"error"}\n'
_REDIRECT = (
    "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n"
    "<p>You should be redirected automatically to the target URL: "
    '<a href="{0}">{0}</a>. If not, click the link.\n'
)
_INTERNAL = re.compile(
    r"/(?:service(?:/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?|user|organisations|inbound-number|"
    r"email-branding|letter-branding|provider-details)"
)
"""Routes that only Notify's website may call."""

_VERSION = re.compile(r"\d+")


def find(path: str) -> dict[str, Handler]:
    """The handlers of a percent-encoded path by their methods; empty where Notify has none.

    Several slashes at its beginning count as one.
    """
    match unquote(path).lstrip("/").split("/"):
        case ["v2", "notifications"]:
            return {"GET": get_notifications}
        case ["v2", "notifications", name] if name:
            return {
                "POST": lambda context: post_notification(context, name),
                "GET": lambda context: get_notification(context, name),
            }
        case ["v2", "notifications", name, "pdf"] if name:
            return {"GET": lambda context: get_pdf(context, name)}
        case ["v2", "templates"]:
            return {"GET": get_templates}
        case ["v2", "template", name] if name:
            return {"GET": lambda context: get_template(context, name)}
        case ["v2", "template", name, "version", number] if name and _VERSION.fullmatch(number):
            return {"GET": lambda context: get_template(context, name, int(number))}
        case ["v2", "template", name, "preview"] if name:
            return {"POST": lambda context: post_preview(context, name)}
        case ["v2", "received-text-messages"]:
            return {"GET": get_received_texts}
        case _:
            return {}


def not_found(request: Request) -> Response:
    """The answer where there is no handler: a redirect if the path only has double slashes, otherwise Notify's 404."""
    single = re.sub("/{2,}", "/", request.path)
    handlers = find(single) if single != request.path else {}
    if handlers:
        if request.method not in {*handlers, "HEAD", "OPTIONS"}:
            return not_allowed(handlers)
        target = request.root + single + (f"?{request.query}" if request.query else "")
        return html_response(_REDIRECT.format(target), 308, location=target)
    if _INTERNAL.fullmatch(request.path):
        if not request.headers.get("authorization", "").strip():
            return plain_error(401, {"token": ["Unauthorized: authentication token must be provided"]})
        return plain_error(401, {"token": ["Unauthorized: not allowed to perform this action"]})
    return plain_error(404, _NOT_FOUND)


def not_allowed(methods: Iterable[str]) -> Response:
    """The answer to a method that a path does not have."""
    return html_response(_NOT_ALLOWED, 405, allow=", ".join(_allowed(methods)))


def options(methods: Iterable[str]) -> Response:
    """The answer to OPTIONS: the methods that a path has."""
    return html_response("", 200, allow=", ".join(_allowed(methods)))


def _allowed(methods: Iterable[str]) -> Iterator[str]:
    known = set(methods)
    if "POST" in known:
        yield "POST"
    yield "OPTIONS"
    if "GET" in known:
        yield from ("HEAD", "GET")
