"""What an outbox holds, for people, scripts and spreadsheets. Nothing personal is in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .files import replacing
from .identity import line_of
from .output import harmless
from .session import NO, NO_ANSWER, REFUSED, UNKNOWN

if TYPE_CHECKING:
    from notify_sdk.outbox import Row, Summary

COLUMNS = ("line", "key", "state", "status", "id", "error_code", "error")
_FORMULA = ("=", "+", "-", "@")

STATES: Mapping[str, str] = {
    "queued": "not sent yet",
    "sending": "a request may have been sent; looked up later",
    "sent": "accepted by Notify",
    "refused": "refused by Notify or by the local check",
    "expired": "not sent in time",
    "cancelled": "not to be sent",
    "unknown": "unknown whether it was sent: see outbox requeue",
    "delivered": "of those sent: arrived",
    "failed": "of those sent: did not arrive",
    "not_told": "of those sent: Notify gave no final status in time",
    "doubled": "of those sent: Notify has it more than once",
}
"""What the counts of a summary mean."""

_WORDS = {
    "sent": "sent",
    "queued": "queued",
    "sending": "without an answer",
    "refused": "refused",
    "expired": "expired",
    "cancelled": "cancelled",
    "unknown": "unknown whether sent",
}


def counts(summary: Summary) -> dict[str, int]:
    """The counts of a summary by their names."""
    return {name: getattr(summary, name) for name in STATES}


def summary_text(summary: Summary) -> str:
    """A summary in one line: what was sent, and whatever else there is."""
    found = counts(summary)
    return ", ".join(f"{found[name]:,} {word}" for name, word in _WORDS.items() if found[name] or name == "sent")


def summary_code(summary: Summary) -> int:
    """The exit code for messages of which so many were sent: 0 only if all were."""
    codes = {
        UNKNOWN: summary.unknown or summary.sending,
        NO_ANSWER: summary.queued,
        REFUSED: summary.refused,
        NO: summary.expired or summary.cancelled,
    }
    return max((code for code, count in codes.items() if count), default=0)


def cells(row: Row) -> dict[str, object]:
    """A message by the names of the columns."""
    identifier = None if row.notification_id is None else str(row.notification_id)
    values = (line_of(row.key, row.tag), row.key, row.state, row.status, identifier, row.error_code, row.error_summary)
    return dict(zip(COLUMNS, values, strict=True))


def write_report(rows: Iterable[Row], out: IO[str]) -> int:
    """Writes a message a line, and gives how many there are."""
    written = 0
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for row in rows:
        lines.writerow([harmless_cell(value) for value in cells(row).values()])
        written += 1
    return written


def save_report(rows: Iterable[Row], path: Path) -> int:
    """Writes a report to a file, which then is whole, or as it was before.

    Only a report is replaced, so that no file of recipients is lost by a slip.
    """
    with replacing(path, "a report", _is_report) as new, new.open("w", encoding="utf-8", newline="") as file:
        return write_report(rows, file)


def harmless_cell(value: object) -> str:
    """A cell on one line, that no spreadsheet takes for a formula."""
    text = "" if value is None else harmless(str(value)).replace("\n", " ")
    return f"'{text}" if text.startswith(_FORMULA) else text


def _is_report(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(200).strip() == ",".join(COLUMNS).encode()
