"""The benchmarks of `scripts/bench`: clients compared in paired rounds, against a stub server in another process."""

from __future__ import annotations

import os


def clean_environment() -> dict[str, str]:
    """The environment of a measured process: without variables that would slow it down, such as those of coverage."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONHASHSEED": "0"}
