"""Django's default database, replaced for a test."""

from __future__ import annotations

import asyncio
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections

from notify_sdk.django import outbox
from tests.django.project import BACKEND

assert BACKEND  # importing it has configured Django


class DefaultDatabase:
    """Replaces Django's default database until the block ends."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = connections.configure_settings({"default": settings})

    def __enter__(self) -> None:
        self._before = connections.settings
        self._change(self._settings)

    def __exit__(self, *_error: object) -> None:
        outbox().close()
        self._change(self._before)

    def _change(self, settings: dict[str, Any]) -> None:
        _forget()
        asyncio.run(sync_to_async(_forget)())  # the thread of Django's asynchronous methods, too
        connections.settings = settings


def _forget() -> None:
    connections["default"].close()
    del connections["default"]
