"""The public names: none that was released goes away unannounced, and each says where it is imported from."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
import warnings
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import pytest

import tests.django.project  # noqa: F401 - configures Django

RELEASED = (Path(__file__).parent / "data" / "public_names_0.1.0.txt").read_text().split()
"""The names that 0.1.0 documents. The next release adds a list of its own."""

REMOVED: dict[str, str] = {}
"""Released names that are gone, and the version that announced it."""

PACKAGES = (
    "notify_sdk",
    "notify_sdk.callbacks",
    "notify_sdk.compat",
    "notify_sdk.compat.errors",
    "notify_sdk.compat.notifications",
    "notify_sdk.compat.utils",
    "notify_sdk.django",
    "notify_sdk.django.fields",
    "notify_sdk.django.forms",
    "notify_sdk.errors",
    "notify_sdk.fastapi",
    "notify_sdk.flask",
    "notify_sdk.models",
    "notify_sdk.payloads",
    "notify_sdk.rate_limit",
    "notify_sdk.recipients",
    "notify_sdk.rendering",
    "notify_sdk.sandbox",
    "notify_sdk.schemas",
    "notify_sdk.simulated",
    "notify_sdk.templates",
    "notify_sdk.testing",
    "notify_sdk.uploads",
    "notify_sdk.wtforms",
)

DEFINED_ELSEWHERE = {
    "notify_sdk.testing.Message": "a name of notify_sdk.sandbox, which sets the modules of its own names",
}
"""Names that a package exports and that another part defines, and which."""


def exported() -> dict[str, object]:
    """Every class and function that is exported, by its path."""
    found: dict[str, object] = {}
    for package in PACKAGES:
        module = import_module(package)
        for name in module.__all__:
            value = getattr(module, name)
            path = f"{package}.{name}"
            if path not in DEFINED_ELSEWHERE and (isinstance(value, type) or type(value) is type(exported)):
                found[path] = value
    return found


EXPORTED = exported()


@pytest.mark.parametrize("path", RELEASED)
def test_a_released_name_is_still_there(path: str) -> None:
    module, _, name = path.rpartition(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # deprecated is still there
        assert path in REMOVED or getattr(import_module(module), name) is not None


@pytest.mark.parametrize("path", EXPORTED)
def test_an_exported_name_says_where_it_is_imported_from(path: str) -> None:
    value = EXPORTED[path]
    assert value.__module__ in PACKAGES, f"{path} says that it is of {value.__module__}"
    assert getattr(import_module(value.__module__), value.__name__) is value


@pytest.mark.parametrize("path", EXPORTED)
def test_an_exported_name_is_pickled_by_its_public_path(path: str) -> None:
    value = EXPORTED[path]
    pickled = pickle.dumps(value)
    assert value.__module__.encode() in pickled
    assert b"._" not in pickled
    assert pickle.loads(pickled) is value


@pytest.mark.parametrize("path", [path for path, value in EXPORTED.items() if dataclasses.is_dataclass(value)])
def test_the_fields_of_an_exported_dataclass_can_be_resolved(path: str) -> None:
    """As pydantic and others do where it is the type of a field: by the names in the module that it says it is of."""
    assert get_type_hints(EXPORTED[path])


WITH_APPS = tuple(
    f"notify_sdk.django.{part}"
    for part in ("admin", "apps", "checks", "management", "models", "project_outbox", "story", "tasks", "watching")
)
"""Modules that can't be imported before Django has loaded its apps."""


def test_a_name_says_the_same_whoever_loads_it_first() -> None:
    """Each class is found in the module that defines it, in an interpreter that has not imported its package's names."""
    script = """if 1:
        import sys
        from importlib import import_module
        for path in sys.argv[1:]:
            module, _, name = path.rpartition(".")
            print(getattr(import_module(module), name).__module__)
    """
    homes = {
        path: sys.modules[code].__name__
        for path, value in EXPORTED.items()
        for code in list(sys.modules)
        if code.startswith("notify_sdk.") and vars(sys.modules[code]).get(path.rpartition(".")[2]) is value
        if not code.startswith(WITH_APPS)
    }
    names = [f"{home}.{path.rpartition('.')[2]}" for path, home in homes.items()]
    done = subprocess.run([sys.executable, "-c", script, *names], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [EXPORTED[path].__module__ for path in homes]
