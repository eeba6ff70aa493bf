"""The routes of the inbox's pages: messages as their readers see them, with their recipients."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote
from uuid import UUID

from notify_sdk.rendering import email_html
from notify_sdk.sandbox.inbox import view
from notify_sdk.sandbox.wire import Request, Response
from notify_sdk.sandbox.world.state import NotificationRecord

from .inbox_page import inbox_values
from .letter_pictures import picture_of
from .message_page import MESSAGES, file_kind, message_values, with_files_here
from .responses import STATIC, download, framed_email, page, picture, problem, redirect, static_file
from .sending import sending_values

if TYPE_CHECKING:
    from notify_sdk.sandbox.sandbox import Sandbox


def pages(sandbox: Sandbox, request: Request) -> Response:
    """Answers a browser: a page, or a redirect after a form was posted."""
    names = request.path.removeprefix(MESSAGES).split("/")
    match request.method, request.path, names:
        case "GET", "/", _:
            return page("inbox.html", inbox_values(sandbox, request))
        case "GET", "/_sandbox/sending", _:
            return page("sending.html", sending_values(sandbox, request))
        case "GET", path, _ if path.startswith(STATIC):
            return static_file(path.removeprefix(STATIC))
        case "POST", "/_sandbox/clear", _:
            if sandbox.store and "sure" not in _form(request):
                values = {"file": str(sandbox.store.path), "count": len(sandbox.inbox)}
                return page("clear.html", values)
            sandbox.reset()
            return redirect("/")
        case "POST", "/_sandbox/forward", _:
            sandbox.advance()
            return redirect("/")
        case method, path, [identifier, *rest] if path.startswith(MESSAGES):
            message = _find(sandbox, identifier)
            return _message_route(sandbox, request, message, method, rest) if message else _no_page()
        case _:
            return _no_page()


def _message_route(
    sandbox: Sandbox, request: Request, message: NotificationRecord, method: str, rest: list[str]
) -> Response:
    match method, rest:
        case "GET", []:
            return page("message.html", message_values(sandbox, message))
        case "GET", ["html"] if message.type == "email":
            shown = view(sandbox.state.services[message.service_id], message)
            return framed_email(shown.subject or "", with_files_here(shown, email_html(shown.body)))
        case "GET", ["pdf"] if message.type == "letter":
            return download(sandbox.pdf(message), "application/pdf", f"{message.id}.pdf")
        case "GET", ["pages", number] if message.type == "letter":
            made = picture_of(sandbox.pdf(message), number)
            return picture(made) if made else _no_page()
        case "GET", ["files", name]:
            return _file(sandbox, message, unquote(name))
        case "POST", ["status"]:
            status = _form(request).get("status", [""])[0]
            with suppress(ValueError):
                sandbox.finish(message.id, status)
            return redirect(f"{MESSAGES}{message.id}")
        case _:
            return _no_page()


def _file(sandbox: Sandbox, message: NotificationRecord, placeholder: str) -> Response:
    file = view(sandbox.state.services[message.service_id], message).files.get(placeholder)
    return download(file.content, file_kind(file.content), file.filename or placeholder) if file else _no_page()


def _find(sandbox: Sandbox, identifier: str) -> NotificationRecord | None:
    try:
        return sandbox.state.notifications.get(UUID(identifier))
    except ValueError:
        return None


def _no_page() -> Response:
    return problem("There is no such page.")


def _form(request: Request) -> dict[str, list[str]]:
    return parse_qs(request.body.decode(errors="replace"))
