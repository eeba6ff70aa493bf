"""One run of a sender: with its progress on standard error, ended in order by signals and closed pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .output import moment, note
from .progress import SendProgress
from .session import IN_WORDS, NO_ANSWER, REFUSED
from .stopping import stop_on_signals

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient
    from notify_sdk.outbox import Outbox, Summary, Tally


def drain(
    outbox: Outbox,
    client: NotificationsAPIClient,
    before: Summary,
    *,
    concurrency: int = 10,
    seconds: float | None = None,
    worker: bool = False,
    wait: bool = False,
    accept_new_key: bool = False,
) -> int:
    """Sends what is queued.

    Args:
        outbox: Where it is.
        client: Sends it.
        before: What there was before, for the progress.
        concurrency: As for `Outbox.send`.
        seconds: As for `Outbox.send`.
        worker: Whether to go on for ever.
        wait: As for `Outbox.send`.
        accept_new_key: As for `Outbox.send`.

    Returns:
        The exit code for what ended it before its time; 0 if nothing did.
    """
    from notify_sdk.errors import NoConnectionError
    from notify_sdk.outbox import SendingStopped

    fault: SendingStopped | None = None
    tally: Tally | None = None
    with stop_on_signals() as stop:
        done = 0 if worker else before.total - before.unfinished
        with SendProgress(done, None if worker else before.total, stop) as progress:
            try:
                tally = outbox.send(
                    client,
                    concurrency=concurrency,
                    seconds=seconds,
                    forever=worker,
                    wait=wait,
                    accept_new_key=accept_new_key,
                    stop=stop,
                    progress=progress,
                )
            except SendingStopped as error:
                fault = error
    if fault is not None:
        code = NO_ANSWER if fault.reason == NoConnectionError.code else REFUSED
        note(f"{IN_WORDS[code]}: {fault}")
        return code
    if tally is not None and tally.paused_until is not None:
        note(f"Notify's limit for the day is reached. The rest can be sent from {moment(tally.paused_until)} UTC on.")
        return stop.code or REFUSED
    return stop.code
