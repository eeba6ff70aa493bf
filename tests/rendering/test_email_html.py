"""The HTML of emails."""

from __future__ import annotations

from notify_sdk.rendering import (
    email_html,
)
from tests.conformance.data import rows


def test_the_html_of_most_recorded_emails_is_equal() -> None:
    equal = total = 0
    for row in rows("template_rendering"):
        preview = row["preview"]
        if preview.get("html"):
            body = row["post"]["body"] if isinstance(preview["body"], dict) else preview["body"]
            total += 1
            equal += email_html(body) == preview["html"]
    assert equal / total > 0.75


def test_html_and_scripts_are_shown_as_text() -> None:
    assert "<script" not in email_html("<script>alert(1)</script> [x](javascript:alert(1)) ![y](z)")
    assert 'href="javascript:' not in email_html("[x](javascript:alert(1))")
