"""What `scripts/bench` runs: contestants in paired rounds, against a server of its own in another process."""

from __future__ import annotations

import os


def clean_environment() -> dict[str, str]:
    """Nothing that would measure the measuring, such as what coverage leaves for subprocesses."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONHASHSEED": "0"}
