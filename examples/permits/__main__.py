"""`python -m examples.permits`: the service and a sandbox for it, until you stop them."""

from __future__ import annotations

import argparse
import os
import socket
import tempfile
from pathlib import Path

import uvicorn

from notify_sdk.sandbox import Sandbox

from .app import create_app
from .store import Store


def main() -> None:
    """Starts both on this machine."""
    parser = argparse.ArgumentParser(prog="python -m examples.permits")
    parser.add_argument("--port", type=int, default=8000, help="where the service listens; 0 takes a free port")
    parser.add_argument("--sandbox-port", type=int, default=8080, help="where the sandbox listens")
    ports = parser.parse_args()
    sandbox = Sandbox.load(Path(__file__).with_name("world.yaml"), progress="timed", magic_recipients=True)
    listener = socket.create_server(("127.0.0.1", ports.port))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for callback in sandbox.service.callbacks.values():
        callback.url = f"{url}/notify/callbacks"
    tokens = [callback.bearer_token for callback in sandbox.service.callbacks.values()]
    with sandbox.serve(port=ports.sandbox_port) as server, tempfile.TemporaryDirectory() as folder:
        os.environ |= {"NOTIFY_API_KEY": sandbox.api_key, "NOTIFY_BASE_URL": server.url}
        app = create_app(Store(Path(folder, "permits.sqlite")), tokens, every=2)
        print(f"The service:          {url}/\nWhat Notify has sent: {server.url}/\nStop with Ctrl-C.", flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listener])


if __name__ == "__main__":
    main()
