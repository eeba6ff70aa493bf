"""What a step of the demo is, and what it works with."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

from notify_sdk._extras import requires

from .display import Display
from .processes import Commands

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.sandbox import Sandbox


@dataclass(frozen=True)
class Setup:
    """What the steps work with.

    Attributes:
        sandbox: Takes the place of Notify.
        client: A client of it, in this process.
        commands: Runs commands that use it over HTTP, in a folder of their own.
    """

    sandbox: Sandbox
    client: NotificationsAPIClient
    commands: Commands

    @property
    def folder(self) -> Path:
        """The folder of the commands."""
        return self.commands.folder


Step: TypeAlias = Callable[[Display, Setup], None]
"""Does something, prints what happens, and proves what comes of it."""


@contextmanager
def set_up() -> Generator[Setup]:
    """Serves a sandbox at a free port of this computer until the block ends. Then nothing of it is left.

    Raises:
        MissingExtraError: If the extra `cli` or `sandbox` is not installed.
        OSError: If nothing can listen, or there can be no temporary folder.
    """
    from notify_sdk.sandbox import Sandbox

    with requires("cli", "The demo"):
        import_module("notify_sdk.outbox")  # before the first step, not in the middle
    sandbox = Sandbox()
    with (
        TemporaryDirectory(prefix="notify-sdk-demo-", ignore_cleanup_errors=True) as folder,
        sandbox.serve() as server,
        sandbox.client() as client,
    ):
        yield Setup(sandbox, client, Commands(Path(folder), sandbox.api_key, server.url))
