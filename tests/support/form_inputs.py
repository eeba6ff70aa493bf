"""What people fill into forms, and whether the local check takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from notify_sdk import Checks
from notify_sdk.payloads import check_payload
from notify_sdk.testing import strategies
from tests.support.clients import ID

NASTY = st.text(st.sampled_from("0123456789 +-()@.a\t\n\r\0\x1c\x85\u00a0\u200b\u2028\ufeff\ud800é😀𝟘"), max_size=16)
ABROAD = [
    "+33 6 39 98 12 34",
    "+353 85 012 3456",
    "+1 202-555-0123",
    "0117 496 0123",
    "0808 157 0192",
    "+999 123456",
    "+44",
]
ADDRESSES = [
    "",
    "A\n1 Rue\nFrance",
    "A\r\nB\r\nSW1A 1AA",
    "A\nBFPO 1\nBFPO 1",
    "A\nB\nC",
    "A\0b\nB\nSW1A 1AA",
    "A\nNFA\nSW1A 1AA",
]
ADDRESSES += [
    "@A\nB\nSW1A 1AA",
    "-\n-\nSW1A 1AA",
    "A\nB\nC\nD\nE\nF\nG\nSW1A 1AA",
    "A\nBFPO 1\nC\nFrance",
    "A\nB\ud800\nSW1A 1AA",
]


@dataclass(frozen=True)
class Kind:
    """A kind of recipient in forms.

    Attributes:
        inputs: What may be filled in.
        settings: The options of its fields, each with its default.
        body: The body of a request to the recipient.
        posted: The kind of that body.
        good: An input, and what is kept of it.
        refused: An input for each code of a refusal.
    """

    inputs: st.SearchStrategy[str]
    settings: Mapping[str, bool]
    body: Callable[[str], dict[str, Any]]
    posted: Any
    good: tuple[str, str]
    refused: Mapping[str, str]

    def is_taken(self, text: str, **settings: bool) -> bool:
        """Whether the local check takes a recipient."""
        return check_payload(self.body(text), self.posted, checks=Checks(**settings)) == []

    def options(self) -> st.SearchStrategy[dict[str, bool]]:
        return st.fixed_dictionaries(dict.fromkeys(self.settings, st.booleans()))


KINDS = {
    "phone": Kind(
        strategies.phone_numbers() | strategies.invalid_phone_numbers() | st.sampled_from(ABROAD) | NASTY,
        {"international_numbers": True, "landlines": True},
        lambda text: {"phone_number": text, "template_id": ID},
        "sms",
        ("07700 900 982", "+447700900982"),
        {
            "unknown_character": "07700 900 98O",
            "too_short": "07700",
            "too_long": "07700 900 982 07",
            "invalid_number": "+999 123456",
        },
    ),
    "email": Kind(
        strategies.email_addresses() | strategies.invalid_email_addresses() | NASTY,
        {},
        lambda text: {"email_address": text, "template_id": ID},
        "email",
        (" Amala@Example.com", "amala@example.com"),
        {"invalid_email_address": "amala", "too_long": "a" * 400 + "@example.com"},
    ),
    "address": Kind(
        strategies.postal_addresses().map(lambda values: "\n".join(values.values()))
        | st.sampled_from(ADDRESSES)
        | NASTY,
        {"international_addresses": True},
        lambda text: {"template_id": ID, "personalisation": {"address_line_1": text}},
        "letter",
        ("Amala Bird\r\n102 High Street \r\nsw146bh", "Amala Bird\n102 High Street\nSW14 6BH"),
        {
            "too_few_lines": "Amala Bird",
            "too_many_lines": ADDRESSES[9],
            "no_alphanumeric": ADDRESSES[8],
            "forbidden_start": ADDRESSES[7],
            "no_fixed_address": ADDRESSES[6],
            "bfpo_with_country": ADDRESSES[10],
            "no_postcode": "A\nB\nC",
            "character": ADDRESSES[5],
        },
    ),
}

CASES = [(name, code, text) for name, kind in KINDS.items() for code, text in kind.refused.items()]
"""A refusal of each kind: the kind of recipient, the code, and what was filled in."""
