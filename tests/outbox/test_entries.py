"""Adding messages: by key, checked, in chunks."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from notify_sdk import RequestValidationError
from notify_sdk.outbox import Outbox, Sms
from notify_sdk.outbox.entries import CHUNK
from notify_sdk.sandbox import Sandbox
from tests.outbox.conftest import Both
from tests.outbox.messages import TEMPLATE, text_to, texts


def test_threads_that_add_the_same_keys_add_them_once(place: str, sandbox: Sandbox) -> None:
    with Outbox(place) as outbox:
        outbox.create_tables()
        messages = texts(sandbox, 200)
        with ThreadPoolExecutor(8) as threads:
            counts = list(threads.map(lambda _: outbox.add(messages), range(8)))
        assert sum(counts) == outbox.summary().total == 200


def test_invalid_messages_are_refused_together_or_recorded(both: Both, sandbox: Sandbox) -> None:
    bad = text_to(sandbox, 7)
    bad = Sms("not a number", bad.template_id, bad.personalisation, key="bad")
    with pytest.raises(RequestValidationError):
        both.add([*texts(sandbox, 3), bad])
    assert both.summary().total == 0
    assert both.add([*texts(sandbox, 3), bad], invalid="record") == 4
    assert both.add([*texts(sandbox, 3), bad], invalid="record") == 0
    row = next(iter(both.rows(state="refused")))
    assert row.key == "bad"
    assert row.error_code
    assert "not a number" not in str(row.error_summary)
    assert both.send(both.client()).sent == 3


def test_anything_but_a_message_is_a_type_error(both: Both) -> None:
    with pytest.raises(TypeError, match="str is not a message"):
        both.add(["07700 900000"])


def test_messages_are_added_in_chunks(place: str, sandbox: Sandbox) -> None:
    """At most two chunks of messages are in memory at a time."""
    alive = most = 0

    def gone() -> None:
        nonlocal alive
        alive -= 1

    class Values(dict[str, object]):
        """A dict that weak references can point to."""

    def stream() -> Iterator[Sms]:
        nonlocal alive, most
        for number in range(3000):
            values = Values(code="1", app="x")
            weakref.finalize(values, gone)
            alive += 1
            most = max(most, alive)
            yield Sms(f"07700 91{number:04d}", TEMPLATE, values, key=f"key-{number}")
            del values

    with Outbox(place) as outbox:
        outbox.create_tables()
        assert outbox.add(stream()) == 3000
        assert [row.key for row in outbox.rows()] == [f"key-{number}" for number in range(3000)]
    assert most <= 2 * CHUNK
