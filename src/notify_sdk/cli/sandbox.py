"""`notify-sdk sandbox`: the sandbox over HTTP, until it is stopped."""

from __future__ import annotations

import signal
import sqlite3
import threading
import warnings
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer
from rich.console import Console
from rich.markup import escape

from .output import note
from .session import print_warning, refuse

if TYPE_CHECKING:
    from notify_sdk.sandbox import Sandbox

Progress: TypeAlias = Literal["manual", "instant", "timed", "held"]
"""As in `notify_sdk.sandbox`, which takes long to import."""


def sandbox(
    world: Annotated[
        Path | None,
        typer.Argument(
            help="A world file, JSON or YAML, or a snapshot of templates. Without one: a service with three keys."
        ),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8080,
    host: Annotated[
        str, typer.Option(help="The address to listen on. Any but loopback lets your network read every message.")
    ] = "127.0.0.1",
    data: Annotated[
        Path | None, typer.Option(help="Keep everything in this SQLite file, so that it survives a restart.")
    ] = None,
    progress: Annotated[
        Progress,
        typer.Option(help="When the status of messages changes: as time passes, at once, or only when a test says so."),
    ] = "timed",
    magic_recipients: Annotated[
        bool | None,
        typer.Option(help="Let some recipients provoke errors. By default they do if there is no world file."),
    ] = None,
) -> None:
    """Serve a sandbox of GOV.UK Notify over HTTP, with an inbox to read in the browser. Nothing is really sent."""
    over = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    served = _open(world, data, progress, magic_recipients)
    try:
        try:
            server = served.serve(host, port).start()
        except ModuleNotFoundError as error:
            raise refuse(str(error)) from None
        except (OSError, ValueError) as error:
            why = (isinstance(error, OSError) and error.strerror) or error
            raise refuse(f"Cannot listen on {host}:{port}: {why}. Choose another with --host and --port.") from None
        try:
            _print_addresses(Console(), served, server.url)
            over.wait()
        finally:
            server.stop()
    finally:
        served.close()


def _open(world: Path | None, data: Path | None, progress: Progress, magic_recipients: bool | None) -> Sandbox:
    from notify_sdk.sandbox import Sandbox, WorldError

    if world and data and data.is_file() and data.stat().st_size:
        note(f"Note: {data} has its services already, so {world} is not used.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = print_warning  # type: ignore[assignment]  # the module passes the others by position
            if world is None:
                return Sandbox(progress=progress, data=data, magic_recipients=magic_recipients)
            return Sandbox.load(world, progress=progress, data=data, magic_recipients=magic_recipients)
    except (WorldError, ModuleNotFoundError) as error:
        raise refuse(str(error)) from None
    except OSError as error:
        raise refuse(f"Cannot read {error.filename}: {error.strerror}") from None
    except sqlite3.DatabaseError as error:
        raise refuse(str(error) if str(data) in str(error) else f"Cannot use {data}: {error}") from None


def _print_addresses(console: Console, served: Sandbox, url: str) -> None:
    def print_line(text: str) -> None:
        console.print(text, soft_wrap=True, highlight=False)

    print_line(f"[bold]The inbox[/]\n  {url}/\n")
    print_line(f"[bold]What your application needs[/]\n  NOTIFY_BASE_URL={url}\n  {_key(served)}\n")
    print_line("[bold]Templates[/]")
    for name, identifier in served.templates.items():
        print_line(f"  {identifier}  {escape(name)}")
    print_line("\nReady. Stop with Ctrl-C.")


def _key(served: Sandbox) -> str:
    try:
        return f"NOTIFY_API_KEY={served.api_key}"
    except LookupError as error:  # a world may have none
        return f"NOTIFY_API_KEY: {error}"
