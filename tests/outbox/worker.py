"""A process that adds to an outbox or sends from it: `worker.py add|send PLACE URL KEY TEMPLATE`."""

from __future__ import annotations

import sys

from notify_sdk import NotificationsAPIClient
from notify_sdk.outbox import Outbox, Sms


def main(what: str, place: str, url: str, key: str, template: str, count: str = "8") -> None:
    with Outbox(place) as outbox, NotificationsAPIClient(key, url) as client:
        if what == "add":
            outbox.add(
                Sms(
                    f"07700 91{number:04d}",
                    template,
                    {"code": f"secret-{number}", "app": "Permits"},
                    key=f"key-{number}",
                )
                for number in range(int(count))
            )
        else:
            outbox.send(client, concurrency=4)


if __name__ == "__main__":
    main(*sys.argv[1:])
