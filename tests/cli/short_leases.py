"""The command line with short leases: what a killed process had claimed is released after a second, not a minute.

`python short_leases.py send sms ...`
"""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

import notify_sdk.cli.progress
import notify_sdk.outbox.ledger
import notify_sdk.outbox.outbox
import notify_sdk.outbox.states
from notify_sdk.__main__ import main

LEASE = timedelta(seconds=1)


def shorten(set_attribute: Any = setattr) -> None:
    """Shortens every wait of an outbox, and reports its progress without pauses."""
    begin = notify_sdk.outbox.outbox.Outbox.__init__

    def shorter(self: Any, where: Any, **options: Any) -> None:
        begin(self, where, **{**options, "resend_after": 2, "unsafe": True})

    set_attribute(notify_sdk.outbox.outbox.Outbox, "__init__", shorter)
    set_attribute(notify_sdk.outbox.outbox, "lease_of", lambda *_, **__: LEASE)
    set_attribute(notify_sdk.outbox.ledger, "LOOKING", LEASE)
    set_attribute(notify_sdk.outbox.states, "_LOOK_FIRST", LEASE)
    set_attribute(notify_sdk.cli.progress, "_LINE_EVERY", 0.0)


if __name__ == "__main__":
    # the parent process may ignore these signals, as a shell does for commands in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    shorten()
    main()
