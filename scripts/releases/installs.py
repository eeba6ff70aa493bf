"""Fresh installs of the wheel: each Python, with and without extras, and a bill of materials of each."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LOCK = ROOT / "scripts" / "requirements.lock"
_UV = (sys.executable, "-m", "uv", "--quiet", "--no-python-downloads")
_SMOKE = Path(__file__).with_name("smoke.py")


@dataclass(frozen=True)
class Install:
    """A fresh environment with the wheel in it."""

    python: Path
    extras: bool

    def smoke(self) -> str:
        """Loads every public name and sends to a sandbox; what it says at its end.

        Raises:
            subprocess.CalledProcessError: Something does not work; its `stderr` says what.
        """
        words = [str(self.python), "-I", "-W", "error", str(_SMOKE), *(["--extras"] if self.extras else [])]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NOTIFY_")}
        folder = self.python.parent  # not the project's, whose source would be found
        done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment, cwd=folder)
        return done.stdout.strip()


def python_of(version: str) -> str | None:
    """The path of a Python of this machine, such as `3.12`, or None if it has none."""
    done = subprocess.run([*_UV, "python", "find", version], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout.strip()
    found = sorted(
        Path.home().glob(f".pyenv/versions/{version}.*/bin/python")
    )  # pyenv shows only those that are chosen
    return str(found[-1]) if found else None


def install(wheel: Path, python: str, extras: tuple[str, ...], folder: Path) -> Install:
    """Installs the wheel into a new environment, with the versions of the lock."""
    subprocess.run([*_UV, "venv", "--clear", "--python", python, str(folder)], check=True)
    wanted = f"notify-sdk[{','.join(extras)}] @ {wheel.resolve().as_uri()}" if extras else str(wheel)
    into = [*_UV, "pip", "install", "--python", str(folder / "bin" / "python"), "--constraint", str(_LOCK)]
    subprocess.run([*into, wanted], check=True)
    return Install(folder / "bin" / "python", bool(extras))


def tools() -> Path:
    """The Python of the environment with the release tools, which is made if it is missing or old."""
    folder, lock = ROOT / ".venv-release", ROOT / "scripts" / "release.lock"
    python, made_of = folder / "bin" / "python", folder / ".made-of"
    if not made_of.exists() or made_of.read_text() != lock.read_text():
        subprocess.run([*_UV, "venv", "--clear", "--python", sys.executable, str(folder)], check=True)
        into = [*_UV, "pip", "install", "--python", str(python), "--require-hashes", "--requirement", str(lock)]
        subprocess.run(into, check=True)
        made_of.write_text(lock.read_text())
    return python


def write_bill(of: Install, file: Path, time: int) -> None:
    """Writes the bill of materials of an install, in CycloneDX's JSON: the same bytes for the same versions."""
    words = ["cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "library"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(time)}
    subprocess.run(
        [str(tools()), "-m", *words, "--output-reproducible", "--output-file", str(file), str(of.python)],
        env=environment,
        check=True,
    )
