"""The environments that candidates run in: each as a user has it after `pip install`, without packages of development.

They are kept in `.venv-bench`, with the versions of `scripts/requirements.lock`; this package is installed again, as a
wheel, whenever its source has changed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_FOLDER = _ROOT / ".venv-bench"
_LOCK = _ROOT / "scripts" / "requirements.lock"

OFFICIAL = "official"
SDK = "notify_sdk"
SDK_AIOHTTP = "notify_sdk-aiohttp"
SDK_TESTING = "notify_sdk-testing"
LIBRARIES = "libraries"
FAKES_OF_REQUESTS = "fakes-of-requests"
FAKES_OF_HTTPX = "fakes-of-httpx"
VALIDATORS = "validators"

_PACKAGES: dict[str, tuple[str, ...]] = {
    OFFICIAL: ("notifications-python-client",),
    SDK: (".",),
    SDK_AIOHTTP: (".[aiohttp]",),
    SDK_TESTING: (".[testing]",),
    LIBRARIES: ("requests", "httpx", "aiohttp", "PyJWT"),
    FAKES_OF_REQUESTS: ("notifications-python-client", "requests-mock", "responses"),
    FAKES_OF_HTTPX: ("httpx", "PyJWT", "respx", "pytest-httpx"),
    VALIDATORS: ("phonenumbers", "email-validator", "pycountry"),
}


def prepare(step: Callable[[str], None] = lambda _: None) -> None:
    """Makes the environments that are missing or out of date. Needs the network the first time.

    Args:
        step: Called with what is done next.
    """
    for name in _PACKAGES:
        step(f"Installing {name}")
        python_of(name)


@cache
def python_of(name: str) -> str:
    """The Python of an environment, which is made if it is missing or out of date."""
    folder = _FOLDER / name
    python = folder / "bin" / "python"
    made_of, wanted = folder / ".made-of", _made_of(name)
    if not (made_of.exists() and made_of.read_text() == wanted):
        uv = [sys.executable, "-m", "uv", "--quiet"]
        subprocess.run([*uv, "venv", "--clear", "--python", sys.executable, str(folder)], check=True, cwd=_ROOT)
        install = [*uv, "pip", "install", "--compile-bytecode", "--python", str(python), "--constraint", str(_LOCK)]
        subprocess.run([*install, *_PACKAGES[name]], check=True, cwd=_ROOT)
        made_of.write_text(wanted)
    return str(python)


def versions() -> dict[str, str]:
    """The version of every package that is compared, by its name."""
    found: dict[str, str] = {}
    for name in _PACKAGES:
        listing = [sys.executable, "-m", "uv", "--quiet", "pip", "freeze", "--python", python_of(name)]
        for line in subprocess.run(listing, check=True, capture_output=True, text=True).stdout.splitlines():
            package, equal, version = line.partition("==")
            if equal:
                found[package] = version
    return dict(sorted(found.items()))


def _made_of(name: str) -> str:
    digest = hashlib.sha256(f"{sys.version}{_PACKAGES[name]}".encode())
    digest.update(_LOCK.read_bytes())
    if _PACKAGES[name][0].startswith("."):
        for file in sorted([_ROOT / "pyproject.toml", *(_ROOT / "src").rglob("*.py"), *(_ROOT / "schema").rglob("*")]):
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()
