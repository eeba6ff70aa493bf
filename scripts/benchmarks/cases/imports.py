"""The CPU time of a process for its imports, and until its first message is sent."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts.benchmarks import clean_environment
from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE
from scripts.benchmarks.clients import OFFICIAL, SDK
from scripts.benchmarks.figures import Aim, Table, paired
from scripts.benchmarks.installs import lay_out
from scripts.benchmarks.rounds import Bench

_SEND = f"send_sms_notification({PHONE_NUMBER!r}, {TEMPLATE!r}, {PERSONALISATION!r})"
_OFFICIAL_IMPORT = "from notifications_python_client.notifications import NotificationsAPIClient"
_SDK_IMPORT = "from notify_sdk import NotificationsAPIClient"
_BARE = "python alone"


@dataclass(frozen=True)
class _Process:
    """A run of Python: its arguments, the folder of its packages (None: all that are installed), and its working folder."""

    arguments: tuple[str, ...]
    packages: Path | None = None
    where: Path | None = None

    def seconds(self) -> float:
        """Runs it, and returns its CPU seconds, user and system."""
        environment = clean_environment()
        command = [sys.executable, *self.arguments]
        if self.packages is not None:
            command = [sys.executable, "-S", *self.arguments]
            environment["PYTHONPATH"] = str(self.packages)
        process = subprocess.Popen(command, cwd=self.where, env=environment, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command} ended with {process.returncode}")
        return used.ru_utime + used.ru_stime


def _net(bench: Bench, title: str, processes: dict[str, _Process], bare: str, base: str) -> Table:
    rounds = bench.rounds(15)
    costs: dict[str, list[float]] = {name: [] for name in processes if name != bare}
    for process in processes.values():
        process.seconds()  # so that the bytecode is there
    for number in range(rounds):
        bench.step(f"{title}: round {number + 1} of {rounds}")
        seconds = {name: process.seconds() for name, process in processes.items()}
        for name, values in costs.items():
            values.append(max(seconds[name] - seconds[bare], 1e-4) * 1000)
    note = f"The time of `{bare}` is subtracted. Each has the packages of its own fresh install, and no others."
    return Table(title, "ms of CPU", base, paired(costs, base), rounds, note)


def tables(bench: Bench) -> list[Table]:
    folder = Path(bench.stack.enter_context(tempfile.TemporaryDirectory()))
    installs = {
        name: folder / name for name in ("notifications-python-client", "notify-sdk", "requests", "httpx", "aiohttp")
    }
    for name, place in installs.items():
        place.mkdir()
        lay_out(name, place)
    ours, theirs = installs["notify-sdk"], installs["notifications-python-client"]
    client = f"NotificationsAPIClient({KEY!r}, {bench.url!r})"
    bare = _Process(("-c", ""), ours)
    imports = {
        _BARE: bare,
        OFFICIAL: _Process(("-c", _OFFICIAL_IMPORT), theirs),
        **{name: _Process(("-c", f"import {name}"), installs[name]) for name in ("requests", "httpx", "aiohttp")},
        "pydantic, httpx and PyJWT": _Process(("-c", "import httpx, jwt, pydantic; pydantic.BaseModel"), ours),
        SDK: _Process(("-c", "import notify_sdk"), ours),
        f"{SDK}, its client": _Process(("-c", _SDK_IMPORT), ours),
    }
    sends = {
        _BARE: bare,
        OFFICIAL: _Process(("-c", f"{_OFFICIAL_IMPORT}; {client}.{_SEND}"), theirs),
        SDK: _Process(("-c", f"{_SDK_IMPORT}; {client}.{_SEND}"), ours),
    }
    importing = _net(bench, "Import", imports, _BARE, OFFICIAL)
    sending = _net(bench, "Import and send the first message", sends, _BARE, OFFICIAL)
    importing.aims = [Aim("import notify_sdk: a tenth", SDK, 10, 10)]
    sending.aims = [Aim("import to first send: 1.2 times", SDK, 1 / 1.2, 1.0)]
    return [importing, sending]


def plugin(bench: Bench) -> list[Table]:
    """The cost of the pytest plugin for a project that has this package installed and does not use it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        test = folder / "test_nothing.py"
        test.write_text("def test_nothing() -> None:\n    pass\n")
        pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", name)
        processes = {
            _BARE: _Process(("-c", "")),
            "pytest without the plugin": _Process((*pytest, "-p", "no:notify_sdk", str(test)), where=folder),
            "pytest with the plugin": _Process((*pytest, str(test)), where=folder),
        }
        title = "A run of pytest with one test that does not use the plugin"
        table = _net(bench, title, processes, _BARE, "pytest without the plugin")
        table.note = f"The time of `{_BARE}` is subtracted."
        return [table]
