"""The local check has the verdict, the normal form and the message of the service for every recorded input."""

from __future__ import annotations

import pytest

from tests.conformance.verdicts import CORPORA, compared

# docs/recipients.md describes each.
KNOWN = {
    "request_bodies": {"sanitise_content_for": "a number in the list is taken, and then crashes the service"},
}


@pytest.mark.parametrize("corpus", CORPORA)
def test_every_row_agrees(corpus: str) -> None:
    different = [row for row in compared(corpus) if row.kind != "equal"]
    exceptions = KNOWN.get(corpus, {})
    unexpected = [row for row in different if not any(word in str(row.input) for word in exceptions)]
    assert not unexpected, "\n".join(
        f"{row.kind}: {row.input!r}\n  {row.ours}\n  {row.theirs}" for row in unexpected[:10]
    )
    assert len(different) - len(unexpected) <= 2
