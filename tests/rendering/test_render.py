"""Templates filled in. Recorded previews are compared in tests/recipients/test_verdicts.py."""

from __future__ import annotations

import pickle

import pytest

from notify_sdk.rendering import (
    MissingPersonalisation,
    render,
)
from tests.conformance.data import rows


def test_missing_placeholders_are_named_in_order_and_the_error_can_be_pickled() -> None:
    with pytest.raises(MissingPersonalisation) as caught:
        render("letter", contact_block="((c))", subject="((b))", body="((a))", personalisation={"b": None})
    assert caught.value.names == ("c", "b", "a")
    assert pickle.loads(pickle.dumps(caught.value)).names == ("c", "b", "a")


def test_an_email_that_is_too_long_has_a_problem() -> None:
    for row in rows("email_size_limits"):
        facts = row["input"]
        text = facts["unit"] * facts["count"]
        body, values = (text, {}) if facts["via"] == "content" else ("((x))", {"x": text})
        assert render("email", subject="s", body=body, personalisation=values).problem == row["message"]
