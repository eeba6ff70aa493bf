"""Environments of their own: one for each part, with the lowest or the newest versions of what it depends on."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scripts.releases.installs import python_of
from scripts.versions.parts import Part

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv-versions"
LOCK = ROOT / "scripts" / "requirements.lock"
_UV = (sys.executable, "-m", "uv", "--quiet", "--no-python-downloads")

_OF_OPENTELEMETRY = {
    "fastapi",
    "opentelemetry-instrumentation",
    "opentelemetry-instrumentation-httpx",
    "opentelemetry-sdk",
    "opentelemetry-semantic-conventions",
    "opentelemetry-util-http",
    "wrapt",
}
"""Packages whose newest version needs a new `opentelemetry-api`."""

Edition = Literal["lowest", "newest"]
RESOLUTIONS: dict[Edition, str] = {"lowest": "lowest-direct", "newest": "highest"}


class CannotInstallError(Exception):
    """uv found no set of versions; the message is its own."""


@dataclass(frozen=True)
class Environment:
    """An environment that is ready."""

    python: Path

    def versions(self) -> dict[str, str]:
        """The version of each package, by its normalised name."""
        lines = _uv("pip", "freeze", "--python", str(self.python)).splitlines()
        return {normal(name): version for name, equal, version in (line.partition("==") for line in lines) if equal}


def prepare(edition: Edition, part: Part, python: str) -> Environment:
    """Makes the environment of a part anew.

    Args:
        edition: Whether the dependencies of the part are the lowest or the newest; what only its tests need is of the lock.
        part: The part.
        python: The Python, as uv finds it: `3.11` or a path.

    Raises:
        CannotInstallError: There are no such versions.
    """
    folder = FOLDER / f"{edition}-{part.name.replace(' ', '-')}"
    new(folder, python)
    wanted = folder / "dependencies.txt"
    extras = [word for extra in part.extras for word in ("--extra", extra)]
    resolving = ["--resolution", RESOLUTIONS[edition], "--python", str(folder / "bin" / "python"), *extras]
    _uv("pip", "compile", "--no-header", "--no-annotate", *resolving, "pyproject.toml", "--output-file", str(wanted))
    # nobody's direct dependency: an old instrumentation of OpenTelemetry needs an old one
    wanted.write_text(re.sub(r"(?m)^wrapt==.*\n", "", wanted.read_text()))
    constraints = folder / "constraints.txt"
    constraints.write_text(others(LOCK.read_text(), wanted.read_text()))
    return install(folder, ["--requirement", str(wanted), *part.installed, "--constraint", str(constraints)])


def new(folder: Path, python: str) -> None:
    """Makes an empty environment."""
    _uv("venv", "--clear", "--python", python_of(python) or python, str(folder))


def install(folder: Path, wanted: Sequence[str]) -> Environment:
    """Installs packages into an environment, and this package with no more dependencies.

    Not editable, as a user has it: pytest before 9.2 finds an editable plugin too late to rewrite its assertions, and warns
    when the tests load it once more.

    Raises:
        CannotInstallError: There are no such versions.
    """
    python = folder / "bin" / "python"
    _uv("pip", "install", "--python", str(python), *wanted)
    _uv("pip", "install", "--python", str(python), "--no-deps", "--reinstall-package", "notify-sdk", ".")
    return Environment(python)


def others(lock: str, decided: str) -> str:
    """The lines of a lock for packages about which other requirements decide nothing."""
    names = {name for line in decided.splitlines() if (name := _name(line))}
    left_out = names | (_OF_OPENTELEMETRY if "opentelemetry-api" in names else set[str]())
    return "\n".join(line.rstrip("\\ ") for line in lock.splitlines() if (name := _name(line)) and name not in left_out)


def normal(name: str) -> str:
    """A package's normalised name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _name(line: str) -> str | None:
    found = re.match(r"([A-Za-z0-9][\w.-]*)(\[[\w,-]+\])?==", line)
    return normal(found[1]) if found else None


def _uv(*words: str) -> str:
    done = subprocess.run([*_UV, *words], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise CannotInstallError(done.stderr.strip())
    return done.stdout
