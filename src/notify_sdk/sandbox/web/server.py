"""The HTTP server of a sandbox, which runs in its own thread. Needs the extra `sandbox`."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import threading
from collections.abc import Iterable
from email.utils import format_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from aiohttp import web

from notify_sdk._lazy import set_module
from notify_sdk.sandbox.wire import Request, Response, described, plain_error, server_error

from .control import PREFIX, control
from .hosts import KnownHosts, network_address
from .pages import pages

if TYPE_CHECKING:
    from notify_sdk.sandbox.sandbox import Sandbox

_MAX_PORT = 65_535
_TICK = 0.1
"""Seconds between checks for statuses and callbacks that are due."""

_PATIENCE = 15.0
"""Seconds that `stop` waits for what is in progress."""

_HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
"""Headers of every answer, unless it has its own."""

_OTHER_HOST = (
    "This sandbox does not answer to the name '{}'. If the name is yours, start it with --allow-host NAME, or"
    " serve(allow_hosts=[NAME])"
)
_OTHER_ORIGIN = (
    "This request comes from another website. If it is the address at which you see the inbox, start the sandbox with"
    " --allow-host NAME:PORT, or serve(allow_hosts=[NAME:PORT])"
)
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - the address for clients of a server that listens on all


def _on_one_line(record: logging.LogRecord) -> bool:
    record.exc_info = None  # what is not HTTP has no place in this code to show
    return True


_logger = logging.getLogger("notify_sdk")
_http_logger = logging.getLogger("notify_sdk.sandbox.http")
_http_logger.addFilter(_on_one_line)


class SandboxServer:
    """Serves a sandbox over HTTP until it is stopped; a context manager.

    Clients in any language use it as they use GOV.UK Notify, with another base URL. `/` is the inbox page,
    `/_sandbox/` is for tests; see `docs/sandbox.md`.

    Args:
        sandbox: The sandbox to serve.
        host: The address to listen on. Other machines can reach the server unless this is loopback, and whoever reaches it
            can read every message.
        port: The port; a free one if 0.
        allow_hosts: More names under which clients may call it, such as `["sandbox"]` for that of its container. On loopback
            it answers to `localhost`, `127.0.0.1` and `[::1]`; otherwise also to any IP address and this machine's name.

    Attributes:
        sandbox: The sandbox that is served.

    Raises:
        ValueError: The host is empty, the port is not from 0 to 65535, or one of `allow_hosts` is not the name of a host.
    """

    def __init__(
        self, sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0, *, allow_hosts: Iterable[str] = ()
    ) -> None:
        if not host.strip():
            raise ValueError("host is empty: name an address to listen on")
        if not 0 <= port <= _MAX_PORT:
            raise ValueError(f"port is not from 0 to {_MAX_PORT}")
        self.sandbox = sandbox
        self._hosts = KnownHosts(host, allow_hosts)
        self._host = host
        self._port = port
        self._ready = threading.Event()
        self._start_error: Exception | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="notify-sandbox", daemon=True)

    @property
    def url(self) -> str:
        """The base URL for clients, such as `http://127.0.0.1:8080`."""
        host = _LOOPBACK.get(self._host, self._host)
        return f"http://[{host}]:{self._port}" if ":" in host else f"http://{host}:{self._port}"

    @property
    def network_url(self) -> str | None:
        """The base URL for clients on other machines; None if the server listens only to this one."""
        address = network_address(self._host)
        return address and f"http://{address}:{self._port}"

    def start(self) -> Self:
        """Starts to listen. Requests are answered when this returns.

        Raises:
            OSError: There is no such host, or the port is in use or not allowed.
        """
        self._thread.start()
        self._ready.wait()
        if self._start_error:
            self._thread.join(_PATIENCE)
            if self._thread.is_alive():
                _logger.error("the sandbox has not stopped: something in it still waits")
            raise self._start_error
        return self

    def stop(self) -> None:
        """Stops listening, after the requests in progress are answered; those that take long are broken off."""
        if self._loop and self._stopping and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(_PATIENCE)
            if self._thread.is_alive():
                _logger.error("the sandbox has not stopped: something in it still waits")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except UnicodeError as error:
            self._start_error = OSError(f"{self._host[:100]} is not the name of a host: {error}")
        except Exception as error:  # noqa: BLE001 - raised by `start`
            self._start_error = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = web.Server(self._answer, access_log=None, auto_decompress=False, logger=_http_logger)
        runner = web.ServerRunner(server, shutdown_timeout=2)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            self._port = runner.addresses[0][1]
            ticking = asyncio.create_task(self._tick())
            self._ready.set()
            await self._stopping.wait()
            ticking.cancel()
            self.sandbox.callbacks.interrupt()
        finally:
            await runner.cleanup()
            self.sandbox.callbacks.interrupt()  # what requests were posting

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            try:
                await asyncio.to_thread(self.sandbox.catch_up)
            except Exception as error:  # noqa: BLE001 - time must go on
                _logger.error("callbacks can't be posted: %s", described(error))  # noqa: TRY400 - its text may hold a message's

    async def _answer(self, incoming: web.BaseRequest) -> web.StreamResponse:
        path, _, parse_query = incoming.raw_path.partition("?")
        headers = {name.lower(): value for name, value in incoming.headers.items()}
        hosts = incoming.headers.getall("host", [])
        if not self._hosts.answers_to(hosts):
            return self._sent(plain_error(403, _OTHER_HOST.format(", ".join(hosts)[:100])))
        request = Request(incoming.method, path, parse_query, headers, await incoming.content.read())
        try:
            if path.startswith(PREFIX) and not self._is_own(incoming):
                response = plain_error(403, _OTHER_ORIGIN)
            else:
                response = await self._respond(request)
        except Exception as error:  # noqa: BLE001 - an answer all the same, and a line in the log
            _logger.error("no answer to %s %s: %s", request.method, path, described(error))  # noqa: TRY400 - its text may hold a message's
            response = server_error(type(error).__name__).response
        if response.delay:
            await asyncio.sleep(response.delay)
        if response.cut:
            return await _cut(incoming, response)
        return self._sent(response)

    async def _respond(self, request: Request) -> Response:
        if request.path.startswith(PREFIX):
            # not in the event loop: this may post callbacks and wait for their receivers
            return await asyncio.to_thread(_control_or_page, self.sandbox, request)
        if request.path == "/" and "text/html" in request.headers.get("accept", ""):
            return await asyncio.to_thread(pages, self.sandbox, request)
        return self.sandbox.handle(request)

    def _is_own(self, incoming: web.BaseRequest) -> bool:
        origin = incoming.headers.get("origin")
        if origin is None or incoming.transport is None:  # no browser, or gone
            return True
        return self._hosts.takes_forms_of(origin, self._port, incoming.transport.get_extra_info("sockname")[0])

    def _sent(self, response: Response) -> web.Response:
        # clients see from the sandbox's time which messages are older than their request
        date = {"date": format_datetime(self.sandbox.clock(), usegmt=True)}
        return web.Response(status=response.status, headers=_HEADERS | date | {**response.headers}, body=response.body)


def _control_or_page(sandbox: Sandbox, request: Request) -> Response:
    return control(sandbox, request) or pages(sandbox, request)


async def _cut(incoming: web.BaseRequest, response: Response) -> web.StreamResponse:
    """Breaks the connection, after half of the answer if the fault is `truncate`."""
    half = web.StreamResponse(status=response.status, headers=response.headers)
    transport = incoming.transport
    if response.cut == "truncate":
        await half.prepare(incoming)
        await half.write(response.body[: len(response.body) // 2])
        if transport:
            transport.close()
    elif transport:
        # closing with a linger time of zero sends a reset
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return half


set_module("notify_sdk.sandbox", globals(), ("SandboxServer",))
