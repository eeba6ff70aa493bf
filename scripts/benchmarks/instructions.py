"""Counts the instructions of a send with valgrind, and compares them with the recorded counts.

`scripts/instructions` fails when a send needs many more than `instructions.json` records; `--write` records the
present counts. Counts depend on the version of Python, so each version has its own.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from scripts.benchmarks import clean_environment, server

RECORDED = Path(__file__).with_name("instructions.json")
MARGIN = 1.25
"""How many times the recorded count is allowed: other builds of Python and of the libraries differ by less."""

_REFERENCES = re.compile(r"I\s+refs:\s+([\d,]+)")


def _official(url: str, _: ExitStack) -> Callable[[int], object]:
    from scripts.benchmarks.clients import official, repeated

    return repeated(official(url))


def _sdk(url: str, stack: ExitStack) -> Callable[[int], object]:
    from notify_sdk import NotificationsAPIClient
    from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE

    client = stack.enter_context(NotificationsAPIClient(KEY, url))

    def run(times: int) -> None:
        for _ in range(times):
            client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)

    return run


def _sandbox(_: str, stack: ExitStack) -> Callable[[int], object]:
    from notify_sdk.sandbox import Sandbox
    from scripts.benchmarks.bodies import PERSONALISATION, PHONE_NUMBER

    sandbox = Sandbox()
    client = stack.enter_context(sandbox.client())
    template = sandbox.templates["appointment reminder"]

    def run(times: int) -> None:
        for _ in range(times):
            client.send_sms_notification(PHONE_NUMBER, template, PERSONALISATION)

    return run


def _at_once(url: str, stack: ExitStack, *, with_aiohttp: bool = False) -> Callable[[int], object]:
    from notify_sdk import AsyncNotificationsAPIClient
    from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE

    async def made() -> AsyncNotificationsAPIClient:
        if not with_aiohttp:
            return AsyncNotificationsAPIClient(KEY, url)
        from httpx_aiohttp import AiohttpTransport

        return AsyncNotificationsAPIClient(KEY, url, transport=AiohttpTransport)

    async def all_of(times: int) -> None:
        async def worker() -> None:
            for _ in range(times // 10):
                await client.send_sms_notification(PHONE_NUMBER, TEMPLATE, PERSONALISATION)

        await asyncio.gather(*(worker() for _ in range(10)))

    runner = stack.enter_context(asyncio.Runner())
    client = runner.run(made())
    stack.callback(lambda: runner.run(client.aclose()))
    return lambda times: runner.run(all_of(times))


def _at_once_aiohttp(url: str, stack: ExitStack) -> Callable[[int], object]:
    return _at_once(url, stack, with_aiohttp=True)


TARGETS: dict[str, Callable[[str, ExitStack], Callable[[int], object]]] = {
    "official client": _official,
    "notify_sdk": _sdk,
    "notify_sdk, 10 at once": _at_once,
    "notify_sdk, 10 at once, extra aiohttp": _at_once_aiohttp,
    "notify_sdk + sandbox": _sandbox,
}


def installed() -> bool:
    return shutil.which("valgrind") is not None


def thousands(target: str, url: str, few: int = 20, many: int = 320) -> float:
    """Thousands of instructions for one send: the difference between many sends and few, divided by their number."""
    return (_instructions(target, url, many) - _instructions(target, url, few)) / (many - few) / 1000


def _instructions(target: str, url: str, times: int) -> int:
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    python = [sys.executable, "-m", "scripts.benchmarks.instructions", "--run", target, url, str(times)]
    done = subprocess.run([*valgrind, *python], check=True, capture_output=True, text=True, env=clean_environment())
    found = _REFERENCES.search(done.stderr)
    if found is None:
        raise RuntimeError(f"valgrind printed no count: {done.stderr[-500:]}")
    return int(found[1].replace(",", ""))


def _run(target: str, url: str, times: int) -> None:
    with ExitStack() as stack:
        run = TARGETS[target](url, stack)
        run(10)
        gc.collect()
        gc.freeze()
        run(times)


def _compare(*, write: bool) -> int:
    version = ".".join(platform.python_version_tuple()[:2])
    recorded: dict[str, dict[str, float]] = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    if version not in recorded and not write:
        print(f"No counts are recorded for Python {version}: `scripts/instructions --write` records them.")
        return 0
    worse = 0
    before = recorded.get(version, {})
    now: dict[str, float] = {}
    with server.running() as url:
        for target in TARGETS:
            now[target] = round(thousands(target, url))
            was = before.get(target)
            print(f"{target:40} {now[target]:8,.0f} thousand instructions a send", end="")
            print(f", {now[target] / was:.2f} of the recorded count" if was else ", not recorded", flush=True)
            worse += bool(was and target != "official client" and now[target] > was * MARGIN)
    if write:
        RECORDED.write_text(json.dumps({**recorded, version: now}, indent=2) + "\n")
    elif worse:
        print(
            f"{worse} of them need more than {MARGIN} times what they did; if that is meant: --write", file=sys.stderr
        )
    return 0 if write else worse


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/instructions", description="Counts the instructions of a send with valgrind."
    )
    parser.add_argument("--write", action="store_true", help=f"record the present counts in {RECORDED.name}")
    parser.add_argument("--run", nargs=3, metavar=("TARGET", "URL", "TIMES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        target, url, times = options.run
        _run(target, url, int(times))
        return 0
    if not installed():
        print("valgrind is not installed: nothing is counted.", file=sys.stderr)
        return 0
    return _compare(write=options.write)


if __name__ == "__main__":
    sys.exit(main())
