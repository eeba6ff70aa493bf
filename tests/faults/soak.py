"""A long run, with what it costs in memory and in descriptors along the way."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient
from notify_sdk.sandbox import Sandbox
from tests.faults.server import unlucky

VALUES = {"name": "A", "date": "B"}
PARTS = 10
_PAGE = os.sysconf("SC_PAGE_SIZE")


def used() -> tuple[float, int]:
    """MiB in memory, and open descriptors."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE / 2**20, len(list(Path("/proc/self/fd").iterdir()))


def emptied() -> Sandbox:
    """A sandbox that keeps no messages: what grows is the client's."""
    sandbox = Sandbox()
    service = sandbox.service
    service.rate_limit_per_minute = 10**9
    service.daily_limits.clear()
    sandbox.state.watchers.append(lambda _: forget(sandbox))
    return sandbox


def forget(sandbox: Sandbox) -> None:
    if len(sandbox.service.notifications) > 1000:
        sandbox.reset()


def soak(name: str, sends: int, part: Callable[[int], int]) -> bool:
    """Sends in ten parts, says after each what is used, and whether that stayed flat after the first."""
    began, figures = time.monotonic(), list[tuple[float, int]]()
    sent = 0
    for _ in range(PARTS):
        sent += part(sends // PARTS)
        figures.append(used())
        print(f"\r{name}: {sent:,} of {sends:,} sent, {figures[-1][0]:.1f} MiB, {figures[-1][1]} descriptors", end="")
    grown = max(memory for memory, _ in figures[2:]) - figures[1][0]
    opened = max(each for _, each in figures) - figures[0][1]
    seconds = time.monotonic() - began
    flat = sent == sends and grown < 8 and opened <= 4
    print(f"\r{name}: {sent:,} sent in {seconds:.0f} s; memory grew {grown:+.1f} MiB, descriptors {opened:+d}"
          f" after the first parts: {'flat' if flat else 'NOT FLAT'}")  # fmt: skip
    return flat


def main() -> None:
    inside, outside = (int(word) for word in (*sys.argv[1:], *("100000", "20000")[len(sys.argv) - 1 :]))
    sandbox = emptied()
    template = sandbox.templates["appointment reminder"]
    flat = []

    def send(client: NotificationsAPIClient) -> int:
        return client.send_sms_notification("07700900123", template, VALUES).id is not None

    with NotificationsAPIClient(sandbox.api_key, transport=sandbox.transport) as client:
        flat.append(soak("in process", inside, lambda part: sum(send(client) for _ in range(part))))
    with unlucky(sandbox, sends=0) as server:
        with NotificationsAPIClient(sandbox.api_key, server.url) as client, ThreadPoolExecutor(16) as threads:
            flat.append(soak("16 threads over HTTP", outside,
                             lambda part: sum(threads.map(lambda _: send(client), range(part)))))  # fmt: skip

        with asyncio.Runner() as runner:
            client = AsyncNotificationsAPIClient(sandbox.api_key, server.url)

            async def part_of(count: int) -> int:
                left = iter(range(count))

                async def task() -> int:
                    done = 0
                    for _ in left:
                        await client.send_sms_notification("07700900123", template, VALUES)
                        done += 1
                    return done

                return sum(await asyncio.gather(*(task() for _ in range(64))))

            flat.append(soak("64 tasks over HTTP", outside, lambda part: runner.run(part_of(part))))
            runner.run(client.aclose())
    sys.exit(not all(flat))


if __name__ == "__main__":
    main()
