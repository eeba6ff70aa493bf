"""Messages for tests, and how many each recipient has received."""

from __future__ import annotations

from collections import Counter
from typing import Any

from notify_sdk.outbox import Email, Letter, PrecompiledLetter, Sms
from notify_sdk.sandbox import Sandbox


def text_to(sandbox: Sandbox, number: int, **options: Any) -> Sms:
    """A text with a key of its own. The sandbox delivers to each of these numbers."""
    values = {"code": f"secret-{number}", "app": "Permits"}
    options.setdefault("key", f"key-{number}")
    return Sms(f"07700 91{number:04d}", sandbox.templates["security code"], values, **options)


def texts(sandbox: Sandbox, count: int, **options: Any) -> list[Sms]:
    return [text_to(sandbox, number, **options) for number in range(count)]


def received(sandbox: Sandbox) -> Counter[str]:
    """How many messages each recipient has."""
    return Counter(str(message.to) for message in sandbox.inbox)


def once(sandbox: Sandbox, count: int) -> bool:
    """Whether that many recipients have one message each."""
    return len(received(sandbox)) == count and set(received(sandbox).values()) == {1}


TEMPLATE = "7e870000-0000-4000-8000-000000000001"


SENDER = "11111111-0000-4000-8000-000000000001"


BASES = {
    "sms": lambda **o: Sms(**{"to": "07700 910001", "template_id": TEMPLATE, "personalisation": {"a": "1"}, **o}),
    "email": lambda **o: Email(**{"to": "a@example.com", "template_id": TEMPLATE, "personalisation": {"a": "1"}, **o}),
    "letter": lambda **o: Letter(
        **{
            "template_id": TEMPLATE,
            "personalisation": {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA"},
            **o,
        }
    ),
    "precompiled": lambda **o: PrecompiledLetter(**{"pdf_file": b"%PDF-1", **o}),
}
