"""Fixtures of Django: mail that goes to a sandbox, and a project with its own database."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from notify_sdk.testing import NotifyInbox
from tests.django.databases import DefaultDatabase
from tests.django.project import with_options

TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


@pytest.fixture
def inbox(notify_inbox: NotifyInbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyInbox]:
    """What Django's mail becomes. The project's template has a place for a subject, a body and a file."""
    from notify_sdk.sandbox.world.default import _template

    numbers = count(1)
    monkeypatch.setattr(notify_inbox.sandbox, "_ids", lambda: UUID(int=next(numbers)))
    notify_inbox.sandbox.service.add_template(
        _template(TEMPLATE, "email", "mail", "((Subject))", "((body))\n\n((file))")
    )
    with with_options(template_id=TEMPLATE, file_placeholders=["file"]):
        yield notify_inbox


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A project whose database has no tables yet; gives the address of the database."""
    if request.param == "sqlite":
        file = tmp_path / "project.db"
        with DefaultDatabase({"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}):
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
    with DefaultDatabase(settings):
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
