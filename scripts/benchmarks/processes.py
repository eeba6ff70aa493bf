"""Whole processes in an environment: what each takes of CPU and memory from its start to its end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.benchmarks import clean_environment
from scripts.benchmarks.environments import python_of
from scripts.benchmarks.figures import Table, paired
from scripts.benchmarks.rounds import Bench


@dataclass(frozen=True)
class Used:
    """The CPU seconds of a process, user and system, and the most memory that it held, in bytes."""

    seconds: float
    peak: int


@dataclass(frozen=True)
class Process:
    """A run of an environment's Python.

    Attributes:
        environment: The name of the environment.
        arguments: The arguments of Python.
        where: Its working folder; the present one if None.
        variables: Environment variables that it has besides the usual ones.
        before: Called before each run.
    """

    environment: str
    arguments: tuple[str, ...]
    where: Path | None = None
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    before: Callable[[], object] | None = None

    def run(self) -> Used:
        """Runs it to its end.

        Raises:
            RuntimeError: It ended with an error.
        """
        if self.before:
            self.before()
        command = [python_of(self.environment), *self.arguments]
        with subprocess.Popen(
            command,
            cwd=self.where,
            env={**clean_environment(), **self.variables},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stderr
            printed = process.stderr.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command} ended with {process.returncode}: {printed.decode()[-2000:]}")
        return Used(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def compare(
    bench: Bench,
    title: str,
    unit: str,
    processes: Mapping[str, Process],
    *,
    base: str,
    rounds: int,
    per: float,
    subtracted: Process | None = None,
    note: str = "",
    memory: bool = False,
) -> Table:
    """Runs every process once in each round, and compares it with the base of the same round.

    Args:
        bench: How long to measure.
        title: What is measured.
        unit: The unit of a cost after multiplication by `per`.
        processes: What is compared, by name.
        base: The process that the others are compared with; no comparison if empty.
        rounds: How many rounds, unless the run is quick.
        per: What to multiply CPU seconds by.
        subtracted: Runs in each round, too, and its time is subtracted from that of the others.
        note: A remark below the table.
        memory: Whether the table shows the most memory that each process held.
    """
    rounds = bench.rounds(rounds)
    costs: dict[str, list[float]] = {name: [] for name in processes}
    peaks = dict.fromkeys(processes, 0)
    if not bench.quick:
        for name, process in processes.items():
            bench.step(f"{title}: warming up {name}")
            process.run()  # so that the bytecode is there
    for number in range(rounds):
        bench.step(f"{title}: round {number + 1} of {rounds}")
        less = subtracted.run().seconds if subtracted else 0.0
        for name, process in processes.items():
            used = process.run()
            costs[name].append(max(used.seconds - less, 1e-4) * per)
            peaks[name] = max(peaks[name], used.peak)
    return Table(title, unit, base, paired(costs, base or next(iter(costs)), peaks), rounds, note, memory=memory)
