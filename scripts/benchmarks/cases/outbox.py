"""What a message costs in an outbox: to add it, and to send it, beside the client alone."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from scripts.benchmarks import clients, cores, environments
from scripts.benchmarks.bodies import KEY, PERSONALISATION, TEMPLATE
from scripts.benchmarks.clients import OFFICIAL, SDK
from scripts.benchmarks.figures import Table
from scripts.benchmarks.operations import Prepared, Run
from scripts.benchmarks.recipients import phone_number
from scripts.benchmarks.rounds import Bench, Candidate

if TYPE_CHECKING:
    from notify_sdk.outbox import Outbox, Sms

Place: TypeAlias = Callable[[str], str]
"""A path or address of a new database, for a name."""

_AT_ONCE = 10
_MESSAGES = 1_000


def _new(stack: ExitStack, place: str) -> Outbox:
    from notify_sdk.outbox import Outbox

    outbox = stack.enter_context(Outbox(place))
    outbox.create_tables()
    return outbox


def _adding(outbox: Outbox, prefix: str) -> Run:
    from notify_sdk.outbox import Sms

    numbers = count()

    def messages(times: int) -> Iterator[Sms]:
        for _ in range(times):
            number = next(numbers)
            yield Sms(phone_number(number), TEMPLATE, PERSONALISATION, key=f"{prefix}-{number}")

    return lambda times: outbox.add(messages(times))


def add(stack: ExitStack, place: str) -> Run:
    return _adding(_new(stack, place), "added")


def send(stack: ExitStack, place: str, url: str) -> Prepared:
    """Sends what was added before, which is not measured."""
    from notify_sdk import NotificationsAPIClient

    outbox = _new(stack, place)
    client = stack.enter_context(NotificationsAPIClient(KEY, url))

    def drain(times: int) -> None:
        tally = outbox.send(client, concurrency=_AT_ONCE)
        if tally.sent != times:
            raise RuntimeError(f"{tally} instead of {times} that were sent")

    return Prepared(_adding(outbox, "sent"), drain)


def tables(bench: Bench) -> list[Table]:
    url = bench.url
    alone = f"{SDK}, {_AT_ONCE} threads"
    sending = {
        alone: Candidate(environments.SDK, clients.sdk_in_threads, (url, _AT_ONCE)),
        f"{OFFICIAL}, {_AT_ONCE} threads": Candidate(
            environments.OFFICIAL, clients.official_in_threads, (url, _AT_ONCE)
        ),
    }
    adding: dict[str, Candidate] = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        places: dict[str, Place] = {"SQLite": lambda name: str(Path(folder, f"{name}.db"))}
        places |= stack.enter_context(_postgresql(bench))
        for database, place in places.items():
            adding[f"outbox, {database}: add"] = Candidate(environments.SDK_OUTBOX, add, (place("add"),))
            sending[f"outbox, {database}: send"] = Candidate(environments.SDK_OUTBOX, send, (place("send"), url))
        return [
            bench.compare(
                "Send text messages from an outbox",
                "us per message",
                sending,
                base=alone,
                rounds=7,
                operations=_MESSAGES,
                memory=True,
                note=f"{_MESSAGES:,} messages in each round, {_AT_ONCE} at once. The work of PostgreSQL's own processes is not in it.",
            ),
            bench.compare(
                "Add text messages to an outbox",
                "us per message",
                adding,
                base=next(iter(adding)),
                rounds=7,
                operations=_MESSAGES,
                memory=True,
                note=f"{_MESSAGES:,} messages in one transaction, each checked first.",
            ),
        ]


@contextlib.contextmanager
def _postgresql(bench: Bench) -> Generator[dict[str, Place]]:
    """Addresses in a PostgreSQL of its own; none where it is not installed."""
    from tests.support.services import servers  # which candidates have not

    with contextlib.ExitStack() as stack:
        try:
            with cores.for_servers():
                server = stack.enter_context(servers.postgresql())
        except servers.MissingError as error:
            bench.step(f"Outbox: {error}")
            yield {}
        else:
            yield {"PostgreSQL": lambda _: stack.enter_context(servers.database(server))}
