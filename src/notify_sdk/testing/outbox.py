"""An outbox for tests: in memory, sent to the sandbox of the test."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from notify_sdk._lazy import set_module
from notify_sdk.client import NotificationsAPIClient
from notify_sdk.outbox import Message, Outbox, Tally
from notify_sdk.outbox.within import Within


class NotifyOutbox(Outbox):
    """An outbox in memory, with its tables. Give it to the code under test in place of its own.

        def test_a_reminder(notify_outbox, notify_inbox):
            remind(appointment, outbox=notify_outbox)
            assert notify_outbox.drain().sent == 1
            notify_inbox.assert_sent_sms(to="07700 900 112")

    Args:
        client: What sends: a client of the test's sandbox.
        at_once: Whether `add` sends, too, when it has a transaction of its own.
    """

    def __init__(self, client: NotificationsAPIClient, *, at_once: bool = False) -> None:
        super().__init__(":memory:")
        self._client = client
        self.at_once: bool = at_once
        self.create_tables()

    def drain(self) -> Tally:
        """Sends what is queued.

        Raises:
            SendingStopped: If every message would meet the same fault.
        """
        return self.send(self._client)

    def add(
        self,
        messages: Message | Iterable[Message],
        *,
        within: Within | None = None,
        invalid: Literal["refuse", "record"] = "refuse",
    ) -> int:
        """As `Outbox.add`; with `at_once` it sends as well."""
        __tracebackhide__ = True
        added = super().add(messages, within=within, invalid=invalid)
        if self.at_once and within is None:
            self.drain()
        return added


set_module("notify_sdk.testing", globals(), ("NotifyOutbox",))
