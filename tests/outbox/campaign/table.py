"""The outbox's campaigns with all their kills, on SQLite and PostgreSQL: prints what became of the messages."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from tests.outbox.campaign.cost import PLAIN, cost
from tests.outbox.campaign.survival import Plan, lock, survive
from tests.support.services import servers

OUTAGE = 20.0
"""Seconds that the database is gone."""

Row = tuple[str | int | float, ...]


def kills(given: argparse.Namespace) -> Iterator[Row]:
    """Processes are killed at random moments while 7 of 100 requests go wrong."""
    plan = Plan(given.messages, given.kills, given.processes, seed=given.seed)
    yield "database", "kills", "went wrong", "doubled", "lost", "unmarked", "looked up", "sent again", "seconds"
    for name in _databases(given):
        with _place(name) as (place, _):
            found = survive(place, plan)
        wrong = found.met.total() - found.met["fine"]
        judged = (found.doubled, found.lost, found.unmarked, found.looked_up, found.sent_again, round(found.seconds))
        yield name, found.kills, wrong, *judged


def outage(given: argparse.Namespace) -> Iterator[Row]:
    """PostgreSQL is killed and started again after 20 seconds; SQLite's file is locked by another for as long."""
    plan = Plan(given.messages, processes=given.processes, seed=given.seed)
    yield "database", "went wrong", "doubled", "lost", "unmarked", "looked up", "seconds"
    for name in _databases(given):
        with _place(name) as (place, interrupt):
            found = survive(place, plan, partial(interrupt, OUTAGE))
        wrong = found.met.total() - found.met["fine"]
        yield name, wrong, found.doubled, found.lost, found.unmarked, found.looked_up, round(found.seconds)


def celery(given: argparse.Namespace) -> Iterator[Row]:
    """Workers of Celery are killed: with a task for each message, and with tasks that send an outbox."""
    from tests.celery.campaign import from_a_task_each, from_an_outbox

    yield "broker", "what sends", "people", "kills", "doubled", "lost"
    for broker in (servers.redis, servers.rabbitmq):
        for name, run in (("a task each", from_a_task_each), ("outbox", partial(from_an_outbox, lease=15))):
            with broker() as address, tempfile.TemporaryDirectory() as folder:
                found = run(address, Path(folder), messages=200, kills=5)
            yield broker.__name__, name, 200, found.kills, found.doubled, found.lost


def costs(given: argparse.Namespace) -> Iterator[Row]:
    """The sender's CPU for a message, messages a second and memory, by how many are queued."""
    yield "what sends", "queued", "CPU ms", "plain = 1", "a second", "MiB"
    plain = cost(PLAIN, queued=0, sends=given.messages)
    yield "the client alone", 0, round(plain.cpu, 2), 1.0, round(plain.rate), round(plain.memory)
    for name in _databases(given):
        for queued in (2_000, 20_000, 100_000):
            with _place(name) as (place, _):
                found = cost(place, queued=queued, sends=min(given.messages, queued))
            ratio = round(found.cpu / plain.cpu, 2)
            yield name, queued, round(found.cpu, 2), ratio, round(found.rate), round(found.memory)


CAMPAIGNS: dict[str, Callable[[argparse.Namespace], Iterator[Row]]] = {
    "kills": kills,
    "outage": outage,
    "celery": celery,
    "cost": costs,
}
BAD = {"doubled", "lost", "unmarked"}
"""The columns that have to be 0, but for what the outbox is compared with."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/survival", description=__doc__)
    parser.add_argument("campaigns", nargs="*", metavar="|".join(CAMPAIGNS), help="all if none is named")
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="only this database")
    given = parser.parse_args()
    if unknown := set(given.campaigns) - CAMPAIGNS.keys():
        parser.error(f"there is no {', '.join(unknown)}")
    clean = True
    for name in given.campaigns or CAMPAIGNS:
        run = CAMPAIGNS[name]
        print(f"\n{name}: {run.__doc__} {given.messages} messages, {given.processes} processes.")
        try:
            clean &= _print(run(given))
        except servers.MissingError as error:
            print(f"skipped: {error}", file=sys.stderr)
    return 0 if clean else 1


def _print(rows: Iterator[Row]) -> bool:
    clean, columns = True, next(rows)
    print(_line(columns))
    for row in rows:
        print(_line(row), flush=True)
        found = dict(zip(columns, row, strict=True))
        clean &= found.get("what sends") == "a task each" or not any(found.get(name) for name in BAD)
    return clean


def _line(row: Row) -> str:
    return str(row[0]).ljust(18) + "".join(str(cell).rjust(13) for cell in row[1:])


def _databases(given: argparse.Namespace) -> list[str]:
    return [given.on] if given.on else ["sqlite", "postgresql"]


@contextmanager
def _place(name: str) -> Iterator[tuple[str, Callable[[float], None]]]:
    """Where an outbox can be, and what takes that away for so many seconds."""
    with ExitStack() as stack:
        if name == "sqlite":
            file = str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "outbox.db")
            yield file, partial(lock, file)
        else:
            yield stack.enter_context(servers.interruptible_postgresql())


if __name__ == "__main__":
    sys.exit(main())
