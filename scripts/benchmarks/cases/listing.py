"""Reading one message, and iterating over a list of messages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from scripts.benchmarks import bodies, environments
from scripts.benchmarks.bodies import KEY, PAGE_SIZE, cursor, notification
from scripts.benchmarks.clients import OFFICIAL, SDK, headers, repeated
from scripts.benchmarks.figures import Aim, Table
from scripts.benchmarks.operations import Run
from scripts.benchmarks.rounds import Bench, Candidate

MANY = 5_000
Reading = Callable[[int], Iterator[object]]


def official_reading(url: str) -> Reading:
    """A function that iterates over a given number of messages with the official client."""
    from notifications_python_client.notifications import NotificationsAPIClient

    client: Any = NotificationsAPIClient(KEY, url)
    return lambda total: client.get_all_notifications_iterator(older_than=cursor(total))


def sdk_reading(url: str) -> Reading:
    """A function that iterates over a given number of messages with this package."""
    from notify_sdk import NotificationsAPIClient

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


def exhaust(items: Iterator[object]) -> None:
    """Iterates to the end, and keeps no item."""
    deque(items, maxlen=0)


def _exhausting(read: Reading, total: int) -> Run:
    return repeated(lambda: exhaust(read(total)))


def official(_: ExitStack, url: str, total: int) -> Run:
    return _exhausting(official_reading(url), total)


def sdk(_: ExitStack, url: str, total: int) -> Run:
    return _exhausting(sdk_reading(url), total)


def with_requests(stack: ExitStack, url: str, total: int) -> Run:
    import requests

    session = stack.enter_context(requests.Session())
    return _exhausting(_pages(url, lambda page: session.get(page, headers=headers(), timeout=30)), total)


def with_httpx(stack: ExitStack, url: str, total: int) -> Run:
    import httpx

    client = stack.enter_context(httpx.Client())
    return _exhausting(_pages(url, lambda page: client.get(page, headers=headers())), total)


def pydantic_alone(_: ExitStack, total: int) -> Run:
    """The lower bound for a typed list by pydantic: its validation alone."""
    from notify_sdk import models

    def validate() -> None:
        for remaining in range(total, 0, -PAGE_SIZE):
            models.NotificationList.model_validate_json(bodies.listed(remaining))

    return repeated(validate)


def official_one(_: ExitStack, url: str, identifier: str) -> Run:
    from notifications_python_client.notifications import NotificationsAPIClient

    client: Any = NotificationsAPIClient(KEY, url)
    return repeated(lambda: client.get_notification_by_id(identifier))


def sdk_one(stack: ExitStack, url: str, identifier: str) -> Run:
    from notify_sdk import NotificationsAPIClient

    client = stack.enter_context(NotificationsAPIClient(KEY, url))
    return repeated(lambda: client.get_notification_by_id(identifier))


def one_by_one(bench: Bench) -> list[Table]:
    identifier = str(notification(1)["id"])
    return [
        bench.compare(
            "Read one message",
            "us per read",
            {
                OFFICIAL: Candidate(environments.OFFICIAL, official_one, (bench.url, identifier)),
                SDK: Candidate(environments.SDK, sdk_one, (bench.url, identifier)),
            },
            base=OFFICIAL,
        )
    ]


def tables(bench: Bench) -> list[Table]:
    total = bench.operations(MANY)
    return [
        bench.compare(
            f"Go through {total:,} listed messages",
            "us per message",
            {
                OFFICIAL: Candidate(environments.OFFICIAL, official, (bench.url, total)),
                "requests": Candidate(environments.LIBRARIES, with_requests, (bench.url, total)),
                "httpx": Candidate(environments.LIBRARIES, with_httpx, (bench.url, total)),
                SDK: Candidate(environments.SDK, sdk, (bench.url, total)),
                "pydantic alone: validates the pages": Candidate(environments.SDK, pydantic_alone, (total,)),
            },
            base=OFFICIAL,
            operations=1,
            per=1e6 / total,
            note="Twenty different pages of 250. Only notify_sdk makes typed objects; the others make dicts.",
            aims=[Aim(f"go through {MANY:,} listed messages", SDK, 1.0, 1.6)],
        ),
    ]
