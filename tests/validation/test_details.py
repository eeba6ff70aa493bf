"""What a local check found, as the details of an error."""

from __future__ import annotations

import re
from pathlib import Path

from notify_sdk import check_payload
from tests.support.clients import ID

PAGE = (Path(__file__).parents[2] / "docs" / "errors.md").read_text()


def test_every_local_refusal_has_a_code_and_a_field():
    wrong = {
        "phone_number": ["", 7, "07700", None],
        "template_id": ["", 7],
        "reference": [7, "x" * 2000],
        "sms_sender_id": ["x"],
        "nonsense": [1],
        "personalisation": ["x", {"a": float("nan")}, {"a": object()}, {1: 2}],
    }
    right = {"phone_number": "07700900123", "template_id": ID}
    known = {*re.findall(r"`([a-z_]+)`", PAGE)}
    for name, values in wrong.items():
        for value in values:
            for detail in check_payload({**right, name: value}, "sms"):
                assert detail.code in known, detail
                assert detail.field == name
