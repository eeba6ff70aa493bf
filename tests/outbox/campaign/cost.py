"""What a message costs from an outbox beside a plain send, and that it costs the same when many are queued.

Each row is a process of its own, which sends to a sandbox in another: the CPU and the memory are the sender's alone,
without the server of PostgreSQL.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from notify_sdk import NotificationsAPIClient
from notify_sdk.outbox import Outbox, Tally
from notify_sdk.sandbox import Sandbox
from tests.outbox.campaign.survival import number, texts

AT_ONCE = 8
PLAIN = "plain"
"""In place of an outbox: the client's own method, from as many threads."""


@dataclass(frozen=True)
class Cost:
    """What was measured.

    Attributes:
        cpu: Milliseconds of CPU for a message.
        rate: Messages a second.
        memory: MiB that the process held at most.
    """

    cpu: float
    rate: float
    memory: float


def cost(place: str, *, queued: int, sends: int) -> Cost:
    """Sends from an outbox that has so many queued, or with the client alone."""
    with _sandbox() as (sandbox, url):
        if place != PLAIN:
            with Outbox(place) as outbox:
                outbox.create_tables()
                outbox.add(texts(sandbox, queued))
        words = [sys.executable, "-m", __name__, place, url, sandbox.api_key, sandbox.templates["security code"]]
        words.append(str(sends))
        ran = subprocess.run(words, capture_output=True, text=True, check=True)
    return Cost(**json.loads(ran.stdout))


@contextmanager
def _sandbox() -> Iterator[tuple[Sandbox, str]]:
    """A sandbox here, for its templates and keys, and the same one served by another process."""
    program = (
        "from notify_sdk.sandbox import Sandbox; import sys; s = Sandbox(); s.service.rate_limit_per_minute = 10**9;"
        "s.service.daily_limits = dict.fromkeys(s.service.daily_limits, 10**9)\n"
        "with s.serve() as server: print(server.url, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Sandbox(), process.stdout.readline().strip()
        finally:
            process.stdin.close()


def _send(place: str, url: str, key: str, template: str, sends: int) -> Cost:
    with NotificationsAPIClient(key, url) as client:

        def send(each: int) -> None:
            client.send_sms_notification(number(each), template, {"code": str(each), "app": "A"}, str(each))

        send(0)  # what is imported and made once is not a message's
        if place == PLAIN:
            began, before = time.perf_counter(), time.process_time()
            with ThreadPoolExecutor(AT_ONCE) as threads:
                list(threads.map(send, range(sends)))
        else:
            left = sends
            with Outbox(place) as outbox:
                outbox.summary()

                def enough() -> bool:
                    return left <= 0

                def progress(tally: Tally) -> None:
                    nonlocal left
                    left = sends - tally.sent

                began, before = time.perf_counter(), time.process_time()
                outbox.send(client, concurrency=AT_ONCE, stop=enough, progress=progress)
                sends -= left
        cpu, seconds = time.process_time() - before, time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(cpu * 1000 / sends, sends / seconds, memory)


if __name__ == "__main__":
    measured = _send(*sys.argv[1:5], sends=int(sys.argv[5]))
    print(json.dumps(vars(measured)))
