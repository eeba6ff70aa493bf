"""A Flask blueprint that receives Notify's callbacks. Needs the extra `flask`.

app.register_blueprint(callback_blueprint(token, handle))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from notify_sdk._extras import requires
from notify_sdk._receiving import handling, read, refusal
from notify_sdk.callbacks import Callback, tokens_of

with requires("flask", "notify_sdk.flask"):
    from flask import Blueprint, current_app, request

if TYPE_CHECKING:
    from notify_sdk.outbox import Outbox

__all__ = ["callback_blueprint"]


def callback_blueprint(
    token: str | Iterable[str],
    handle: Callable[[Callback], object] | None = None,
    *,
    outbox: Outbox | None = None,
    path: str = "/notify/callbacks",
) -> Blueprint:
    """Makes a blueprint with one view, which receives callbacks of all kinds.

    It answers 204 once the outbox and `handle` are done; 401 without the token, 400 for what is no callback, 413 for
    a body over 1 MB, after which Notify does not try again; and 500 if the outbox or `handle` raises, whatever it
    is: then Notify posts the callback again.

    Args:
        token: The bearer token that you gave to Notify; or several, while you change from one to the next.
        handle: Called with each callback. It may be `async` if Flask is installed with its extra `async`.
        outbox: Records each callback before `handle` is called.
        path: The path of the view.

    Returns:
        The blueprint `notify_callbacks`. With Flask-WTF, exempt it from CSRF protection.

    Raises:
        ValueError: If a token is missing or empty, or if there is neither `handle` nor `outbox`.
    """
    __tracebackhide__ = True
    tokens = tokens_of(token)
    if handle is None and outbox is None:
        raise ValueError("nothing handles the callbacks: give handle, outbox or both")
    blueprint = Blueprint("notify_callbacks", __name__)

    def receive() -> tuple[str, int]:
        __tracebackhide__ = True
        refused = refusal(request.headers, request.headers.get("content-length"), tokens)
        if refused:
            return "", refused
        callback = read(request.get_data())
        if isinstance(callback, int):
            return "", callback
        with handling():
            if outbox is not None:
                outbox.record(callback)
            if handle is not None:
                current_app.ensure_sync(handle)(callback)
        return "", 204

    blueprint.add_url_rule(path, "receive", receive, methods=["POST"], provide_automatic_options=False)
    return blueprint
