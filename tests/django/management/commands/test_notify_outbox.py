"""`manage.py notify_outbox`."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from notify_sdk.django import outbox
from notify_sdk.django.models import OutboxMessage
from notify_sdk.sandbox import Sandbox
from notify_sdk.testing import NotifyInbox
from tests.django.outbox_messages import message
from tests.django.project import with_outbox_options

MANAGE = """\
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "project_settings"
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("notify_outbox", *arguments, stdout=out)
    return out.getvalue()


def test_status_send_and_follow(project: str, notify_inbox: NotifyInbox) -> None:
    outbox().add([message(1, tag="a"), message(2)])
    assert run("status") == "2 queued, 0 sending, 0 sent\n"
    assert run("status", "--tag", "a") == "1 queued, 0 sending, 0 sent\n"
    assert run("send", "--concurrency", "2") == "2 sent\n"
    assert run("status").startswith("0 queued, 0 sending, 2 sent")
    OutboxMessage.objects.update(next_look=OutboxMessage.objects.all()[0].created_at, status=None)
    assert run("follow", "--forever", "--seconds", "0") == "2 statuses read\n"


@pytest.mark.parametrize("empty_project", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("options", "arguments", "code"),
    [
        ({"api_key": "secret"}, ["send"], 2),
        ({"database": "secret"}, ["status"], 2),
        ({}, ["send", "--concurrency", "0"], 3),
        ({}, ["send", "--seconds", "-1"], 3),
    ],
)
def test_what_can_not_be_run(
    project: str, notify_inbox: NotifyInbox, options: dict[str, Any], arguments: list[str], code: int
) -> None:
    with with_outbox_options(**options), pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == code


@pytest.mark.parametrize("empty_project", ["sqlite"], indirect=True)
def test_tables_that_are_not_there(empty_project: str) -> None:
    with pytest.raises(CommandError, match="has no tables of an outbox") as caught:
        run("status")
    assert caught.value.returncode == 2


def test_a_refused_key_ends_it_with_4(project: str, notify_inbox: NotifyInbox) -> None:
    outbox().add(message(1))
    wrong = notify_inbox.sandbox.api_key[:-36] + "00000000-0000-4000-8000-00000000dead"
    with with_outbox_options(api_key=wrong), pytest.raises(CommandError) as caught:
        run("send")
    assert caught.value.returncode == 4
    assert OutboxMessage.objects.queued().count() == 1


@pytest.mark.parametrize("empty_project", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_worker_in_order(project: str, tmp_path: Path, ending: signal.Signals) -> None:
    outbox().add([message(1), message(2)])
    (tmp_path / "manage.py").write_text(MANAGE)
    (tmp_path / "project_settings.py").write_text(
        textwrap.dedent(f"""\
        SECRET_KEY = "for tests"
        INSTALLED_APPS = ["notify_sdk.django"]
        DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": {str(tmp_path / "project.db")!r}}}}}
        """)
    )
    sandbox = Sandbox()
    with sandbox.serve() as server:
        env = {**os.environ, "NOTIFY_API_KEY": sandbox.api_key, "NOTIFY_BASE_URL": server.url}
        command = [sys.executable, "-W", "error", "manage.py", "notify_outbox", "send", "--forever"]
        worker = subprocess.Popen(
            command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            patience = monotonic() + 60
            while worker.poll() is None and monotonic() < patience and OutboxMessage.objects.sent().count() < 2:
                sleep(0.05)
            worker.send_signal(ending)
            out, err = worker.communicate(timeout=60)
        finally:
            worker.kill()
            worker.wait()
    assert (out, err, worker.returncode) == ("2 sent\n", "", 0)
    assert len(sandbox.inbox) == 2
