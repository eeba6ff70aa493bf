"""Commands in separate processes, which may be killed, against a sandbox over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from notify_sdk.outbox import Outbox
from notify_sdk.sandbox import Sandbox

COMMAND = [sys.executable, str(Path(__file__).with_name("short_leases.py"))]
RECIPIENTS = 60
PATIENCE = 60.0


class Job:
    """A file of recipients that separate processes send to, against a sandbox over HTTP."""

    def __init__(self, folder: Path, sandbox: Sandbox, address: str) -> None:
        self.folder, self.sandbox = folder, sandbox
        rows = "".join(f"07700 91{number:04d},N{number},1 May\n" for number in range(RECIPIENTS))
        (folder / "people.csv").write_text(f"phone number,name,date\n{rows}")
        self.environment = {**os.environ, "NOTIFY_API_KEY": sandbox.api_key, "NOTIFY_BASE_URL": address, "TERM": "dumb"}

    def start(self, *words: str, **streams: int) -> subprocess.Popen[str]:
        words = words or ("send", "sms", "-t", "appointment reminder", "--recipients", "people.csv", "--yes", "--json")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        return subprocess.Popen([*COMMAND, *words], cwd=self.folder, env=self.environment, text=True, **pipes)  # type: ignore[call-overload]

    def finish(self, *words: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def wait_for(self, count: int, process: subprocess.Popen[str]) -> None:
        """Waits until `count` messages were sent."""
        until = time.monotonic() + PATIENCE
        while len(self.sandbox.service.notifications) < count:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.005)

    def assert_one_each(self) -> None:
        got = Counter(each.to for each in self.sandbox.service.notifications)
        assert len(got) == RECIPIENTS
        assert set(got.values()) == {1}

    def states(self) -> Counter[str]:
        with Outbox(self.folder / "people.csv.outbox") as outbox:
            return Counter(row.state for row in outbox.rows())
