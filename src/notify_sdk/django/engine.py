"""A SQLAlchemy engine for one of a project's databases, with Django's own connection settings."""

from __future__ import annotations

import sqlite3
from typing import Any, Protocol, cast

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils.connection import ConnectionDoesNotExist
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import NullPool

from notify_sdk._transport.connections import watch_forks

SUPPORTED = ("sqlite", "postgresql")
"""Django's names of the databases that an outbox can be in."""

_OF_DJANGO_ALONE = ("context", "cursor_factory", "prepare_threshold", "isolation_level", "detect_types")
_BUSY_SECONDS = 30.0


class _Wrapper(Protocol):
    """Attributes of Django's connections that its type stubs lack."""

    vendor: str
    settings_dict: dict[str, Any]

    def get_connection_params(self) -> dict[str, Any]:
        """The arguments for the driver."""
        ...


class ProjectEngine:
    """The engine for one of a project's databases; a forked process connects anew.

    Args:
        alias: The alias of the database.

    Raises:
        ImproperlyConfigured: If there is no such database, or an outbox does not support it.
    """

    def __init__(self, alias: str) -> None:
        wrapper = wrapper_of(alias)
        arguments = {
            name: value for name, value in wrapper.get_connection_params().items() if name not in _OF_DJANGO_ALONE
        }
        self.engine: Engine
        if wrapper.vendor == "sqlite":
            self.engine = _of_sqlite(arguments)
        else:
            self.engine = _of_postgresql(wrapper, arguments)
        watch_forks(self)

    def reset_after_fork(self) -> None:
        """Leaves the connections to the parent process."""
        self.engine.dispose(close=False)


def wrapper_of(alias: str) -> _Wrapper:
    """Django's connection to a database.

    Raises:
        ImproperlyConfigured: If there is no such database, or an outbox does not support it.
    """
    try:
        wrapper = cast("_Wrapper", connections[alias])
    except ConnectionDoesNotExist:
        raise ImproperlyConfigured(f"NOTIFY_OUTBOX: there is no database {alias!r} in DATABASES") from None
    if wrapper.vendor not in SUPPORTED:
        raise ImproperlyConfigured(
            f"NOTIFY_OUTBOX: the database {alias!r} is {wrapper.vendor}, which an outbox does not support: "
            f"use {' or '.join(SUPPORTED)}"
        )
    return wrapper


def _of_sqlite(arguments: dict[str, Any]) -> Engine:
    arguments.setdefault("timeout", _BUSY_SECONDS)
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(**arguments), poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _of_postgresql(wrapper: _Wrapper, arguments: dict[str, Any]) -> Engine:
    driver = "psycopg" if _has_psycopg_3() else "psycopg2"
    engine = create_engine(f"postgresql+{driver}://", connect_args=arguments, pool_pre_ping=True, hide_parameters=True)
    role: object = wrapper.settings_dict["OPTIONS"].get("assume_role")
    if role:

        def assume(connection: Any, record: object) -> None:  # noqa: ARG001 - SQLAlchemy hands it over
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', %s, false)", [role])
            connection.commit()

        event.listen(engine, "connect", assume)
    return engine


def _has_psycopg_3() -> bool:
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    return bool(is_psycopg3)


def _set_up_sqlite(connection: Any, record: object) -> None:  # noqa: ARG001 - SQLAlchemy hands it over
    cursor = connection.cursor()
    for pragma in ("secure_delete = ON", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
