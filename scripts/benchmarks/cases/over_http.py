"""The sandbox over HTTP, beside a stub in FastAPI that answers the same calls with constants."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scripts.benchmarks import clean_environment, cores, environments, server
from scripts.benchmarks.bodies import PERSONALISATION, PHONE_NUMBER
from scripts.benchmarks.figures import Line, Sheet, Spread
from scripts.benchmarks.rounds import Bench

_ROOT = Path(__file__).parents[3]
_AT_ONCE = 8
_REQUESTS = 4_000
_SEND, _READ, _LIST = "send a text message", "read one message", "list 250 messages"
_FEWER = {_LIST: 10}
"""By what the number of requests is divided."""

_SERVERS = {
    "FastAPI stub": (environments.FASTAPI, "scripts.benchmarks.served.fastapi_stub"),
    "sandbox": (environments.SDK_SANDBOX, "scripts.benchmarks.served.sandbox"),
}


@dataclass(frozen=True)
class _Served:
    """A server that runs.

    Attributes:
        process: The id of its process.
        url: Its address.
        key: A key that it takes.
        template: The id of a template.
        message: The id of a message.
    """

    process: int
    url: str
    key: str
    template: str
    message: str

    def request(self, call: str) -> str:
        """The bytes of a request."""
        body, target = "", {_READ: f"/v2/notifications/{self.message}", _LIST: "/v2/notifications"}.get(call)
        if target is None:
            target = "/v2/notifications/sms"
            values = {"phone_number": PHONE_NUMBER, "template_id": self.template, "personalisation": PERSONALISATION}
            body = json.dumps(values)
        lines = [
            f"{'POST' if body else 'GET'} {target} HTTP/1.1",
            f"Host: {urlsplit(self.url).netloc}",
            f"Authorization: Bearer {_token(self.key)}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines) + f"\r\n\r\n{body}"

    def measured(self, call: str, times: int) -> tuple[float, ...]:
        """Calls it from another process: requests a second, p50 and p99 in ms, its CPU in us for a request."""
        address = urlsplit(self.url)
        asked = {"host": address.hostname, "port": address.port, "request": self.request(call)}
        before = self._cpu_seconds()
        with cores.for_servers():
            done = subprocess.run(
                [sys.executable, "-m", "scripts.benchmarks.served.load"],
                input=json.dumps({**asked, "times": times, "at_once": _AT_ONCE}),
                check=True,
                capture_output=True,
                text=True,
                cwd=_ROOT,
                env=clean_environment(),
            )
        used = self._cpu_seconds() - before
        found = json.loads(done.stdout)
        return found["rate"], found["p50"] * 1000, found["p99"] * 1000, used / times * 1e6

    def _cpu_seconds(self) -> float:
        threads = Path(f"/proc/{self.process}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def _token(key: str) -> str:
    import jwt  # which candidates need not have

    return jwt.encode({"iss": key[-73:-37], "iat": int(time.time())}, key[-36:], "HS256")


def tables(bench: Bench) -> list[Sheet]:
    rounds, requests = bench.rounds(5), bench.operations(_REQUESTS)
    calls = [(call, name) for call in (_SEND, _READ, _LIST) for name in _SERVERS]
    found: dict[tuple[str, str], list[tuple[float, ...]]] = {each: [] for each in calls}
    with ExitStack() as stack:
        served: dict[str, _Served] = {}
        for name, (environment, module) in _SERVERS.items():
            bench.step(f"The sandbox over HTTP: starting {name}")
            command = [environments.python_of(environment), "-m", module]
            line, process = stack.enter_context(server.started(command, measured=True))
            served[name] = _Served(process, **json.loads(line))
        for number in range(rounds + 1):
            bench.step(f"The sandbox over HTTP: round {number} of {rounds}")
            for call, name in calls:
                figures = served[name].measured(call, requests // _FEWER.get(call, 1))
                if number:  # the first is to warm up
                    found[call, name].append(figures)
    return [
        Sheet(
            "The sandbox and a stub in FastAPI, over HTTP",
            f"{_AT_ONCE} requests at once",
            ("requests a second", "p50, ms", "p99, ms", "server's CPU, us a request"),
            [
                Line(f"{call}: {name}", tuple(map(Spread.of, zip(*figures, strict=True))))
                for (call, name), figures in found.items()
            ],
            rounds,
            "Called from another process on another core. The stub (uvicorn, one worker) validates the body and returns "
            "constants: it checks no token and keeps nothing.",
        )
    ]
