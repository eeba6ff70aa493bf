"""Puts httpx2 and httpcore2 in the place of httpx and httpcore, for every import of this interpreter."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

_REPLACED = {"httpx": "httpx2", "httpcore": "httpcore2"}


class _Replaced(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a module of the one package in the other."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - as importlib calls it
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        package, dot, rest = fullname.partition(".")
        if package not in _REPLACED or importlib.util.find_spec(_REPLACED[package] + dot + rest) is None:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        package, dot, rest = spec.name.partition(".")
        return importlib.import_module(_REPLACED[package] + dot + rest)

    def exec_module(self, module: ModuleType) -> None:
        """It has run already, under its own name."""


sys.meta_path.insert(0, _Replaced())
