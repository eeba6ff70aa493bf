"""Lazy exports of a package: loaded when first used, with the package as their `__module__`."""

from __future__ import annotations

import sys
from importlib import import_module

TYPE_CHECKING: bool = False  # checkers take it for true; importing `typing` would be most of this import's cost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def lazy_exports(package: str, modules: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Makes the `__getattr__` and the `__dir__` of a package whose names are imported when they are first used.

    Args:
        package: The name of the package.
        modules: The module that each name comes from, relative to the package if it begins with a dot; the empty
            text for a submodule of that name.
    """

    def get(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = modules[name]
        value: object = getattr(import_module(module, package), name) if module else import_module(f".{name}", package)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted(vars(sys.modules[package])["__all__"])

    return get, names


def set_module(package: str, namespace: Mapping[str, object], names: Iterable[str]) -> None:
    """Sets the `__module__` of exported classes and functions to the package that exports them.

    So tracebacks, pickles and warning filters name what people import, and stay right when files move.

    Args:
        package: The name of the package.
        namespace: Where the objects are defined, by name.
        names: Those that are exported.
    """
    for name in names:
        value = namespace[name]
        if callable(value):
            value.__module__ = package
