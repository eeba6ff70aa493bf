"""The messages that an outbox takes: their options, and their `repr`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from notify_sdk import RequestValidationError
from tests.outbox.messages import BASES

WRONG = [
    ({"not_before": datetime(2026, 1, 1)}, "not_before has no time zone"),  # noqa: DTZ001 - the mistake
    ({"expires_at": datetime(2026, 1, 1)}, "expires_at has no time zone"),  # noqa: DTZ001 - the mistake
    ({"expires_at": "tomorrow"}, "expires_at is not a datetime"),
    ({"key": ""}, "key is not a text of 1"),
    ({"key": "x" * 256}, "key is not a text of 1"),
    ({"key": 5}, "key is not a text"),
    ({"reference": "x" * 901}, "reference is not a text of 1"),
    ({"tag": "\x00"}, "tag is not a text of 1"),
    ({"priority": True}, "priority is not a whole number"),
    ({"exact_reference": True}, "exact_reference needs a reference"),
]


@pytest.mark.parametrize(("options", "words"), WRONG)
@pytest.mark.parametrize("kind", sorted(BASES))
def test_options_that_are_none_are_refused(kind: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(RequestValidationError, match=words):
        BASES[kind](**options)


@pytest.mark.parametrize("kind", sorted(BASES))
def test_the_repr_of_a_message_is_its_class(kind: str) -> None:
    shown = repr(BASES[kind](key="k", reference="r"))
    assert re.fullmatch(r"<\w+>", shown)
