"""Files of recipients as bytes, and what is read of them."""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import Any

from notify_sdk.recipients.csv_file import CsvFault, RecipientsFile, read_recipients

NUMBER, OTHER, THIRD = "07700900111", "07700900222", "07700900333"


def read(
    content: str | bytes, kind: Any = "sms", placeholders: Collection[str] | None = ("name", "date"), **how: Any
) -> RecipientsFile:
    given = content.encode() if isinstance(content, str) else content
    return read_recipients(io.BytesIO(given), kind=kind, placeholders=placeholders, **how)


def values(content: str | bytes, *args: Any, **how: Any) -> list[tuple[str, dict[str, object]]]:
    file = read(content, *args, **how)
    assert file.faults == ()
    return [(row.recipient, dict(row.personalisation)) for row in file.rows]


def only_fault(content: str | bytes, *args: Any, **how: Any) -> CsvFault:
    file = read(content, *args, **how)
    assert file.rows == ()
    (fault,) = file.faults
    return fault
