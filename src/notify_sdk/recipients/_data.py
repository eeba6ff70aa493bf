"""Loads the tables of facts in `data/`, each when it is first needed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The table of that name: a JSON object, whose `about` names the source of its facts."""
    from importlib.resources import files  # not by a path: the package may be in an archive

    found = files("notify_sdk.recipients").joinpath("data", f"{name}.json")
    table: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return table
