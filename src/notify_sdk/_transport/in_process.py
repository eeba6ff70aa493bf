"""Sandboxes inside this process, and the addresses at which clients reach them without a network.

An address ends in `.sandbox.localhost`, which never leads out of this machine. Only code that runs in
this process can put a sandbox there, so no setting alone can turn a production client into one that
sends nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, cast

import httpx

from notify_sdk._lazy import set_module
from notify_sdk._transport.leftover_threads import KeptByThreads
from notify_sdk._warn import warn
from notify_sdk._wire import Answer, Request, Timeouts
from notify_sdk.errors import RequestValidationError

if TYPE_CHECKING:
    from notify_sdk.sandbox import Sandbox

SandboxUse: TypeAlias = Literal["never", "if-asked", "if-no-key"]
"""When a client may talk to a sandbox inside this process: never; if its key is `sandbox`; also if it has none."""

SANDBOX_KEY = "sandbox"
"""The API key that stands for the sandbox of this process."""

_SUFFIX = ".sandbox.localhost"
_PROCESS = f"http://process{_SUFFIX}"
_sandboxes: dict[str, Sandbox] = {}
_of_threads: KeptByThreads[Sandbox] = KeptByThreads()
_lock = threading.Lock()
_logger = logging.getLogger("notify_sdk")


class SandboxWarning(UserWarning):
    """This client sends nothing: its code allows the sandbox inside this process, and its key is "sandbox" or missing."""


def resolve_sandbox_key(key: str, base_url: str | None, use: SandboxUse) -> tuple[str, str] | None:
    """The key and the address of the sandbox of this process, or None if a real key is to be used.

    Args:
        key: The key that the client was given, in its arguments or by the environment; may be empty.
        base_url: The address that it was given; None or empty if it was given none.
        use: What the code that makes the client allows.

    Raises:
        RequestValidationError: If a sandbox is requested and not allowed, or `use` is none of the three.
    """
    __tracebackhide__ = True
    if use not in {"never", "if-asked", "if-no-key"}:
        raise RequestValidationError.of("sandbox is not one of never, if-asked, if-no-key", field="sandbox")
    requested = key.strip() == SANDBOX_KEY
    if requested and (use == "never" or base_url):
        why = "it also has a base_url" if base_url else 'the code that makes the client must pass sandbox="if-asked"'
        raise RequestValidationError.of("api_key is 'sandbox', which this client may not use", why, field="api_key")
    if not requested and (key.strip() or base_url or use != "if-no-key"):
        return None
    reason = "NOTIFY_API_KEY is 'sandbox'" if requested else "it has no API key"
    message = f"This client sends nothing: {reason}, so it uses a sandbox inside this process"
    _logger.warning(message)
    warn(SandboxWarning(message))
    with _lock:
        if _PROCESS not in _sandboxes:
            _sandboxes[_PROCESS] = _default_sandbox()
    return _sandboxes[_PROCESS].api_key, _PROCESS


def _default_sandbox() -> Sandbox:
    # by name: the sandbox imports this package, and its own import costs nothing where it is not used
    made: Sandbox = import_module("notify_sdk.sandbox").Sandbox()
    return made


@contextmanager
def embedded(sandbox: Sandbox, name: str) -> Generator[str, None, None]:
    """Puts a sandbox at an address of this process until the block ends, and yields that address.

    Clients look it up at each request: one that was made earlier, for another sandbox of the same name,
    talks to this one from now on. A thread that is still at work when the block ends keeps this sandbox.
    """
    address = f"http://{name}{_SUFFIX}"
    before = _sandboxes.get(address)
    _sandboxes[address] = sandbox
    try:
        with _of_threads.block(sandbox):
            yield address
    finally:
        if before is None:
            del _sandboxes[address]
        else:
            _sandboxes[address] = before


def transport_to(base_url: str) -> EmbeddedTransport | None:
    """The transport to a sandbox of this process; None if the address is not that of one."""
    return EmbeddedTransport(base_url) if base_url.endswith(_SUFFIX) else None


class InProcess(Protocol):
    """A transport inside this process that takes requests and gives answers as they are, without objects of httpx."""

    def answer_in_process(self, request: Request, timeouts: Timeouts) -> Answer:
        """The answer. Raises what httpx raises on a network."""
        ...

    async def aanswer_in_process(self, request: Request, timeouts: Timeouts) -> Answer:
        """As `answer_in_process`, for asyncio."""
        ...


def answers_in_process(http: httpx.BaseTransport | httpx.AsyncBaseTransport) -> InProcess | None:
    """The transport as one that needs no objects of httpx; None if it is another.

    A subclass is another: what it changes in `handle_request` would be passed by.
    """
    return cast("InProcess", http) if "answer_in_process" in type(http).__dict__ else None


class EmbeddedTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Sends each request to the sandbox that is at an address of this process at that time."""

    def __init__(self, address: str) -> None:
        self._address = address

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The sandbox's answer to a synchronous client."""
        __tracebackhide__ = True
        return self._sandbox().transport.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The sandbox's answer to an asynchronous client."""
        __tracebackhide__ = True
        return await self._sandbox().transport.handle_async_request(request)

    def answer_in_process(self, request: Request, timeouts: Timeouts) -> Answer:
        """The sandbox's answer to a synchronous client of this package."""
        __tracebackhide__ = True
        return self._sandbox().transport.answer_in_process(request, timeouts)

    async def aanswer_in_process(self, request: Request, timeouts: Timeouts) -> Answer:
        """The sandbox's answer to an asynchronous client of this package."""
        __tracebackhide__ = True
        return await self._sandbox().transport.aanswer_in_process(request, timeouts)

    def _sandbox(self) -> Sandbox:
        kept = _of_threads.of_this_thread()
        if kept is not None:
            _logger.warning("A thread that outlived its test still calls Notify: it reaches the sandbox of that test")
            return kept
        if self._address not in _sandboxes:
            raise RequestValidationError.of(
                f"there is no sandbox at {self._address} any more",
                "this client was made in an earlier test: make a new one, or use the notify_sandbox fixture here, too",
            )
        return _sandboxes[self._address]


set_module("notify_sdk", globals(), ("SandboxWarning",))
