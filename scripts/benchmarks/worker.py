"""Runs one candidate in its own process, in the environment whose Python runs this, and prints what each turn cost.

It reads a number a line, runs the candidate so many times, and prints the CPU seconds of this process.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from contextlib import ExitStack
from importlib import import_module


def main() -> None:
    module, function, arguments = sys.argv[1:]
    with ExitStack() as stack:
        run = getattr(import_module(module), function)(stack, *json.loads(arguments))
        warm = False
        while line := sys.stdin.readline():
            gc.collect()
            before = time.process_time()
            run(int(line))
            print(time.process_time() - before, flush=True)
            if not warm:
                warm = True
                gc.collect()
                gc.freeze()  # what was imported is left out of the garbage collections that are timed


if __name__ == "__main__":
    main()
