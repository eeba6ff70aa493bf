"""`notify-sdk sandbox`: the sandbox over HTTP, until it is stopped."""

from __future__ import annotations

import signal
import threading
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from .output import note, say
from .session import print_warning, refuse

if TYPE_CHECKING:
    from notify_sdk.sandbox import Sandbox
    from notify_sdk.sandbox.world.service_parts import KeyType

Progress: TypeAlias = Literal["manual", "instant", "timed", "held"]
"""As in `notify_sdk.sandbox`, which takes long to import."""

_KEYS: Mapping[KeyType, str] = {
    "normal": "live: sends to everybody",
    "team": "team: sends to the team and the guest list",
    "test": "test: only pretends to send",
}


def sandbox(
    world: Annotated[
        Path | None,
        typer.Argument(
            metavar="WORLD",
            help="A world file, JSON or YAML, or a snapshot of templates. If left out: a service with three keys and a"
            " few templates.",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="PORT", help="The port to listen on; 0 takes a free one.")
    ] = 8080,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The address to listen on. With any but that of this machine, your network can read every message.",
        ),
    ] = "127.0.0.1",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Another name that it answers to, such as that of its container; with the port, if the inbox is opened"
            " at another one. Repeat for more.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Store everything in this SQLite file, so that a restart does not lose it."),
    ] = None,
    progress: Annotated[
        Progress,
        typer.Option(
            help="When the status of a message changes: as time passes (timed), at once (instant), or only by a request to"
            " the sandbox (manual). `held` is the deprecated name of manual."
        ),
    ] = "timed",
    magic_recipients: Annotated[
        bool | None,
        typer.Option(
            help="Whether sends to some recipients are answered with errors, as docs/sandbox-faults.md lists. By default"
            " they are if there is no world file."
        ),
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
            server = served.serve(host, port, allow_hosts=allow_host or ()).start()
        except ModuleNotFoundError as error:
            raise refuse(str(error)) from None
        except (OSError, ValueError) as error:
            why = (isinstance(error, OSError) and error.strerror) or error
            raise refuse(f"can't listen on {host}:{port}: {why}. See --host, --port and --allow-host.") from None
        try:
            if server.network_url:
                _print_network(server.network_url)
            _print_addresses(served, server.url)
            over.wait()
        finally:
            server.stop()
    finally:
        served.close()


def _open(world: Path | None, data: Path | None, progress: Progress, magic_recipients: bool | None) -> Sandbox:
    import sqlite3

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
        raise refuse(f"{error.filename} can't be read: {error.strerror}") from None
    except sqlite3.DatabaseError as error:
        raise refuse(str(error) if str(data) in str(error) else f"{data} can't be used: {error}") from None


def _print_network(url: str) -> None:
    host = url.removeprefix("http://").rpartition(":")[0].strip("[]")
    warning = "Warning: whoever reaches this machine over the network can read every message, and send with its keys."
    typer.secho(f"{warning}\n", fg="yellow")
    _print("From other machines", [f"{url}/", f"NOTIFY_BASE_URL={url}", f"NOTIFY_ALLOW_HTTP={host}"])


def _print_addresses(served: Sandbox, url: str) -> None:
    _print("The inbox", [f"{url}/"])
    live, *others = [_key(served, key_type) for key_type in _KEYS]
    _print("What your application needs", [f"NOTIFY_BASE_URL={url}", live])
    _print("The other keys", others)
    _print("Templates", [f"{identifier}  {name}" for name, identifier in served.templates.items()])
    say("Ready. Stop with Ctrl-C.")


def _print(heading: str, lines: Sequence[str]) -> None:
    typer.secho(heading, bold=True)
    say("".join(f"  {line}\n" for line in lines))


def _key(served: Sandbox, key_type: KeyType) -> str:
    try:
        return f"NOTIFY_API_KEY={served.client_key(key_type)}  # {_KEYS[key_type]}"
    except LookupError as error:  # a world may have none
        return f"# {error}"
