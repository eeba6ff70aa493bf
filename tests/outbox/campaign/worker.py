"""A process that sends from an outbox, and may be ended or stopped at any time.

`worker.py PLACE URL KEY {"later": seconds, "outbox": {...}, "client": {...}, "send": {...}}`: it sees the database's
clock `later` seconds ahead, and says `ready` before it begins. With `"stop_at": point` it stops there, once; with
`"guard": false` it takes no note of the time that passes meanwhile.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

from notify_sdk import NotificationsAPIClient
from notify_sdk.outbox import Outbox, boot_clock, crash


def main(place: str, url: str, key: str, options: str) -> None:
    given = json.loads(options)
    ahead = timedelta(seconds=given["later"])
    if "stop_at" in given:
        stop_at(given["stop_at"])
    if not given.get("guard", True):
        boot_clock.seconds = lambda: 0.0
    clock = {"_clock": lambda: datetime.now(UTC) + ahead} if ahead else {}
    with (
        Outbox(place, **given["outbox"], **clock) as outbox,
        NotificationsAPIClient(key, url, **given["client"]) as client,
    ):
        outbox.summary()  # a database that was never there is a mistake; one that goes away is waited for
        print("ready", flush=True)
        outbox.send(client, **given["send"])


def stop_at(point: str) -> None:
    """Stops this process the first time that it gets to a point."""
    left = [point]

    def reached(name: str) -> None:
        if name in left:
            left.remove(name)
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(0.2)  # a thread may run on for a moment until the whole process is stopped

    crash.point = reached


if __name__ == "__main__":
    main(*sys.argv[1:])
