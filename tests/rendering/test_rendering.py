"""Any text, given to every function: no crash, and linear time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify_sdk.rendering import (
    email_html,
    placeholders,
    qr_code_problem,
    render,
    sanitise,
)
from notify_sdk.rendering.text_message import downgraded, tidied
from notify_sdk.rendering.typography import subject

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(text=ANY_TEXT)
@settings(deadline=None)
def test_no_text_makes_rendering_crash(text: str) -> None:
    email_html(text)
    sanitise(text)
    subject(text)
    qr_code_problem(text)
    for kind in ("sms", "email", "letter"):
        render(
            kind,
            subject=text,
            body=text,
            personalisation={placeholder.name: text for placeholder in placeholders(text)},
        )


PIECES = [
    "(",
    "((",
    "((a",
    "((a??",
    "))",
    " ",
    "\n",
    "' ",
    '"',
    "<",
    "a@",
    "a.",
    "a. ",
    "- ",
    "qr:",
    "*",
    "^",
    "\u200b",
    "https://a.",
    "\\",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_is_rendered_in_linear_time(piece: str) -> None:
    """A function that is not linear would keep the suite from ending, which is the failure."""
    text = piece * (1_000_000 // len(piece))
    placeholders(text)
    downgraded(tidied(text))
    sanitise(text)
    subject(text)
    qr_code_problem(text)
