"""The rules for fields that are not recipients."""

from __future__ import annotations

import pytest

from notify_sdk import RequestValidationError
from tests.support.clients import ID


@pytest.mark.parametrize("value", [7, ["a", "b"], True, 2.5], ids=repr)
def test_only_texts_are_sanitised(unsent, value):
    """Notify answers with status 500, and nobody would know what became of the email."""
    with pytest.raises(RequestValidationError, match="sanitise_content_for names First Name, whose"):
        unsent.send_email_notification("a@example.com", ID, {"First Name": value}, sanitise_content_for=["first_name"])
