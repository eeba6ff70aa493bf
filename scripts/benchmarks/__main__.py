"""The command line of `scripts/bench`."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from scripts.benchmarks import cores, environments, report, server
from scripts.benchmarks.cases import CASES
from scripts.benchmarks.figures import Sheet, Table
from scripts.benchmarks.rounds import Bench


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Compares this package with the official client, requests, httpx and aiohttp: CPU per operation, "
        "paired in interleaved rounds, against a stub server in a separate process. Takes about 12 minutes "
        "on two cores that do nothing else, and a minute or two more to install what is compared the first time.",
    )
    parser.add_argument(
        "--quick", action="store_true", help="one short round of everything: checks that it works, not how fast it is"
    )
    parser.add_argument(
        "--only", action="append", choices=CASES, metavar="CASE", help=f"only this case, may be repeated: {', '.join(CASES)}"
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to this file, too")
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="write the aims and the tables into this page, between its marks: docs/performance.md, from a whole run",
    )
    return parser.parse_args()


def main() -> int:
    options = _options()
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    progress_console = Console(stderr=True, highlight=False)
    sections: dict[str, list[Table | Sheet]] = {case.section: [] for case in CASES.values()}
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

        environments.prepare(step, compiled=not options.quick)
        url, slow_url = stack.enter_context(server.running()), stack.enter_context(server.running(0.05))
        if not options.quick:
            cores.for_candidates()
        for name, case in CASES.items():
            if options.only and name not in options.only:
                continue
            started = time.monotonic()
            found = case.tables(Bench(url, slow_url, options.quick, step))
            sections[case.section] += found
            progress_console.print(f"{name}: {time.monotonic() - started:.0f} s")
            for table in found:
                report.print_table(out, table)
    tables = [table for each in sections.values() for table in each]
    report.print_aims(out, tables)
    about = report.surroundings(quick=options.quick)
    if options.json:
        report.write_json(options.json, tables, about)
        progress_console.print(f"Written to {options.json}")
    if options.markdown:
        report.write_page(options.markdown, sections, about)
        progress_console.print(f"Written to {options.markdown}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
