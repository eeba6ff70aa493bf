"""Messages to send in tests, and who was sent what."""

from __future__ import annotations

from collections import Counter
from typing import Any

from notify_sdk.outbox import Sms
from notify_sdk.sandbox import Sandbox


def text_to(sandbox: Sandbox, number: int, **options: Any) -> Sms:
    """A text with a key of its own. No such number is one that the sandbox treats in another way."""
    values = {"code": f"secret-{number}", "app": "Permits"}
    options.setdefault("key", f"key-{number}")
    return Sms(f"07700 91{number:04d}", sandbox.templates["security code"], values, **options)


def texts(sandbox: Sandbox, count: int, **options: Any) -> list[Sms]:
    return [text_to(sandbox, number, **options) for number in range(count)]


def received(sandbox: Sandbox) -> Counter[str]:
    """How many messages each recipient has."""
    return Counter(str(message.to) for message in sandbox.inbox)


def once(sandbox: Sandbox, count: int) -> bool:
    """Whether as many people have one message each."""
    return len(received(sandbox)) == count and set(received(sandbox).values()) == {1}
