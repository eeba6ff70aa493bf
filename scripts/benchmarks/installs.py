"""Folders with only one package and its requirements, as after a fresh install: links into this environment.

In a development environment imports cost more than in production: httpx imports its command line where rich is
installed, and pydantic searches every installed distribution for plugins.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement


def _distributions(name: str, found: dict[str, Distribution]) -> None:
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return
    try:
        found[key] = distribution(name)
    except PackageNotFoundError:  # required only on another platform or Python
        return
    for text in found[key].requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            _distributions(requirement.name, found)


def lay_out(name: str, folder: Path) -> None:
    """Links a distribution and what it requires, without extras, into a folder to put on `PYTHONPATH`."""
    found: dict[str, Distribution] = {}
    _distributions(name, found)
    for each in found.values():
        tops = {file.parts[0] for file in each.files or () if file.parts[0] != ".."}
        for top in sorted(tops):
            _link(Path(str(each.locate_file(top))), folder)
    if name == "notify-sdk":
        _link(Path(__file__).parents[2] / "src" / "notify_sdk", folder)


def _link(source: Path, folder: Path) -> None:
    target = folder / source.name
    if source.suffix != ".pth" and source.name != "__pycache__" and source.exists() and not target.exists():
        target.symlink_to(source)
