"""Messages of generated classes as values: checked, rendered, and shown without personal data."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pydantic
import pytest


def test_wrong_values_are_refused_and_the_others_are_not_shown(made: dict[str, Any]) -> None:
    wrong: list[dict[str, object]] = [
        {"name": "Amala"},
        {"name": "Amala", "date": "x", "dat": "x"},
        {"name": "Amala", "date": None},
        {"name": "Amala", "date": object()},
    ]
    for values in wrong:
        with pytest.raises(pydantic.ValidationError) as caught:
            made["AppointmentReminder"](**values)
        assert "Amala" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal(1), 'a value of type Decimal can\'t be sent (write it as text first, such as f"{value:.2f}")'),
        (datetime(2026, 3, 3, tzinfo=UTC), 'such as value.strftime("%d %B %Y at %H:%M")'),
        (["a", b"b"], 'for a file, prepare_upload(value, "name.pdf")'),
        ("\ud83d", "the value contains half a character (a lone surrogate), which can't be sent"),
    ],
)
def test_a_refused_value_says_what_to_write(made: dict[str, Any], value: object, said: str) -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        made["AppointmentReminder"](name="Amala", date=value)
    (error,) = caught.value.errors()
    assert error["loc"] == ("date",)
    assert said in error["msg"]


def test_nothing_personal_is_shown(made: dict[str, Any]) -> None:
    message = made["AppointmentReminder"](name="Amala", date="3 March")
    assert "Amala" not in f"{message!r}{message}"
    assert "7e870000-0000-4000-8000-000000000001" in repr(message)


def test_messages_are_values(made: dict[str, Any]) -> None:
    message = made["AppointmentReminder"](name="Amala", date="3 March")
    assert message == made["AppointmentReminder"].from_personalisation({"NAME": "Amala", "_date": "3 March"})
    with pytest.raises(pydantic.ValidationError):
        message.name = "x"
