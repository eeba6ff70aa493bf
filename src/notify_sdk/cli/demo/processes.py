"""The demo's processes: commands in a folder of their own, which end with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 120.0
_OWN = ("NOTIFY_", "FORCE_COLOR", "TTY_", "MYPY")


@dataclass(frozen=True)
class Commands:
    """Runs commands.

    Attributes:
        folder: Where.
        api_key: The key that they sign with.
        base_url: Where they send to.
    """

    folder: Path
    api_key: str
    base_url: str

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a module of Python, such as `notify_sdk`, to its end.

        Raises:
            TimeoutExpired: If it takes two minutes. It is ended.
        """
        return subprocess.run(  # noqa: S603 - no shell
            self._command(words),
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=_PATIENCE,
            check=False,
        )

    @contextmanager
    def started(self, *words: str) -> Generator[subprocess.Popen[bytes]]:
        """Starts a module of Python; at the end of the block it is killed, if it is still there."""
        process = subprocess.Popen(  # noqa: S603 - no shell
            self._command(words),
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", *words]

    def _environment(self) -> dict[str, str]:
        """The environment without settings for Notify, which may be those of a real service, and for colours."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
        own = {"NOTIFY_API_KEY": self.api_key, "NOTIFY_BASE_URL": self.base_url, "NO_PROXY": "*", "no_proxy": "*"}
        return {**kept, **own, "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"}
