"""The view that receives Notify's callbacks."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notify_sdk._receiving import handling, read, refusal
from notify_sdk.callbacks import Callback

from .callback_token import callback_tokens
from .signals import callback_received


@csrf_exempt
@require_POST
def receive_callback(request: HttpRequest) -> HttpResponse:
    """Receives callbacks of all kinds: records them in the project's outbox, and sends `callback_received`.

    It answers 204 once the outbox and the receivers are done; 401 without the token of the setting
    `NOTIFY_CALLBACK_TOKEN`, 400 for what is no callback, 413 for a body over 1 MB, after which Notify does not try
    again; and 500 if the outbox or a receiver raises, whatever it is: then Notify posts the callback again.

    Args:
        request: What Notify posts.

    Raises:
        ImproperlyConfigured: If there is no token, or neither an outbox nor a receiver. Django answers with 500.
        RuntimeError: If the outbox or a receiver has raised, with its error as the cause. Django answers with 500.
    """
    __tracebackhide__ = True
    refused = refusal(request.headers, request.headers.get("content-length"), callback_tokens())
    if refused:
        return HttpResponse(status=refused)
    callback = read(request.body)
    if isinstance(callback, int):
        return HttpResponse(status=callback)
    with handling():
        _hand_over(callback)
    return HttpResponse(status=204)


# the outbox has a connection of its own, which would wait for the transaction of the request in some databases
for _alias in connections:
    receive_callback = transaction.non_atomic_requests(using=_alias)(receive_callback)


def _hand_over(callback: Callback) -> None:
    __tracebackhide__ = True
    has_outbox = apps.is_installed("notify_sdk.django")
    if not has_outbox and not callback_received.receivers:
        raise ImproperlyConfigured("nothing handles the callbacks: connect a receiver to callback_received")
    if has_outbox:
        from . import outbox

        outbox().record(callback)
    callback_received.send(type(callback), callback=callback)
