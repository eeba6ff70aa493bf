"""The people that messages are sent to."""

from __future__ import annotations

import csv
from pathlib import Path


def phone_number(number: int) -> str:
    """A phone number of its own, for 90,000 people. None is one that Notify or the sandbox treats in its own way."""
    return f"07700 9{10_000 + number % 90_000:05}"


def write_csv(path: Path, people: int) -> None:
    """A file of recipients, with values for both placeholders."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["phone number", "name", "date"])
        rows.writerows([phone_number(number), f"Amala {number}", "3 March"] for number in range(people))
