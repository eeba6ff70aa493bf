"""Callbacks with personal data, posted to the views of each framework in process. What a view raises comes out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
from django.test import Client, override_settings
from flask import Flask
from starlette.applications import Starlette

from notify_sdk.callbacks import Callback
from notify_sdk.django import callback_received
from notify_sdk.fastapi import callback_route
from notify_sdk.flask import callback_blueprint

Handle = Callable[[Callback], object]


def take(callback: Callback) -> None:
    """Takes any callback."""


def fail(callback: Callback) -> None:
    """Takes no callback."""
    raise LookupError


def by_flask(handle: Handle, body: str, token: str, given: str) -> None:
    app = Flask(__name__)
    app.testing = True
    app.register_blueprint(callback_blueprint(token, handle))
    app.test_client().post("/notify/callbacks", data=body, headers={"Authorization": f"Bearer {given}"})


def by_starlette(handle: Handle, body: str, token: str, given: str) -> None:
    async def post() -> None:
        app = Starlette(routes=[callback_route("/", token, handle)])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
            await client.post("/", content=body, headers={"Authorization": f"Bearer {given}"})

    asyncio.run(post())


def by_django(handle: Handle, body: str, token: str, given: str) -> None:
    def receive(callback: Callback, **_: object) -> None:
        handle(callback)

    callback_received.connect(receive)
    try:
        with override_settings(ROOT_URLCONF="notify_sdk.django.urls", NOTIFY_CALLBACK_TOKEN=token, INSTALLED_APPS=[]):
            Client().post("/callbacks", body, "application/json", headers={"Authorization": f"Bearer {given}"})
    finally:
        callback_received.disconnect(receive)


VIEWS = {"Flask": by_flask, "Starlette": by_starlette, "Django": by_django}
