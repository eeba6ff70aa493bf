"""The campaign with all its kills, on SQLite and PostgreSQL: prints what became of the messages."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.outbox.campaign.survival import Plan, survive
from tests.support.services import servers


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/survival", description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="only this database")
    given = parser.parse_args()
    plan = Plan(given.messages, given.kills, given.processes, seed=given.seed)
    print(f"{plan.messages} messages, {plan.processes} processes, {plan.kills} kills; 7 of 100 requests go wrong")
    columns = ("kills", "went wrong", "doubled", "lost", "unmarked", "looked up", "sent again", "told", "seconds")
    print("".join(["database".ljust(12), *(column.rjust(12) for column in columns)]))
    clean = True
    for name in [given.on] if given.on else ["sqlite", "postgresql"]:
        with ExitStack() as stack:
            try:
                place = _place(name, stack)
            except servers.MissingError as error:
                print(f"{name}: skipped, {error}", file=sys.stderr)
                continue
            verdict = survive(place, plan)
        clean &= verdict.clean and not verdict.told
        wrong = verdict.met.total() - verdict.met["fine"]
        figures = (verdict.kills, wrong, verdict.doubled, verdict.lost, verdict.unmarked, verdict.looked_up)
        figures += (verdict.sent_again, verdict.told, round(verdict.seconds))
        print("".join([name.ljust(12), *(str(figure).rjust(12) for figure in figures)]), flush=True)
    return 0 if clean else 1


def _place(name: str, stack: ExitStack) -> str:
    if name == "sqlite":
        return str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "outbox.db")
    return stack.enter_context(servers.database(stack.enter_context(servers.postgresql())))


if __name__ == "__main__":
    sys.exit(main())
