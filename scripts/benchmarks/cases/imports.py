"""The CPU time of a process for its imports, and until its first message is sent."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from scripts.benchmarks import environments
from scripts.benchmarks.bodies import KEY, PERSONALISATION, PHONE_NUMBER, TEMPLATE
from scripts.benchmarks.clients import OFFICIAL, SDK
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.processes import Process, compare
from scripts.benchmarks.rounds import Bench

_SEND = f"send_sms_notification({PHONE_NUMBER!r}, {TEMPLATE!r}, {PERSONALISATION!r})"
_OFFICIAL_IMPORT = "from notifications_python_client.notifications import NotificationsAPIClient"
_SDK_IMPORT = "from notify_sdk import NotificationsAPIClient"
_IN_THE_SANDBOX = f"""
import warnings
{_SDK_IMPORT}
warnings.simplefilter("ignore")
client = NotificationsAPIClient("sandbox", sandbox="if-asked")
client.send_sms_notification({PHONE_NUMBER!r}, "7e870000-0000-4000-8000-000000000002", {{"code": "1", "app": True}})
"""


def _run(environment: str, code: str) -> Process:
    return Process(environment, ("-c", code))


def _net(bench: Bench, title: str, processes: dict[str, Process], base: str) -> Table:
    bare = _run(next(iter(processes.values())).environment, "")
    note = "Whole processes. The time of Python alone is subtracted."
    return compare(bench, title, "ms of CPU", processes, base=base, rounds=15, per=1000, subtracted=bare, note=note)


def tables(bench: Bench) -> list[Table]:
    client = f"NotificationsAPIClient({KEY!r}, {bench.url!r})"
    imports = {
        OFFICIAL: _run(environments.OFFICIAL, _OFFICIAL_IMPORT),
        **{name: _run(environments.LIBRARIES, f"import {name}") for name in ("requests", "httpx", "aiohttp")},
        "pydantic, httpx and PyJWT": _run(environments.SDK, "import httpx, jwt, pydantic; pydantic.BaseModel"),
        SDK: _run(environments.SDK, "import notify_sdk"),
        f"{SDK}, its client": _run(environments.SDK, _SDK_IMPORT),
    }
    sends = {
        OFFICIAL: _run(environments.OFFICIAL, f"{_OFFICIAL_IMPORT}; {client}.{_SEND}"),
        SDK: _run(environments.SDK, f"{_SDK_IMPORT}; {client}.{_SEND}"),
        f"{SDK}, with the key sandbox": _run(environments.SDK, _IN_THE_SANDBOX),
    }
    importing = _net(bench, "Import", imports, OFFICIAL)
    sending = _net(bench, "Import and send the first message", sends, OFFICIAL)
    importing.aims = [Aim("import notify_sdk: a tenth", SDK, 10, 10)]
    sending.aims = [Aim("import to first send: 1.5 times", SDK, 1 / 1.5, 1.0)]
    return [importing, sending, _command_line(bench)]


def _command_line(bench: Bench) -> Table:
    """How long help and completion take to appear, above Python alone."""
    completing = {"_NOTIFY_SDK_COMPLETE": "complete_bash", "COMP_WORDS": "notify-sdk se", "COMP_CWORD": "1"}
    completion = (
        f"import os, sys; os.environ |= {completing}; sys.argv = ['notify-sdk']; from notify_sdk.cli import app; app()"
    )
    where, command = environments.SDK_CLI, ("-m", "notify_sdk")
    processes = {
        "import typer": _run(where, "import typer"),
        "notify-sdk --help": Process(where, (*command, "--help")),
        "notify-sdk send sms --help": Process(where, (*command, "send", "sms", "--help")),
        "completion of notify-sdk se": _run(where, completion),
    }
    return _net(bench, "Start the command line", processes, "import typer")


def plugin(bench: Bench) -> list[Table]:
    """The cost of the pytest plugin for a project that has this package installed and does not use it."""
    where = environments.SDK_TESTING
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        test = folder / "test_nothing.py"
        test.write_text("def test_nothing() -> None:\n    pass\n")
        pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", name)
        processes = {
            "pytest without the plugin": Process(where, (*pytest, "-p", "no:notify_sdk", str(test)), folder),
            "pytest with the plugin": Process(where, (*pytest, str(test)), folder),
        }
        title = "A run of pytest with one test that does not use the plugin"
        return [_net(bench, title, processes, "pytest without the plugin")]
