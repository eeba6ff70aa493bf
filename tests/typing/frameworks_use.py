"""Callbacks in each framework, as an application has them: every line is right in the type checkers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_type

import flask
from django.http import HttpRequest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route

from notify_sdk.callbacks import (
    Callback,
    CallbackError,
    CallbackTokenError,
    ComplaintCallback,
    DeliveryReceipt,
    ReceivedTextCallback,
    ReturnedLetterCallback,
    unwrap,
    verify,
)
from notify_sdk.fastapi import callback_route, callback_router
from notify_sdk.flask import callback_blueprint
from notify_sdk.outbox import Outbox


def unwrapped(
    django: HttpRequest, starlette: Request, plain: Mapping[str, str], pairs: list[tuple[bytes, bytes]]
) -> int:
    try:
        callback = unwrap(django.headers, django.body, "token")
        unwrap(starlette.headers, b"", ["new", "old"])
        unwrap(flask.request.headers, flask.request.get_data(), ("token",))
        unwrap(plain, "{}", "token")
        unwrap(pairs, b"", "token")
        unwrap([("Authorization", "Bearer token")], b"", "token")
    except CallbackTokenError as error:
        return assert_type(error.status_code, int)
    except CallbackError as error:
        return error.status_code
    assert_type(callback, DeliveryReceipt | ReceivedTextCallback | ReturnedLetterCallback | ComplaintCallback)
    assert_type(verify(plain, "token"), bool)
    return 204


def handle(callback: Callback) -> None: ...


async def handle_async(callback: Callback) -> None: ...


def views(outbox: Outbox, tokens: list[str]) -> None:
    app = flask.Flask(__name__)
    app.register_blueprint(callback_blueprint(tokens, handle, outbox=outbox))
    api = FastAPI()
    api.include_router(callback_router("token", handle_async))
    assert_type(callback_route("/", "token", outbox=outbox), Route)
