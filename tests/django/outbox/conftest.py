"""A Django project in a database of its own: SQLite or PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from notify_sdk.django import outbox
from tests.django.project import BACKEND


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A project whose database has no tables yet; gives the address of the database."""
    if request.param == "sqlite":
        file = tmp_path / "project.db"
        with Chosen({"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}):
            yield f"sqlite:///{file}"
        return
    server: str = request.getfixturevalue("postgresql")
    name = f"django_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(server)
    settings = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": url.username,
        "PASSWORD": url.password or "",
        "HOST": url.host,
        "PORT": url.port,
    }
    with Chosen(settings):
        yield server.rpartition("/")[0] + f"/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def project(empty_project: str) -> str:
    """A project with its tables."""
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # it makes what has no migrations first
    return empty_project


class Chosen:
    """Django's default database, for a while."""

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


assert BACKEND  # importing it has configured Django


def with_options(**options: Any) -> override_settings:
    """A project with these options in `NOTIFY_OUTBOX`."""
    return override_settings(NOTIFY_OUTBOX=options)
