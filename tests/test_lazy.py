"""Names of a package that are imported when they are first used."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from notify_sdk._lazy import set_module

PACKAGE = """
from notify_sdk._lazy import lazy_exports

__all__ = ["Thing", "number", "sub", "Mapping"]
__getattr__, __dir__ = lazy_exports(
    __name__, {"Thing": ".things", "number": ".things", "sub": "", "Mapping": "collections.abc"}
)
"""
THINGS = """
from notify_sdk._lazy import set_module

class Thing: pass
number = 7
set_module("lazy_package", globals(), ["Thing", "number"])
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    folder = tmp_path / "lazy_package"
    folder.mkdir()
    (folder / "__init__.py").write_text(PACKAGE)
    (folder / "things.py").write_text(THINGS)
    (folder / "sub.py").write_text("imported = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    import lazy_package

    yield lazy_package
    for name in ("lazy_package", "lazy_package.things", "lazy_package.sub"):
        sys.modules.pop(name, None)


def test_a_module_is_imported_when_a_name_of_it_is_first_used(package: ModuleType) -> None:
    assert not {"lazy_package.things", "lazy_package.sub"} & {*sys.modules}
    assert package.number == 7
    assert "lazy_package.things" in sys.modules
    assert "lazy_package.sub" not in sys.modules
    assert package.sub.imported
    assert package.Mapping is Mapping


def test_a_name_is_looked_up_once(package: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    first = package.Thing
    monkeypatch.setattr(sys.modules["lazy_package.things"], "Thing", None)
    assert package.Thing is first


def test_the_names_are_listed_before_they_are_imported(package: ModuleType) -> None:
    assert dir(package) == ["Mapping", "Thing", "number", "sub"]
    assert "lazy_package.things" not in sys.modules


def test_a_name_that_is_not_exported_is_an_attribute_error_of_the_package(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="module 'lazy_package' has no attribute 'things'"):
        _ = package.things
    assert "lazy_package.things" not in sys.modules
    assert not hasattr(package, "__path")


def test_an_exported_class_is_named_after_the_package_and_a_constant_is_left_alone(package: ModuleType) -> None:
    assert package.Thing.__module__ == "lazy_package"
    assert b"things" not in pickle.dumps(package.Thing)
    assert isinstance(pickle.loads(pickle.dumps(package.Thing())), package.Thing)


def test_functions_are_named_after_the_package_too() -> None:
    def function() -> None: ...

    def other() -> None: ...

    set_module("notify_sdk.package", {"function": function, "other": other, "text": "x"}, ("function", "text"))
    assert (function.__module__, other.__module__) == ("notify_sdk.package", __name__)
    with pytest.raises(KeyError):
        set_module("notify_sdk.package", {}, ("missing",))


def test_it_imports_nothing_that_takes_time() -> None:
    """It is the first thing that `import notify_sdk` runs."""
    file = Path(sys.modules[set_module.__module__].__file__)
    script = (
        f"import sys; before = {{*sys.modules}}; exec(open({str(file)!r}).read()); print(*({{*sys.modules}} - before))"
    )
    words = [sys.executable, "-S", "-c", script]
    loaded = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) <= {
        "__future__",
        "importlib",
        "importlib._bootstrap",
        "importlib._bootstrap_external",
        "_imp",
        "warnings",
    }
