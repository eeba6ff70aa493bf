"""The connections of the outbox are set up as Django's own are, and a forked process opens new ones."""

from __future__ import annotations

import os
import sys
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from sqlalchemy import exc, text

from notify_sdk.django import outbox
from notify_sdk.django.engine import SUPPORTED, ProjectEngine, wrapper_of

SECRET = "Ada-17"
ON_SQLITE = pytest.mark.parametrize("empty_project", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("empty_project", ["postgresql"], indirect=True)

NEEDS_FORK = pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="needs fork")


def answer(engine: ProjectEngine, sql: str) -> object:
    try:
        with engine.engine.connect() as connection:
            return connection.execute(text(sql)).scalar()
    finally:
        engine.engine.dispose()


@NEEDS_FORK
def test_a_forked_process_has_connections_of_its_own(project: str) -> None:
    assert outbox().summary().total == 0
    child = os.fork()
    if child == 0:
        os._exit(0 if outbox().summary().total == 0 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert outbox().summary().total == 0


@NEEDS_FORK
@ON_POSTGRESQL
def test_no_connection_is_used_by_two_processes(empty_project: str) -> None:
    project = ProjectEngine("default")

    def server_process() -> int:
        with project.engine.connect() as connection:
            return connection.execute(text("SELECT pg_backend_pid()")).scalar_one()

    before = server_process()
    assert server_process() == before
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = int(server_process() == before)
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert server_process() == before
    project.engine.dispose()


@ON_SQLITE
@pytest.mark.parametrize(("options", "milliseconds"), [({}, 30_000), ({"timeout": 7}, 7_000)], ids=["ours", "Django's"])
def test_a_sqlite_file_is_opened_safely(
    empty_project: str, monkeypatch: pytest.MonkeyPatch, options: dict[str, object], milliseconds: int
) -> None:
    monkeypatch.setitem(connections["default"].settings_dict, "OPTIONS", options)
    expected = {"secure_delete": 1, "synchronous": 2, "foreign_keys": 1, "busy_timeout": milliseconds}
    assert {name: answer(ProjectEngine("default"), f"PRAGMA {name}") for name in expected} == expected


@ON_POSTGRESQL
def test_the_role_of_the_project_is_taken_on(empty_project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    role = f"role_{uuid4().hex}"
    with connections["default"].cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
        try:
            plain = answer(ProjectEngine("default"), "SELECT current_user")
            monkeypatch.setitem(connections["default"].settings_dict, "OPTIONS", {"assume_role": role})
            assert (plain != role, answer(ProjectEngine("default"), "SELECT current_user")) == (True, role)
        finally:
            cursor.execute(f"DROP ROLE {role}")


def test_no_error_shows_a_value(empty_project: str) -> None:
    engine = ProjectEngine("default").engine
    with pytest.raises(exc.DBAPIError) as caught, engine.connect() as connection:
        connection.execute(text("SELECT :value FROM no_such_table"), {"value": SECRET})
    engine.dispose()
    assert SECRET not in str(caught.value)


def test_a_database_that_is_not_in_the_settings() -> None:
    with pytest.raises(ImproperlyConfigured, match="there is no database 'other' in DATABASES"):
        wrapper_of("other")


@pytest.mark.parametrize("vendor", ["mysql", "oracle", "microsoft", *SUPPORTED])
def test_each_kind_of_database_is_taken_or_refused_by_name(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "vendor", vendor)
    if vendor in SUPPORTED:
        assert wrapper_of("default") is connections["default"]
    else:
        with pytest.raises(
            ImproperlyConfigured, match=f"is {vendor}, which an outbox does not support: use sqlite or postgresql"
        ):
            wrapper_of("default")
