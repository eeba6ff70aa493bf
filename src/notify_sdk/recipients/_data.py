"""Loads the tables of facts in `data/`, each when it is first needed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The table of that name: a JSON object, whose `about` names the source of its facts."""
    table: dict[str, Any] = json.loads((Path(__file__).parent / "data" / f"{name}.json").read_text(encoding="utf-8"))
    return table
