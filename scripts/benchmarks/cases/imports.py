"""The CPU time of a process for its imports, and until its first message is sent."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.benchmarks import clean_environment, environments
from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE
from scripts.benchmarks.clients import OFFICIAL, SDK
from scripts.benchmarks.environments import python_of
from scripts.benchmarks.figures import Aim, Table, paired
from scripts.benchmarks.rounds import Bench

_SEND = f"send_sms_notification({PHONE_NUMBER!r}, {TEMPLATE!r}, {PERSONALISATION!r})"
_OFFICIAL_IMPORT = "from notifications_python_client.notifications import NotificationsAPIClient"
_SDK_IMPORT = "from notify_sdk import NotificationsAPIClient"
_BARE = "python alone"


@dataclass(frozen=True)
class _Process:
    """A run of an environment's Python: its arguments and its working folder."""

    environment: str
    arguments: tuple[str, ...]
    where: Path | None = None

    def seconds(self) -> float:
        """Runs it, and returns its CPU seconds, user and system."""
        command = [python_of(self.environment), *self.arguments]
        process = subprocess.Popen(command, cwd=self.where, env=clean_environment(), stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command} ended with {process.returncode}")
        return used.ru_utime + used.ru_stime


def _run(environment: str, code: str) -> _Process:
    return _Process(environment, ("-c", code))


def _net(bench: Bench, title: str, processes: dict[str, _Process], base: str) -> Table:
    rounds = bench.rounds(15)
    costs: dict[str, list[float]] = {name: [] for name in processes if name != _BARE}
    for process in processes.values():
        process.seconds()  # so that the bytecode is there
    for number in range(rounds):
        bench.step(f"{title}: round {number + 1} of {rounds}")
        seconds = {name: process.seconds() for name, process in processes.items()}
        for name, values in costs.items():
            values.append(max(seconds[name] - seconds[_BARE], 1e-4) * 1000)
    note = f"Whole processes. The time of `{_BARE}` is subtracted."
    return Table(title, "ms of CPU", base, paired(costs, base), rounds, note)


def tables(bench: Bench) -> list[Table]:
    client = f"NotificationsAPIClient({KEY!r}, {bench.url!r})"
    bare = _run(environments.SDK, "")
    imports = {
        _BARE: bare,
        OFFICIAL: _run(environments.OFFICIAL, _OFFICIAL_IMPORT),
        **{name: _run(environments.LIBRARIES, f"import {name}") for name in ("requests", "httpx", "aiohttp")},
        "pydantic, httpx and PyJWT": _run(environments.SDK, "import httpx, jwt, pydantic; pydantic.BaseModel"),
        SDK: _run(environments.SDK, "import notify_sdk"),
        f"{SDK}, its client": _run(environments.SDK, _SDK_IMPORT),
    }
    sends = {
        _BARE: bare,
        OFFICIAL: _run(environments.OFFICIAL, f"{_OFFICIAL_IMPORT}; {client}.{_SEND}"),
        SDK: _run(environments.SDK, f"{_SDK_IMPORT}; {client}.{_SEND}"),
    }
    importing = _net(bench, "Import", imports, OFFICIAL)
    sending = _net(bench, "Import and send the first message", sends, OFFICIAL)
    importing.aims = [Aim("import notify_sdk: a tenth", SDK, 10, 10)]
    sending.aims = [Aim("import to first send: 1.5 times", SDK, 1 / 1.5, 1.0)]
    return [importing, sending]


def plugin(bench: Bench) -> list[Table]:
    """The cost of the pytest plugin for a project that has this package installed and does not use it."""
    where = environments.SDK_TESTING
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        test = folder / "test_nothing.py"
        test.write_text("def test_nothing() -> None:\n    pass\n")
        pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", name)
        processes = {
            _BARE: _run(where, ""),
            "pytest without the plugin": _Process(where, (*pytest, "-p", "no:notify_sdk", str(test)), folder),
            "pytest with the plugin": _Process(where, (*pytest, str(test)), folder),
        }
        title = "A run of pytest with one test that does not use the plugin"
        return [_net(bench, title, processes, "pytest without the plugin")]
