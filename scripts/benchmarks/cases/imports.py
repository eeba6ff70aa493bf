"""What a process costs before it does anything, and until its first message is sent."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE
from scripts.benchmarks.clients import OFFICIAL, SDK
from scripts.benchmarks.figures import Aim, Table, paired
from scripts.benchmarks.rounds import Bench

_SEND = f"send_sms_notification({PHONE_NUMBER!r}, {TEMPLATE!r}, {PERSONALISATION!r})"
_OFFICIAL_IMPORT = "from notifications_python_client.notifications import NotificationsAPIClient"
_SDK_IMPORT = "from notify_sdk import NotificationsAPIClient"
_BARE = "python alone"


def clean_environment() -> dict[str, str]:
    """Nothing that would measure the measuring, such as what coverage leaves for subprocesses."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONHASHSEED": "0"}


def _seconds(command: list[str], where: Path | None = None) -> float:
    """The CPU seconds, user and system, of a process from start to end."""
    process = subprocess.Popen(command, cwd=where, env=clean_environment(), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


def _net(
    bench: Bench, title: str, commands: dict[str, list[str]], bare: str, base: str, where: Path | None = None
) -> Table:
    rounds = bench.rounds(15)
    costs: dict[str, list[float]] = {name: [] for name in commands if name != bare}
    for command in commands.values():
        _seconds(command, where)  # leaves the bytecode behind
    for turn in range(rounds):
        bench.step(f"{title}: round {turn + 1} of {rounds}")
        seconds = {name: _seconds(command, where) for name, command in commands.items()}
        for name, values in costs.items():
            values.append(max(seconds[name] - seconds[bare], 1e-4) * 1000)
    return Table(title, "ms of CPU", base, paired(costs, base), rounds, f"What `{bare}` takes is taken off.")


def tables(bench: Bench) -> list[Table]:
    client = f"NotificationsAPIClient({KEY!r}, {bench.url!r})"
    codes = {
        _BARE: "",
        f"import of the {OFFICIAL}": _OFFICIAL_IMPORT,
        "import requests": "import requests",
        "import httpx": "import httpx",
        "import aiohttp": "import aiohttp",
        "import pydantic, httpx": "import pydantic, httpx; pydantic.BaseModel",
        "import notify_sdk": "import notify_sdk",
        f"import of {SDK}'s client": _SDK_IMPORT,
        f"{OFFICIAL}, first send": f"{_OFFICIAL_IMPORT}; {client}.{_SEND}",
        f"{SDK}, first send": f"{_SDK_IMPORT}; {client}.{_SEND}",
    }
    commands = {name: [sys.executable, "-c", code] for name, code in codes.items()}
    first = f"{OFFICIAL}, first send"
    table = _net(bench, "Import and send the first message", commands, _BARE, f"import of the {OFFICIAL}")
    to_first = {name: [sys.executable, "-c", codes[name]] for name in (_BARE, first, f"{SDK}, first send")}
    sending = _net(bench, "From the start to the first message sent", to_first, _BARE, first)
    table.aims = [Aim("import notify_sdk (0.1x)", "import notify_sdk", 10, 10)]
    sending.aims = [Aim("import to first send (1.2x)", f"{SDK}, first send", 1 / 1.2, 1.0)]
    return [table, sending]


def plugin(bench: Bench) -> list[Table]:
    """What the pytest plugin costs a project that has this package installed and does not use it."""
    with tempfile.TemporaryDirectory() as folder:
        test = Path(folder, "test_nothing.py")
        test.write_text("def test_nothing() -> None:\n    pass\n")
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", folder]
        commands = {
            _BARE: [sys.executable, "-c", ""],
            "pytest without the plugin": [*pytest, "-p", "no:notify_sdk", str(test)],
            "pytest with the plugin": [*pytest, str(test)],
        }
        title = "A run of pytest with one test that does not use the plugin"
        return [_net(bench, title, commands, _BARE, "pytest without the plugin", Path(folder))]
