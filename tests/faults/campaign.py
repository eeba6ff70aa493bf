"""Sends many messages through faults, and compares what the client reported of each with what the service has."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient, NotifyError, RetryPolicy
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Sandbox
from tests.faults.server import FAULTS, faulty, held
from tests.support.clients import ClientKind

PATIENT = RetryPolicy(attempts=60, total_seconds=60 * 60 * 24, reconcile=True)
"""Goes on until the message is sent."""

VALUES = {"name": "A", "date": "B"}
NO_CONNECTION = "no connection"
"""What a send met that never reached the server: the machine had other things to do."""


@dataclass
class Tally:
    """What became of the sends.

    Attributes:
        said: What the client said of each reference: `sent`, `not sent` or `unknown`.
        ids: The id that it gave for those sent.
        held: How many messages the service holds, by reference.
        met: What each send met, attempt by attempt.
    """

    said: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    held: Counter[str] = field(default_factory=Counter)
    met: dict[str, list[str]] = field(default_factory=dict)
    strangers: int = 0
    """Answers whose id is none of the message's."""

    @property
    def doubled(self) -> list[str]:
        return [reference for reference, times in self.held.items() if times > 1]

    @property
    def lost(self) -> list[str]:
        """Said to be sent, and not there."""
        return [each for each, said in self.said.items() if said == "sent" and not self.held[each]]

    @property
    def denied(self) -> list[str]:
        """Said not to be sent, and there."""
        return [each for each, said in self.said.items() if said == "not sent" and self.held[each]]

    def rows(self) -> list[tuple[str, int, int, int, int, int]]:
        """By what was met first: sends, sent, not sent, unknown and there, unknown and not there."""
        found: dict[str, Counter[str]] = {}
        for reference, said in self.said.items():
            there = (" and there" if self.held[reference] else " and not there") if said == "unknown" else ""
            found.setdefault(self.met.get(reference, [NO_CONNECTION])[0], Counter())[said + there] += 1
        kinds = ("sent", "not sent", "unknown and there", "unknown and not there")
        return [(name, sum(row.values()), *(row[kind] for kind in kinds)) for name, row in sorted(found.items())]


def campaign(
    client_kind: ClientKind,
    sends: int,
    retry: RetryPolicy,
    *,
    seed: int = 0,
    likely: float = 1.0,
    reads: float = 0.0,
    at_once: int = 32,
    seconds: float = 0.4,
    kinds: Iterable[str] = FAULTS,
) -> Tally:
    """Sends that many texts, each with its own reference, through a server with these faults."""
    sandbox = Sandbox()
    sandbox.service.rate_limit_per_minute = 10**9  # the only 429 are those of the script
    tally = Tally()
    template = sandbox.templates["appointment reminder"]

    def ended(reference: str, error: NotifyError | None, identifier: str = "") -> None:
        tally.said[reference] = "sent" if error is None else "unknown" if error.outcome_unknown else "not sent"
        if error is None:
            tally.ids[reference] = identifier

    def one(client: NotificationsAPIClient, reference: str) -> None:
        try:
            sent = client.send_sms_notification("07700 900123", template, VALUES, reference)
        except NotifyError as error:
            ended(reference, error)
        else:
            ended(reference, None, str(sent.id))

    async def one_of_many(client: AsyncNotificationsAPIClient, reference: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                sent = await client.send_sms_notification("07700 900123", template, VALUES, reference)
            except NotifyError as error:
                ended(reference, error)
            else:
                ended(reference, None, str(sent.id))

    async def all_of_them(url: str) -> None:
        gate = asyncio.Semaphore(at_once)
        async with AsyncNotificationsAPIClient(sandbox.api_key, url, seconds, retry=retry) as client:
            await asyncio.gather(*(one_of_many(client, f"s{number}", gate) for number in range(sends)))

    with (
        faulty(sandbox, seed=seed, sends=likely, reads=reads, kinds=dict.fromkeys(kinds, 1.0)) as server,
        without_waiting(),
    ):
        if client_kind == "async":
            asyncio.run(all_of_them(server.url))
        else:
            with (
                NotificationsAPIClient(sandbox.api_key, server.url, seconds, retry=retry) as client,
                ThreadPoolExecutor(at_once) as threads,
            ):
                list(threads.map(lambda number: one(client, f"s{number}"), range(sends)))
        tally.met = server.met
    tally.held = held(sandbox)
    own = {str(each.id): each.reference for each in sandbox.service.notifications}
    tally.strangers = sum(own.get(identifier) != reference for reference, identifier in tally.ids.items())
    return tally
