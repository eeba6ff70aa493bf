"""The command line of `scripts/bench`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from scripts.benchmarks import environments, report, server
from scripts.benchmarks.cases import CASES
from scripts.benchmarks.figures import Table
from scripts.benchmarks.rounds import Bench


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Compares this package with the official client, requests, httpx and aiohttp: CPU per operation, "
        "paired in interleaved rounds, against a stub server in a separate process. Takes about ten minutes.",
    )
    parser.add_argument(
        "--quick", action="store_true", help="one short round of everything: checks that it works, not how fast it is"
    )
    parser.add_argument(
        "--only", action="append", choices=CASES, metavar="CASE", help=f"only this case, may be repeated: {', '.join(CASES)}"
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file, too")
    return parser.parse_args()


def _on_the_first_core() -> None:
    """Pins this process, and so all candidates, to one core; the stub server uses the others."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> int:
    options = _options()
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    progress_console = Console(stderr=True, highlight=False)
    tables: list[Table] = []
    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(
            Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                TimeElapsedColumn(),
                console=progress_console,
                transient=True,
            )
        )
        task = progress.add_task("starting")

        def step(text: str) -> None:
            progress.update(task, description=text)

        environments.prepare(step)
        url, slow_url = stack.enter_context(server.running()), stack.enter_context(server.running(0.05))
        _on_the_first_core()
        for name in options.only or CASES:
            started = time.monotonic()
            found = CASES[name](Bench(url, slow_url, options.quick, step))
            tables += found
            progress_console.print(f"{name}: {time.monotonic() - started:.0f} s")
            for table in found:
                report.print_table(out, table)
    report.show_aims(out, tables)
    if options.json:
        report.write(options.json, tables)
        progress_console.print(f"Written to {options.json}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
