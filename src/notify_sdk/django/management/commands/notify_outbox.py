"""`manage.py notify_outbox send|follow|status`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notify_sdk.client import NotificationsAPIClient
from notify_sdk.django import outbox, outbox_client
from notify_sdk.errors import NotifyError, RequestValidationError, TransportError

_USAGE, _REFUSED_HERE, _REFUSED, _NO_ANSWER = 2, 3, 4, 5


class Command(BaseCommand):
    """Sends the outbox, reads statuses and counts messages. On Ctrl-C or SIGTERM it finishes requests in flight."""

    help: str = (
        "Sends the messages of the outbox, reads their delivery status, and counts them. Exits with 2 for wrong usage or"
        " settings, 3 if the local check refuses an option, 4 if Notify refuses the key or every message, 5 if Notify"
        " can't be reached."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The three commands and their options."""
        commands = parser.add_subparsers(dest="do", required=True)
        send = commands.add_parser("send", help="send what is queued")
        send.add_argument("--concurrency", type=int, default=10, help="how many requests are in flight at a time (10)")
        follow = commands.add_parser("follow", help="read the statuses that no callback reported")
        follow.add_argument(
            "--every", type=float, default=60, metavar="SECONDS", help="seconds between two rounds of --forever (60)"
        )
        for command in (send, follow):
            command.add_argument(
                "--forever", action="store_true", help="keep running when nothing is left, until Ctrl-C or SIGTERM"
            )
            command.add_argument("--seconds", type=float, help="start no request after this many seconds")
            command.add_argument(
                "--accept-new-key",
                action="store_true",
                help="go on with another API key of the same type and service, after the old one was replaced",
            )
        status = commands.add_parser("status", help="count the messages by state")
        status.add_argument("--tag", help="count only messages with this tag")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Runs one of the commands.

        Raises:
            CommandError: If it can't be run (code 2), the local check refuses an option (3), Notify refuses the key or
                every message (4), or can't be reached (5).
        """
        try:
            if options["do"] == "status":
                self._status(options["tag"])
                return
            with _stopping() as stop, outbox_client() as client:
                run = self._send if options["do"] == "send" else self._follow
                run(client, stop, options)
        except ImproperlyConfigured as error:
            raise CommandError(str(error), returncode=_USAGE) from None
        except ModuleNotFoundError as error:
            raise CommandError(str(error), returncode=_USAGE) from None
        except NotifyError as error:
            raise CommandError(str(error), returncode=_code_of(error)) from None

    def _send(self, client: NotificationsAPIClient, stop: threading.Event, options: dict[str, Any]) -> None:
        tally = outbox().send(
            client,
            concurrency=options["concurrency"],
            seconds=options["seconds"],
            forever=options["forever"],
            accept_new_key=options["accept_new_key"],
            stop=stop.is_set,
        )
        names = ("sent", "found", "refused", "expired", "returned", "unclear", "unknown")
        self._counts({name: getattr(tally, name) for name in names}, always=("sent",))
        if tally.paused_until is not None:
            self.stdout.write(f"Notify's daily limit is reached: the rest waits until {tally.paused_until}")
        left = outbox().summary().unfinished
        if left:
            self.stdout.write(f"{left} left: run manage.py notify_outbox send again")

    def _follow(self, client: NotificationsAPIClient, stop: threading.Event, options: dict[str, Any]) -> None:
        over = None if options["seconds"] is None else monotonic() + options["seconds"]
        read = 0
        while True:
            read += outbox().follow(client, accept_new_key=options["accept_new_key"])
            pause = options["every"] if over is None else min(options["every"], over - monotonic())
            if not options["forever"] or pause <= 0 or stop.wait(pause):
                break
        self.stdout.write(f"{read} statuses read")

    def _status(self, tag: str | None) -> None:
        summary = outbox().summary(tag=tag)
        self._counts(
            {name: getattr(summary, name) for name in type(summary).__dataclass_fields__},
            always=("queued", "sending", "sent"),
        )

    def _counts(self, counts: dict[str, int], *, always: tuple[str, ...]) -> None:
        shown = [f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count or name in always]
        self.stdout.write(", ".join(shown))


def _code_of(error: NotifyError) -> int:
    from notify_sdk.outbox import DatabaseError

    if isinstance(error, DatabaseError):
        return _USAGE
    if isinstance(error, RequestValidationError):
        return _REFUSED_HERE
    return _NO_ANSWER if isinstance(error.__cause__ or error, TransportError) else _REFUSED


@contextmanager
def _stopping() -> Generator[threading.Event]:
    """An event that the first Ctrl-C or SIGTERM sets; a second one ends the process as usual."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before: dict[int, Callable[[int, FrameType | None], Any] | int | None] = {}
    numbers: tuple[int, ...] = (signal.SIGINT, signal.SIGTERM)

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal's signature
        stop.set()
        signal.signal(number, before[number])

    for number in numbers:
        before[number] = signal.signal(number, end)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
