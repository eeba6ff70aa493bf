"""Measures memory in a separate process: `traced` and `resident` hold the messages, `passing` does not."""

from __future__ import annotations

import gc
import json
import sys
import tracemalloc
from pathlib import Path

from scripts.benchmarks.bodies import PAGE_SIZE
from scripts.benchmarks.cases.listing import exhaust, official_reading, sdk_reading


def _status(name: str) -> int:
    """A figure of this process in bytes, such as `VmRSS`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def main() -> None:
    measure, client, url, total = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    read = (official_reading if client == "official" else sdk_reading)(url)
    exhaust(read(PAGE_SIZE))
    gc.collect()
    if measure == "traced":
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        held = list(read(total))
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    elif measure == "resident":
        before = _status("VmRSS")
        held = list(read(total))
        gc.collect()
        grown = _status("VmRSS") - before
    else:
        held = []
        before = _status("VmHWM")
        exhaust(read(total))
        grown = _status("VmHWM") - before
    print(json.dumps({"bytes": grown, "held": len(held)}))


if __name__ == "__main__":
    main()
