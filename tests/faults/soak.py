"""A long run, with what it costs in memory and in descriptors along the way."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, NotifyError, RetryPolicy
from notify_sdk.sandbox import Sandbox
from tests.faults.server import faulty

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


def soak(name: str, sends: int, part: Callable[[int], int], *, first: int = 1, spare: int = 4) -> bool:
    """Sends in ten parts, says after each what is used, and whether that stayed flat after the first.

    Args:
        name: What is tried.
        sends: How many in all.
        part: Sends so many, and says how many it sent.
        first: How many parts it takes until everything is in use that will be: more where connections come and go.
        spare: How many more descriptors than in those may be open.
    """
    began, figures = time.monotonic(), list[tuple[float, int]]()
    sent = 0
    for _ in range(PARTS):
        sent += part(sends // PARTS)
        figures.append(used())
        print(f"\r{name}: {sent:,} of {sends:,} sent, {figures[-1][0]:.1f} MiB, {figures[-1][1]} descriptors", end="")
    grown = max(memory for memory, _ in figures[first + 1 :]) - max(memory for memory, _ in figures[: first + 1])
    opened = max(each for _, each in figures[first:]) - max(each for _, each in figures[:first])
    seconds = time.monotonic() - began
    flat = sent == sends and grown < 8 and opened <= spare
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
    with faulty(sandbox, sends=0) as server:
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
    flat += through_bad_luck(outside // 10)
    sys.exit(not all(flat))


def through_bad_luck(sends: int) -> list[bool]:
    """Every second send meets something: whatever ends it, no connection, slot or memory may stay behind."""
    sandbox = emptied()
    template = sandbox.templates["appointment reminder"]
    numbers = itertools.count()
    options = {"timeout": 0.3, "retry": RetryPolicy.none()}
    uneven = {"first": PARTS // 2, "spare": 24}

    with faulty(sandbox, sends=0.5) as server:

        def settled(count: int) -> int:
            server.met.clear()
            time.sleep(0.5)  # the server notices that clients have gone
            return count

        def send(client: NotificationsAPIClient) -> int:
            with suppress(NotifyError):
                client.send_sms_notification("07700900123", template, VALUES, f"s{next(numbers)}")
            return 1

        with (
            NotificationsAPIClient(sandbox.api_key, server.url, **options) as client,
            ThreadPoolExecutor(16) as threads,
        ):
            flat = [soak("16 threads through faults", sends,
                         lambda part: settled(sum(threads.map(lambda _: send(client), range(part)))), **uneven)]  # fmt: skip

        with asyncio.Runner() as runner:
            tasks = AsyncNotificationsAPIClient(sandbox.api_key, server.url, **options)

            async def part_of(count: int) -> int:
                gate = asyncio.Semaphore(64)

                async def one() -> None:
                    async with gate:
                        with suppress(NotifyError):
                            await tasks.send_sms_notification("07700900123", template, VALUES, f"s{next(numbers)}")

                await asyncio.gather(*(one() for _ in range(count)))
                return count

            flat.append(
                soak("64 tasks through faults", sends, lambda part: settled(runner.run(part_of(part))), **uneven)
            )
            runner.run(tasks.aclose())
    return flat


if __name__ == "__main__":
    main()
