"""What `scripts/conformance` prints: how far this package agrees with the recorded service."""

from __future__ import annotations

import sys
from collections import Counter

from rich.console import Console
from rich.table import Table

from notify_sdk._validation.rules import shown
from notify_sdk.rendering import email_html
from tests.conformance.data import rows
from tests.conformance.posted import WRONG, posted
from tests.conformance.recordings import KNOWN as KNOWN_EXCHANGES
from tests.conformance.recordings import RECORDINGS
from tests.conformance.replay import lines, replay
from tests.conformance.verdicts import CORPORA, compared

console = Console(highlight=False)

KNOWN = 2
"""Rows that differ for a reason, told in docs/recipients.md."""

KNOWN_BODIES = 10
"""Bodies whose verdict differs for a reason, told in docs/sandbox-differences.md."""


def verdicts() -> int:
    """Prints a line for each corpus and returns how many rows differ."""
    table = Table(
        "corpus", "rows", "equal", "false refusals", "false passes", "other text or form", title="The local check"
    )
    total = 0
    different: list[str] = []
    for corpus in CORPORA:
        kinds: Counter[str] = Counter()
        for row in compared(corpus):
            kinds[row.kind] += 1
            if row.kind != "equal":
                different.append(f"{corpus}: {row.kind}: {shown(row.input)[:150]}")
        counts = [kinds["equal"], kinds["false refusal"], kinds["false pass"], kinds["other text or form"]]
        total += kinds.total() - kinds["equal"]
        table.add_row(corpus, str(kinds.total()), *map(str, counts))
    console.print(table)
    for line in different:
        console.print(line, markup=False)
    return total


def html() -> None:
    """Prints how many of the recorded previews of emails come out letter for letter."""
    pairs = [
        (
            row["post"]["body"] if isinstance(row["preview"]["body"], dict) else row["preview"]["body"],
            row["preview"]["html"],
        )
        for row in rows("template_rendering")
        if row["preview"].get("html")
    ]
    equal = sum(email_html(body) == expected for body, expected in pairs)
    console.print(
        f"\nHTML of email previews (looks the same, is not meant to be): {equal} of {len(pairs)} letter for letter\n"
    )


def bodies() -> int:
    """Prints what the local check says of the bodies that were posted, and returns how many differ."""
    table = Table("recording", "verdict", "bodies", title="The local check on every body that was posted")
    different: list[str] = []
    for recording in RECORDINGS:
        found = list(posted(recording))
        for kind, count in sorted(Counter(each.kind for each in found).items()):
            table.add_row(recording.name, kind, str(count))
        different += [f"{each.case}: {each.kind}: {each.ours}" for each in found if each.kind in WRONG]
    console.print(table)
    for line in different:
        console.print(line, markup=False)
    return len(different)


def main() -> None:
    different = verdicts() > KNOWN
    different |= bodies() > KNOWN_BODIES
    html()
    for recording in RECORDINGS:
        console.print(f"\nThe sandbox: the {recording.name} recording")
        report = replay(recording)
        for line in lines(report):
            console.print(line, markup=False)
        different |= not {found.case for found in report.different} <= KNOWN_EXCHANGES
    sys.exit(different)


if __name__ == "__main__":
    main()
