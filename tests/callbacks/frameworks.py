"""The examples of docs/frameworks.md with what docs/callbacks.md stores, each in its own framework behind a real socket."""

from __future__ import annotations

import contextlib
import io
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Literal
from wsgiref.simple_server import WSGIRequestHandler, make_server

import uvicorn
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

import tests.django.project  # noqa: F401 - Django's settings
from notify_sdk.django import callback_received

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "callbacks.md"
FRAMEWORKS = ("django", "flask", "fastapi", "starlette", "wsgi")


def page() -> ModuleType:
    """The examples of both pages as a module of their own: all before the section on polling, then the frameworks.

    What the first block of docs/frameworks.md defines, docs/callbacks.md has at length.
    """
    module = ModuleType("callbacks_page")
    for code in _blocks(PAGE.read_text().partition("## Statuses without a callback")[0], "python"):
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, str(PAGE), "exec", dont_inherit=True), module.__dict__)
    module.__dict__["statuses"].clear()  # what the page itself has learnt
    for code in _blocks((DOCS / "frameworks.md").read_text(), "python")[1:]:
        exec(compile(code, "frameworks.md", "exec", dont_inherit=True), module.__dict__)
    return module


def _blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@contextmanager
def in_django(module: ModuleType) -> Iterator[None]:
    """Adds what docs/frameworks.md writes for Django: the module is the URLs of a project without an outbox."""
    before = callback_received.receivers[:]
    for code in _blocks((DOCS / "frameworks.md").read_text(), "python fragment"):
        exec(compile(code, "frameworks.md", "exec", dont_inherit=True), module.__dict__)
    with override_settings(ROOT_URLCONF=module, NOTIFY_CALLBACK_TOKEN=module.__dict__["TOKENS"], INSTALLED_APPS=[]):
        yield
    callback_received.disconnect(module.__dict__["keep"])
    callback_received.disconnect(module.__dict__["stop_emails"], sender=module.__dict__["ComplaintCallback"])
    assert callback_received.receivers == before


@contextmanager
def served(framework: str, module: ModuleType) -> Iterator[str]:
    """Serves the example of a framework until the block ends, and gives the address for callbacks."""
    if framework == "django":
        with in_django(module), _wsgi(WSGIHandler()) as address:
            yield f"{address}/notify/callbacks"
    else:
        serve = _wsgi if framework in {"flask", "wsgi"} else asgi
        with serve(getattr(module, f"{framework}_app")) as address:
            yield f"{address}/notify/callbacks"


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def _wsgi(app: Callable[..., Any]) -> Iterator[str]:
    with make_server("127.0.0.1", 0, app, handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def asgi(app: Any, *, lifespan: Literal["auto", "off"] = "auto") -> Iterator[str]:
    """Serves an ASGI application until the block ends, and gives its address. `off` leaves out what it does at its start."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2, lifespan=lifespan))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
