"""Counts the instructions of sends with valgrind, and compares them with the recorded counts.

`scripts/instructions` fails when one needs many more than `instructions.json` records, or when what the sandbox needs
grows with the messages that it holds; `--write` records the present counts. They are counted in the environments that users have. Counts depend on the version of Python, so each
version has its own.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.benchmarks import clean_environment, clients, environments, server
from scripts.benchmarks.cases import growth, sandbox
from scripts.benchmarks.rounds import Candidate

RECORDED = Path(__file__).with_name("instructions.json")
MARGIN = 1.25
"""How many times the recorded count is allowed: other builds of Python and of the libraries differ by less."""

_ROOT = Path(__file__).parents[2]
_REFERENCES = re.compile(r"I\s+refs:\s+([\d,]+)")
OFFICIAL = clients.OFFICIAL
FEW_HELD, MANY_HELD = "sandbox that holds 200: find messages", "sandbox that holds 2,000: find messages"
"""The same calls, so that the second may not need more than the first."""


def targets(url: str) -> dict[str, Candidate]:
    """What is counted, by name."""
    sdk, sdk_aiohttp = environments.SDK, environments.SDK_AIOHTTP
    return {
        OFFICIAL: Candidate(environments.OFFICIAL, clients.official, (url,)),
        "notify_sdk": Candidate(sdk, clients.sdk, (url,)),
        "notify_sdk, 10 at once": Candidate(sdk, clients.sdk_at_once, (url, 10)),
        "notify_sdk, 10 at once, extra aiohttp": Candidate(sdk_aiohttp, clients.sdk_aiohttp_at_once, (url, 10)),
        "notify_sdk + sandbox": Candidate(sdk, sandbox.sandbox_send),
        FEW_HELD: Candidate(sdk, growth.look_up, (200,)),
        MANY_HELD: Candidate(sdk, growth.look_up, (2_000,)),
    }


def installed() -> bool:
    return shutil.which("valgrind") is not None


def thousands(candidate: Candidate, few: int = 20, many: int = 320) -> float:
    """Thousands of instructions for one operation: the difference between many of them and few, divided by their number."""
    return (_instructions(candidate, many) - _instructions(candidate, few)) / (many - few) / 1000


def _instructions(candidate: Candidate, times: int) -> int:
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    python = [environments.compiled_python_of(candidate.environment), "-m", "scripts.benchmarks.worker"]
    make = [candidate.make.__module__, candidate.make.__name__, json.dumps(candidate.arguments)]
    done = subprocess.run(
        [*valgrind, *python, *make],
        input=f"10\n{times}\n",
        check=True,
        capture_output=True,
        text=True,
        env=clean_environment(),
        cwd=_ROOT,
    )
    found = _REFERENCES.search(done.stderr)
    if found is None:
        raise RuntimeError(f"valgrind printed no count: {done.stderr[-500:]}")
    return int(found[1].replace(",", ""))


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
        for name, candidate in targets(url).items():
            now[name] = round(thousands(candidate))
            was = before.get(name)
            print(f"{name:40} {now[name]:8,.0f} thousand instructions", end="")
            print(f", {now[name] / was:.2f} of the recorded count" if was else ", not recorded", flush=True)
            worse += bool(was and name != OFFICIAL and now[name] > was * MARGIN)
    if write:
        RECORDED.write_text(json.dumps({**recorded, version: now}, indent=2) + "\n")
    elif worse:
        print(
            f"{worse} of them need more than {MARGIN} times what they did; if that is meant: --write", file=sys.stderr
        )
    grows = now[MANY_HELD] > now[FEW_HELD] * MARGIN
    if grows:
        print(f"What a sandbox needs grows with what it holds: {FEW_HELD}, {MANY_HELD}", file=sys.stderr)
    return int(grows or (worse and not write))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/instructions", description="Counts the instructions of sends with valgrind."
    )
    parser.add_argument("--write", action="store_true", help=f"record the present counts in {RECORDED.name}")
    options = parser.parse_args()
    if not installed():
        print("valgrind is not installed: nothing is counted.", file=sys.stderr)
        return 0
    return _compare(write=options.write)


if __name__ == "__main__":
    sys.exit(main())
