"""Prints the outcomes of the sends of a campaign, as the table in docs/fault-tests.md."""

from __future__ import annotations

import sys
from typing import get_args

from notify_sdk import RetryPolicy
from tests.faults.campaign import PATIENT, Tally, campaign
from tests.support.clients import ClientKind

HEAD = ("first fault", "sends", "sent", "not sent", "unknown, stored", "unknown, not stored")


def table(title: str, tally: Tally) -> str:
    lines = [
        f"{title}: doubled {len(tally.doubled)}, lost {len(tally.lost)}, misreported {len(tally.denied) + tally.strangers}",
        "",
    ]
    lines += ["| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in tally.rows()]
    return "\n".join([*lines, ""])


def main() -> None:
    sends = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    for client_kind in get_args(ClientKind):
        print(table(f"RetryPolicy(), {client_kind}", campaign(client_kind, sends, RetryPolicy())))
        print(
            table(
                f"reconcile=True, {client_kind}", campaign(client_kind, sends, PATIENT, seed=1, likely=0.5, reads=0.15)
            )
        )


if __name__ == "__main__":
    main()
