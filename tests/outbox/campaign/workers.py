"""Processes that send, as a test starts and ends them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WORKER = Path(__file__).with_name("worker.py")


@dataclass
class Workers:
    """Starts processes on one outbox.

    Attributes:
        place: Where the outbox is.
        url: Where Notify is.
        key: Of the service.
        outbox: Options of `Outbox`.
        client: Options of the client.
        send: Options of `send`.
        also: What else `worker.py` is told.
    """

    place: str
    url: str
    key: str
    outbox: Mapping[str, Any] = field(default_factory=dict)
    client: Mapping[str, Any] = field(default_factory=dict)
    send: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[str, Any] = field(default_factory=dict)
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *, later: float = 0) -> subprocess.Popen[str]:
        """A process that is about to send."""
        options = {"later": later, "outbox": self.outbox, "client": self.client, "send": self.send, **self.also}
        words = [sys.executable, str(WORKER), self.place, self.url, self.key, json.dumps(options, default=dict)]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.running.append(process)
        return process

    def wait(self, process: subprocess.Popen[str], seconds: float = 300) -> str:
        """Its errors, once it has ended."""
        _, errors = process.communicate(timeout=seconds)
        self.running.remove(process)
        return errors

    @staticmethod
    def until_ready(process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        process.stdout.readline()


@contextmanager
def workers(*words: str, **options: Any) -> Iterator[Workers]:
    """Ends what is still running at the end."""
    started = Workers(*words, **options)
    try:
        yield started
    finally:
        for process in list(started.running):
            process.kill()
            started.wait(process)
