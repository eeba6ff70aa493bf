"""Reading one message, and iterating over a list of messages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import requests
from notifications_python_client.notifications import NotificationsAPIClient as OfficialClient

from notify_sdk import NotificationsAPIClient, models
from scripts.benchmarks import bodies
from scripts.benchmarks.bodies import KEY, PAGE_SIZE, cursor, notification
from scripts.benchmarks.clients import OFFICIAL, SDK, headers, repeated
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.rounds import Bench

MANY = 5_000
Reading = Callable[[int], Iterator[object]]


def official(url: str) -> Reading:
    """A function that iterates over a given number of messages with the official client."""
    client: Any = OfficialClient(KEY, url)
    return lambda total: client.get_all_notifications_iterator(older_than=cursor(total))


def sdk(url: str) -> Reading:
    """A function that iterates over a given number of messages with this package."""
    client = NotificationsAPIClient(KEY, url)
    return lambda total: client.get_all_notifications_iterator(older_than=cursor(total))


def _pages(url: str, get: Callable[[str], Any]) -> Reading:
    def read(total: int) -> Iterator[object]:
        following = f"{url}/v2/notifications?older_than={cursor(total)}"
        while True:
            page = get(following).json()
            if not page["notifications"]:
                return
            yield from page["notifications"]
            following = f"{url}/v2/notifications?{page['links']['next'].partition('?')[2]}"

    return read


def _validate_alone(total: int) -> None:
    """The lower bound for a typed list by pydantic: its validation alone."""
    for remaining in range(total, 0, -PAGE_SIZE):
        models.NotificationList.model_validate_json(bodies.listed(remaining))


def exhaust(items: Iterator[object]) -> None:
    """Iterates to the end, and keeps no item."""
    deque(items, maxlen=0)


def tables(bench: Bench) -> list[Table]:
    session = bench.stack.enter_context(requests.Session())
    client = bench.stack.enter_context(httpx.Client())
    readings = {
        OFFICIAL: official(bench.url),
        "requests": _pages(bench.url, lambda url: session.get(url, headers=headers(), timeout=30)),
        "httpx": _pages(bench.url, lambda url: client.get(url, headers=headers())),
        SDK: sdk(bench.url),
    }
    total = bench.operations(MANY)
    official_client: Any = OfficialClient(KEY, bench.url)
    sdk_client = bench.stack.enter_context(NotificationsAPIClient(KEY, bench.url))
    identifier = str(notification(1)["id"])
    return [
        bench.compare(
            "Read one message",
            "us per read",
            {
                OFFICIAL: repeated(lambda: official_client.get_notification_by_id(identifier)),
                SDK: repeated(lambda: sdk_client.get_notification_by_id(identifier)),
            },
            base=OFFICIAL,
        ),
        bench.compare(
            f"Go through {total:,} listed messages",
            "us per message",
            {name: repeated(lambda read=read: exhaust(read(total))) for name, read in readings.items()}
            | {"pydantic alone: validates the pages": repeated(lambda: _validate_alone(total))},
            base=OFFICIAL,
            operations=1,
            per=1e6 / total,
            note="Twenty different pages of 250. Only notify_sdk makes typed objects; the others make dicts.",
            aims=[Aim("go through 5,000 listed messages", SDK, 1.2, 1.6)],
        ),
    ]
