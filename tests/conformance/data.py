"""What the real service answered: the recorded data that the tests compare with, under `data/conformance/`."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data" / "conformance"


@cache
def rows(name: str) -> list[dict[str, Any]]:
    """The recorded rows of one file: `rows("exchanges")`, `rows("second/exchanges")`. Shared: do not change them."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def world(name: str = "world") -> dict[str, Any]:
    """A world that exchanges were recorded on. Shared: do not change it."""
    with gzip.open(DATA / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)
