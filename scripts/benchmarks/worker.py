"""Runs one candidate in its own process, in the environment whose Python runs this, and prints what each round cost.

It reads lines, each a number and, if the candidate is several operations, the name of one. It performs the operation so
many times, and prints the CPU seconds of this process for that, and the most memory that it has held, in bytes.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from contextlib import ExitStack
from importlib import import_module

from scripts.benchmarks.operations import chosen


def main() -> None:
    module, function, arguments = sys.argv[1:]
    with ExitStack() as stack:
        made = getattr(import_module(module), function)(stack, *json.loads(arguments))
        warm = False
        while line := sys.stdin.readline():
            times, _, name = line.strip().partition(" ")
            operation = chosen(made, name)
            operation.before(int(times))
            gc.collect()
            before = time.process_time()
            operation.run(int(times))
            used = time.process_time() - before
            print(used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, flush=True)
            if not warm:
                warm = True
                gc.collect()
                gc.freeze()  # what was imported is left out of the garbage collections that are timed


if __name__ == "__main__":
    main()
