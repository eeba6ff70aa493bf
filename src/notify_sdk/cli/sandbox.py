"""`notify-sdk sandbox`: the sandbox over HTTP, until it is stopped."""

from __future__ import annotations

import signal
import sqlite3
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer
from rich.console import Console
from rich.markup import escape

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
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 8080,
    host: Annotated[
        str, typer.Option(help="The address to listen on. Any but loopback lets your network read every message.")
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A name that it also answers to, such as that of its container; with a port if the inbox is seen there.",
        ),
    ] = None,
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
            server = served.serve(host, port, allow_hosts=allow_host or ())
        except ValueError as error:
            raise _failed(f"--allow-host: {error}") from None
        try:
            server.start()
        except OSError as error:
            raise _failed(f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --port.") from None
        if server.network_url:
            _print_network(Console(), server.network_url)
        _print_addresses(Console(), served, server.url)
        over.wait()
        server.stop()
    finally:
        served.close()


def _open(world: Path | None, data: Path | None, progress: Progress, magic_recipients: bool | None) -> Sandbox:
    from notify_sdk.sandbox import Sandbox, WorldError

    try:
        if world is None:
            return Sandbox(progress=progress, data=data, magic_recipients=magic_recipients)
        return Sandbox.load(world, progress=progress, data=data, magic_recipients=magic_recipients)
    except (WorldError, ModuleNotFoundError) as error:
        raise _failed(str(error)) from None
    except OSError as error:
        raise _failed(f"Cannot read {error.filename}: {error.strerror}") from None
    except sqlite3.DatabaseError as error:
        raise _failed(f"Cannot use {data}: {error}") from None


def _failed(why: str) -> typer.Exit:
    Console(stderr=True).print(why, style="red", highlight=False, markup=False)
    return typer.Exit(1)


def _print_network(console: Console, url: str) -> None:
    host = url.removeprefix("http://").rpartition(":")[0].strip("[]")
    warning = "Warning: whoever reaches this machine over the network can read every message, and send with its keys."
    console.print(warning, style="yellow", soft_wrap=True, highlight=False)
    console.print(
        f"\n[bold]From other machines[/]\n  {escape(url)}/\n  NOTIFY_BASE_URL={escape(url)}\n  NOTIFY_ALLOW_HTTP={host}\n",
        soft_wrap=True,
        highlight=False,
    )


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
