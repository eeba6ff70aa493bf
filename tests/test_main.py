"""`notify-sdk` and `python -m notify_sdk`, with and without what the command line needs."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

from notify_sdk import __main__ as command
from notify_sdk import __version__


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)


WITHOUT = """
import sys

class Missing:
    def find_spec(name, path, target=None):
        if name == sys.argv[1]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing)
from notify_sdk.__main__ import main
main()
"""


def run_without(module: str) -> subprocess.CompletedProcess[str]:
    return run("-c", WITHOUT, module)


def test_the_module_runs_the_command_line() -> None:
    done = run("-m", "notify_sdk", "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{__version__}\n", "")


def test_the_command_that_is_installed_is_the_same() -> None:
    (script,) = entry_points(group="console_scripts", name="notify-sdk")
    assert script.load() is command.main


def test_the_extra_is_missing() -> None:
    done = run_without("typer")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'The command line needs an extra: pip install "notify-sdk[cli]"\n'


def test_another_module_that_is_missing_is_not_taken_for_the_extra() -> None:
    done = run_without("notify_sdk.cli.demo")
    assert "ModuleNotFoundError" in done.stderr
    assert "needs an extra" not in done.stderr
