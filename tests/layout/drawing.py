"""The package as `docs/how-it-is-built.md` draws it, as `pyproject.toml` holds it, and as its imports are."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-it-is-built.md"
Layers = list[list[str]]
Arrow = tuple[str, str]


def drawings() -> dict[str, Layers]:
    """The layers of each drawing, top first, by the package that is drawn."""
    blocks = re.findall(r"^```text layers of (\S+)\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return {
        package: [re.split(r" {2,}", line)[0].split(" : ") for line in text.splitlines()] for package, text in blocks
    }


def contracts() -> dict[str, Layers]:
    """The layers of each contract in pyproject.toml, top first, by its package."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layered = [contract for contract in settings["contracts"] if contract["type"] == "layers"]
    return {
        package: [re.split(r"\s*[:|]\s*", line) for line in contract["layers"]]
        for contract in layered
        for package in contract["containers"]
    }


@cache
def arrows(*, type_checking: bool) -> frozenset[Arrow]:
    """Every import of one module by another, inside functions too: (importer, imported).

    Args:
        type_checking: Whether imports for type checkers only count, too.
    """
    graph = grimp.build_graph("notify_sdk", exclude_type_checking_imports=not type_checking, cache_dir=None)
    return frozenset((one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one))
