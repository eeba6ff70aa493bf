"""The environments that candidates run in: each as a user has it after `pip install`, without packages of development.

They are kept in `.venv-bench`, with the versions of `scripts/requirements.lock`; this package is installed again, as a
wheel, whenever its source has changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from subprocess import DEVNULL

_ROOT = Path(__file__).parents[2]
_FOLDER = _ROOT / ".venv-bench"
_LOCK = _ROOT / "scripts" / "requirements.lock"

OFFICIAL = "official"
SDK = "notify_sdk"
SDK_AIOHTTP = "notify_sdk-aiohttp"
SDK_TESTING = "notify_sdk-testing"
SDK_CLI = "notify_sdk-cli"
SDK_TEMPLATES = "notify_sdk-templates"
SDK_OUTBOX = "notify_sdk-outbox"
SDK_SANDBOX = "notify_sdk-sandbox"
LIBRARIES = "libraries"
FAKES_OF_REQUESTS = "fakes-of-requests"
FAKES_OF_HTTPX = "fakes-of-httpx"
VALIDATORS = "validators"
FASTAPI = "fastapi"

_PACKAGES: dict[str, tuple[str, ...]] = {
    OFFICIAL: ("notifications-python-client",),
    SDK: (".",),
    SDK_AIOHTTP: (".[aiohttp]",),
    SDK_TESTING: (".[testing]",),
    SDK_CLI: (".[cli]",),
    SDK_TEMPLATES: (".[templates]",),
    SDK_OUTBOX: (".[outbox]", "psycopg[binary]"),
    SDK_SANDBOX: (".[sandbox]",),
    LIBRARIES: ("requests", "httpx", "aiohttp", "PyJWT"),
    FAKES_OF_REQUESTS: ("notifications-python-client", "requests-mock", "responses"),
    FAKES_OF_HTTPX: ("httpx", "PyJWT", "respx", "pytest-httpx"),
    VALIDATORS: ("phonenumbers", "email-validator", "pycountry"),
    FASTAPI: ("fastapi", "uvicorn"),
}

_AT_ONCE = 4
"""How many are made at a time, which is mostly waiting for the network."""


def prepare(step: Callable[[str], None] = lambda _: None, *, compiled: bool = True) -> None:
    """Makes the environments that are missing or out of date. Needs the network the first time.

    Args:
        step: Called with what was done.
        compiled: Whether all of their bytecode is made, too, as pip does. That takes most of the time; without it,
            Python makes what is missing when it imports.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        made = {pool.submit(compiled_python_of if compiled else python_of, name): name for name in _PACKAGES}
        for each in as_completed(made):
            each.result()
            step(f"Installed {made[each]}")


@cache
def python_of(name: str) -> str:
    """The Python of an environment, which is made if it is missing or out of date."""
    with _alone(name):
        return _made(name)


def _made(name: str) -> str:
    python = _python(name)
    if not _is_made(name):
        uv = [sys.executable, "-m", "uv", "--quiet"]
        subprocess.run([*uv, "venv", "--clear", "--python", sys.executable, _FOLDER / name], check=True, cwd=_ROOT)
        install = [*uv, "pip", "install", "--python", str(python), "--constraint", str(_LOCK)]
        subprocess.run([*install, *_PACKAGES[name]], check=True, cwd=_ROOT)
        _note(name).write_text(_made_of(name))
    return str(python)


@cache
def compiled_python_of(name: str) -> str:
    """As `python_of`, with all of the bytecode."""
    with _alone(name):
        python, note = _made(name), _FOLDER / name / ".compiled"
        if not note.exists():
            # some packages have files that no Python can compile, so its exit code says nothing
            subprocess.run([python, "-m", "compileall", "-q", str(_FOLDER / name / "lib")], check=False, stdout=DEVNULL)
            note.touch()
    return python


@contextmanager
def _alone(name: str) -> Generator[None, None, None]:
    """No other process makes the same environment meanwhile."""
    _FOLDER.mkdir(exist_ok=True)
    with (_FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _python(name: str) -> Path:
    return _FOLDER / name / "bin" / "python"


def _note(name: str) -> Path:
    """The file that says what an environment was made of."""
    return _FOLDER / name / ".made-of"


def _is_made(name: str) -> bool:
    return _note(name).exists() and _note(name).read_text() == _made_of(name)


def versions() -> dict[str, str]:
    """The version of every package in the environments that are up to date, by its name in small letters."""
    found: dict[str, str] = {}
    for name in filter(_is_made, _PACKAGES):
        listing = [sys.executable, "-m", "uv", "--quiet", "pip", "freeze", "--python", str(_python(name))]
        for line in subprocess.run(listing, check=True, capture_output=True, text=True).stdout.splitlines():
            package, equal, version = line.partition("==")
            if equal:
                found[package.lower()] = version
    return dict(sorted(found.items()))


def _made_of(name: str) -> str:
    digest = hashlib.sha256(f"{sys.version}{_PACKAGES[name]}".encode())
    digest.update(_LOCK.read_bytes())
    if _PACKAGES[name][0].startswith("."):
        parts = [_ROOT / "pyproject.toml", *(_ROOT / "src").rglob("*"), *(_ROOT / "schema").rglob("*")]
        for file in sorted(parts):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(_ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()
