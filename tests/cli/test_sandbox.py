"""`notify-sdk sandbox`: what it prints, what its options do, how it ends, and what it can't be started with."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from notify_sdk import AuthError, NotificationsAPIClient, RetryPolicy
from tests.cli.processes import PATIENCE

WORLD = {"services": {"vets": {"templates": [{"type": "sms", "name": "[red]jab[/]", "body": "Hi"}]}}}


@contextmanager
def served(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a process, and what it has printed by the time it is ready."""
    command = [sys.executable, "-m", "notify_sdk", "sandbox", "--port", "0", *words]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            printed = ""
            for line in process.stdout:
                printed += line
                if line.startswith("Ready"):
                    break
            yield process, printed
        finally:
            process.kill()


def client(printed: str) -> NotificationsAPIClient:
    """A client with the address and the first of the keys that were printed."""
    found = dict(reversed(re.findall(r"^  (NOTIFY_\w+)=(\S+)", printed, re.MULTILINE)))
    return NotificationsAPIClient(found["NOTIFY_API_KEY"], found["NOTIFY_BASE_URL"], retry=RetryPolicy.none())


def ended(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE)
    return process.returncode, err


def test_it_keeps_its_file_and_a_signal_ends_it_in_order(tmp_path: Path) -> None:
    with served(tmp_path, "--data", "data.db") as (process, printed), client(printed) as notify:
        template = re.search(r"^  (\S+)  security code$", printed, re.MULTILINE)
        assert template
        sent = notify.send_sms_notification("07700 900 900", template[1], {"code": "4711", "app": "no"})
        assert ended(process, signal.SIGTERM) == (0, "")
    with served(tmp_path, "--data", "data.db") as (process, printed), client(printed) as notify:
        assert notify.get_notification_by_id(sent.id).body == sent.content.body
        assert ended(process, signal.SIGINT) == (0, "")


@pytest.mark.parametrize(
    "words", [(), ("--no-magic-recipients",), ("world.json",), ("world.json", "--magic-recipients")]
)
def test_some_recipients_provoke_errors_unless_there_is_a_world(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "world.json").write_text(json.dumps(WORLD))
    with served(tmp_path, "--progress", "instant", *words) as (_, printed), client(printed) as notify:
        templates = {each.name: each.id for each in notify.get_all_templates(template_type="sms").templates}
        name = "[red]jab[/]" if "world.json" in words else "security code"
        assert f"  {templates[name]}  {name}\n" in printed
        values = {"code": "1", "app": "no"}
        if words in {(), ("world.json", "--magic-recipients")}:
            with pytest.raises(AuthError):
                notify.send_sms_notification("07700 900 403", templates[name], values)
        else:
            sent = notify.send_sms_notification("07700 900 403", templates[name], values)
            assert notify.get_notification_by_id(sent.id).status == "delivered"


@pytest.fixture
def signals_kept() -> Iterator[None]:
    """The command sets handlers for the rest of its process, which here is the tests' own."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
