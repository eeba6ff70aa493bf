"""Messages of generated classes as values: checked, rendered, and shown without personal data."""

from __future__ import annotations

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


def test_nothing_personal_is_shown(made: dict[str, Any]) -> None:
    message = made["AppointmentReminder"](name="Amala", date="3 March")
    assert "Amala" not in f"{message!r}{message}"
    assert "7e870000-0000-4000-8000-000000000001" in repr(message)


def test_messages_are_values(made: dict[str, Any]) -> None:
    message = made["AppointmentReminder"](name="Amala", date="3 March")
    assert message == made["AppointmentReminder"].from_personalisation({"NAME": "Amala", "_date": "3 March"})
    with pytest.raises(pydantic.ValidationError):
        message.name = "x"
