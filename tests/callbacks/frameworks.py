"""The examples of docs/callbacks.md, each in its own framework behind a real socket."""

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

PAGE = Path(__file__).parents[2] / "docs" / "callbacks.md"
FRAMEWORKS = ("django", "flask", "fastapi", "starlette")


def page() -> ModuleType:
    """The page's examples as a module of their own: everything before the section on polling."""
    text = PAGE.read_text().partition("## Statuses without a callback")[0]
    module = ModuleType("callbacks_page")
    for code in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(code, str(PAGE), "exec", dont_inherit=True), module.__dict__)
    module.__dict__["statuses"].clear()  # what the page itself has learnt
    return module


@contextmanager
def served(framework: str, module: ModuleType) -> Iterator[str]:
    """Serves the example of a framework until the block ends, and gives the address for callbacks."""
    if framework == "django":
        with override_settings(ROOT_URLCONF=module), _wsgi(WSGIHandler()) as address:
            yield f"{address}/notify/callbacks"
    else:
        serve = _wsgi if framework == "flask" else asgi
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
